namespace AioProcessing;

/// <summary>A queue with nothing but put, get, is-empty and close, bounded by memory only, wherever it lives: an <see cref="AioSimpleQueue{T}"/> in shared memory, or one hosted by a manager.</summary>
/// <typeparam name="T">What it carries.</typeparam>
/// <remarks>
/// A put does not wait for a reader. If a process dies, the rules are those of <see cref="IAioQueue{T}"/>. Python's counterpart is <c>multiprocessing.SimpleQueue</c>, which its managers
/// do not host.
/// </remarks>
public interface IAioSimpleQueue<T> : IDisposable
{
    /// <summary>Whether it holds no item.</summary>
    bool IsEmpty { get; }

    /// <inheritdoc cref="AioQueue{T}.TryPut(T)"/>
    bool TryPut(T item);

    /// <inheritdoc cref="AioQueue{T}.Put"/>
    void Put(T item, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryPut(T, TimeSpan, CancellationToken)"/>
    bool TryPut(T item, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.PutAsync"/>
    ValueTask PutAsync(T item, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryPutAsync"/>
    ValueTask<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryGet(out T)"/>
    bool TryGet(out T item);

    /// <inheritdoc cref="AioQueue{T}.Get"/>
    T Get(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryGet(TimeSpan, out T, CancellationToken)"/>
    bool TryGet(TimeSpan timeout, out T item, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.GetAsync"/>
    ValueTask<T> GetAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryGetAsync"/>
    ValueTask<(bool Taken, T Item)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioSimpleQueue{T}.Close"/>
    void Close();
}
