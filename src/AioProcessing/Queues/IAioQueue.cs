namespace AioProcessing;

/// <summary>A first-in-first-out queue, wherever it lives: an <see cref="AioQueue{T}"/> in shared memory, or one hosted by a manager.</summary>
/// <typeparam name="T">What it carries.</typeparam>
/// <remarks>
/// An item is in the queue for good when its put has returned, and is serialised by the put: one that cannot cross makes the put throw. An item taken by a
/// consumer that died before its get returned goes to the next consumer.
/// </remarks>
public interface IAioQueue<T> : IDisposable
{
    /// <summary>Most items it holds; 0 = bounded by memory only.</summary>
    int Capacity { get; }

    /// <summary>Items that nobody has taken.</summary>
    int Count { get; }

    /// <summary>Whether it holds no item.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether a put would have to wait.</summary>
    bool IsFull { get; }

    /// <summary>Whether <see cref="Complete"/> was called; items may still be there.</summary>
    bool IsCompleted { get; }

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

    /// <inheritdoc cref="AioQueue{T}.ReadAllAsync"/>
    IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryPutMany(IEnumerable{T}, out int)"/>
    bool TryPutMany(IEnumerable<T> items, out int count);

    /// <inheritdoc cref="AioQueue{T}.PutMany"/>
    void PutMany(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryPutMany(IEnumerable{T}, TimeSpan, out int, CancellationToken)"/>
    bool TryPutMany(IEnumerable<T> items, TimeSpan timeout, out int count, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.PutManyAsync"/>
    ValueTask PutManyAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryPutManyAsync"/>
    ValueTask<int> TryPutManyAsync(IEnumerable<T> items, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryGetMany(int, out T[])"/>
    bool TryGetMany(int max, out T[] items);

    /// <inheritdoc cref="AioQueue{T}.GetMany"/>
    T[] GetMany(int max, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryGetMany(int, TimeSpan, out T[], CancellationToken)"/>
    bool TryGetMany(int max, TimeSpan timeout, out T[] items, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.GetManyAsync"/>
    ValueTask<T[]> GetManyAsync(int max, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryGetManyAsync"/>
    ValueTask<T[]> TryGetManyAsync(int max, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryLease(out AioLease{T})"/>
    bool TryLease(out AioLease<T>? lease);

    /// <inheritdoc cref="AioQueue{T}.Lease"/>
    AioLease<T> Lease(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryLease(TimeSpan, out AioLease{T}, CancellationToken)"/>
    bool TryLease(TimeSpan timeout, out AioLease<T>? lease, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.LeaseAsync"/>
    ValueTask<AioLease<T>> LeaseAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.TryLeaseAsync"/>
    ValueTask<(bool Taken, AioLease<T>? Lease)> TryLeaseAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioQueue{T}.Complete"/>
    void Complete(Exception? exception = null);
}
