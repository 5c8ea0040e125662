using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A queue with nothing but put, get, is-empty and close, bounded by memory only.</summary>
/// <typeparam name="T">What it carries, as in an <see cref="AioQueue{T}"/>.</typeparam>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.SimpleQueue</c>; here too a put does not wait for a reader, however much is in the queue. If a process
/// dies, the rules are those of <see cref="AioQueue{T}"/>.
/// </remarks>
public sealed class AioSimpleQueue<T> : IAioSimpleQueue<T>, IAioHandle
{
    private AioQueue<T> _queue;

    /// <summary>Makes an empty queue in the context of this process tree.</summary>
    public AioSimpleQueue() => _queue = new AioQueue<T>();

    internal AioSimpleQueue(AioQueue<T> queue) => _queue = queue;

    /// <summary>Whether it holds no item; exact at the time of reading.</summary>
    /// <exception cref="ObjectDisposedException">This handle was closed.</exception>
    public bool IsEmpty => _queue.IsEmpty;

    /// <inheritdoc cref="AioQueue{T}.TryPut(T)"/>
    public bool TryPut(T item) => _queue.TryPut(item);

    /// <inheritdoc cref="AioQueue{T}.Put"/>
    public void Put(T item, CancellationToken cancellationToken = default) => _queue.Put(item, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryPut(T, TimeSpan, CancellationToken)"/>
    public bool TryPut(T item, TimeSpan timeout, CancellationToken cancellationToken = default) => _queue.TryPut(item, timeout, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.PutAsync"/>
    public ValueTask PutAsync(T item, CancellationToken cancellationToken = default) => _queue.PutAsync(item, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryPutAsync"/>
    public ValueTask<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _queue.TryPutAsync(item, timeout, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryGet(out T)"/>
    public bool TryGet(out T item) => _queue.TryGet(out item);

    /// <inheritdoc cref="AioQueue{T}.Get"/>
    public T Get(CancellationToken cancellationToken = default) => _queue.Get(cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryGet(TimeSpan, out T, CancellationToken)"/>
    public bool TryGet(TimeSpan timeout, out T item, CancellationToken cancellationToken = default) => _queue.TryGet(timeout, out item, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.GetAsync"/>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default) => _queue.GetAsync(cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryGetAsync"/>
    public ValueTask<(bool Taken, T Item)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _queue.TryGetAsync(timeout, cancellationToken);

    /// <summary>Lets go of this handle; twice is fine. Waits of this process end with <see cref="ObjectDisposedException"/>, if it has no other handle.</summary>
    public void Close() => _queue.Dispose();

    /// <inheritdoc cref="Close"/>
    public void Dispose() => Close();

    void IAioHandle.WriteReference(PayloadWriter writer) => _queue.Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader) => _queue = AioQueue<T>.Read(ref reader);
}
