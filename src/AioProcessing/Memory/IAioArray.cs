namespace AioProcessing;

/// <summary>A fixed number of values that several processes see and change, wherever they live: an <see cref="AioArray{T}"/> in shared memory, or one hosted by a manager.</summary>
/// <typeparam name="T">What each is.</typeparam>
/// <remarks>
/// No access takes the lock by itself. Of a hosted array each access is a call to the manager: move many elements by <see cref="Read"/> and
/// <see cref="Write"/>, or by the asynchronous members, which are done at once in shared memory.
/// <para><see cref="Read"/>, <see cref="Write"/> and enumeration are atomic as a whole on a hosted array; in shared memory they copy element by element.</para>
/// </remarks>
public interface IAioArray<T> : IReadOnlyList<T>, IDisposable
    where T : unmanaged
{
    /// <summary>How many elements it has.</summary>
    int Length { get; }

    /// <summary>Whether it was made without a lock.</summary>
    bool IsRaw { get; }

    /// <summary>Its lock, the same for everybody.</summary>
    /// <exception cref="InvalidOperationException">It is raw.</exception>
    IAioLock Lock { get; }

    /// <summary>An element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    new T this[int index] { get; set; }

    /// <summary>Copies elements out.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="destination">Where to; its length says how many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many elements from there on. Nothing was copied.</exception>
    void Read(int start, Span<T> destination);

    /// <summary>Replaces elements.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="source">Their new values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many elements from there on. Nothing was changed.</exception>
    void Write(int start, ReadOnlySpan<T> source);

    /// <summary>Replaces an element, atomically.</summary>
    /// <returns>What it was.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException">It is in shared memory, and <typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    T Exchange(int index, T value);

    /// <summary>Replaces an element if it is <paramref name="expected"/>, by its bits, atomically.</summary>
    /// <returns>What it was: it has been replaced if that is <paramref name="expected"/>.</returns>
    /// <inheritdoc cref="Exchange" path="/exception"/>
    T CompareExchange(int index, T value, T expected);

    /// <inheritdoc cref="Read"/>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask ReadAsync(int start, Memory<T> destination, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Read(start, destination.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc cref="Write"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; they may have been written nevertheless.</exception>
    ValueTask WriteAsync(int start, ReadOnlyMemory<T> source, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Write(start, source.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc cref="Exchange"/>
    ValueTask<T> ExchangeAsync(int index, T value, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<T>(cancellationToken) : new(Exchange(index, value));

    /// <inheritdoc cref="CompareExchange"/>
    ValueTask<T> CompareExchangeAsync(int index, T value, T expected, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<T>(cancellationToken) : new(CompareExchange(index, value, expected));
}
