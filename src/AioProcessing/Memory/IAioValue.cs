namespace AioProcessing;

/// <summary>A value that several processes see and change, wherever it lives: an <see cref="AioValue{T}"/> in shared memory, or one hosted by a manager.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <remarks>
/// <c>value.Value++</c> reads and then writes, and another may write in between: hold <see cref="Lock"/>, or use
/// <see cref="AioAtomicExtensions.Add{T}(IAioValue{T}, T)"/>. The asynchronous members are for hosted ones, of which each access is a call to the manager; in shared memory they are done at once.
/// <para>A hosted value is old or new, never torn, whatever its size.</para>
/// </remarks>
public interface IAioValue<T> : IDisposable
    where T : unmanaged
{
    /// <summary>What it is. Atomic if it has 1, 2, 4 or 8 bytes; never takes the lock.</summary>
    T Value { get; set; }

    /// <summary>Whether it was made without a lock.</summary>
    bool IsRaw { get; }

    /// <summary>Its lock, the same for everybody.</summary>
    /// <exception cref="InvalidOperationException">It is raw.</exception>
    IAioLock Lock { get; }

    /// <summary>Replaces it, atomically.</summary>
    /// <returns>What it was.</returns>
    /// <exception cref="NotSupportedException">It is in shared memory, and <typeparamref name="T"/> does not have 1, 2, 4 or 8 bytes.</exception>
    T Exchange(T value);

    /// <summary>Replaces it if it is <paramref name="expected"/>, by its bits, atomically.</summary>
    /// <returns>What it was: it has been replaced if that is <paramref name="expected"/>.</returns>
    /// <inheritdoc cref="Exchange" path="/exception"/>
    T CompareExchange(T value, T expected);

    /// <summary>Reads it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<T> GetAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<T>(cancellationToken) : new(Value);

    /// <summary>Writes it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; it may have been written nevertheless.</exception>
    ValueTask SetAsync(T value, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Value = value;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc cref="Exchange"/>
    ValueTask<T> ExchangeAsync(T value, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<T>(cancellationToken) : new(Exchange(value));

    /// <inheritdoc cref="CompareExchange"/>
    ValueTask<T> CompareExchangeAsync(T value, T expected, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<T>(cancellationToken) : new(CompareExchange(value, expected));
}
