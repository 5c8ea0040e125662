using AioProcessing.Backends;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;

namespace AioProcessing;

/// <summary>Shared memory for one item of an <c>AioQueue&lt;byte[]&gt;</c>, to be written in place and then put without a copy.</summary>
/// <remarks>
/// <code>
/// using AioQueueBuffer buffer = queue.Rent(1 &lt;&lt; 20);
/// int count = source.Read(buffer.Span);
/// await buffer.PutAsync(ct);
/// </code>
/// The receiver finds it in <see cref="AioLease{T}.Memory"/> where it was written, or gets a copy. If the process dies before the put has returned, the item
/// is in the queue whole or not at all, and the memory is freed. One that is neither put nor disposed of keeps its memory until the process ends.
/// <para>Not for several threads at once.</para>
/// </remarks>
public sealed class AioQueueBuffer : IDisposable
{
    private readonly AioQueue<byte[]> _queue;
    private readonly Handle<SharedQueue> _handle;
    private readonly SharedQueue _target;
    private readonly BlockMemory _memory;
    private QueueRequest _request;
    private int _isOver;

    internal unsafe AioQueueBuffer(AioQueue<byte[]> queue, int length)
    {
        _queue = queue;
        _handle = queue.Handle;
        _target = queue.Target;
        _request = _target.RentBlock(length + 1L);
        _handle.Use();
        byte* start = _target.Memory(in _request);
        start[length] = ItemFormat.Plain;
        _memory = new BlockMemory(start, length);
        Length = length;
    }

    /// <summary>Bytes of the item: all that were asked for.</summary>
    public int Length { get; }

    /// <summary>The bytes, to be written; what is in them at first is anything. Not to be touched once the item is put.</summary>
    /// <exception cref="ObjectDisposedException">The item was put, or the buffer disposed of.</exception>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isOver != 0, this);
            return _memory.Memory;
        }
    }

    /// <inheritdoc cref="Memory"/>
    public Span<byte> Span => Memory.Span;

    internal QueueRequest Request
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isOver != 0, this);
            return _request;
        }
    }

    /// <summary>Puts the item if there is room; never waits.</summary>
    /// <returns>False when the queue is full; the buffer can be put again.</returns>
    /// <exception cref="AioCompletedException">The queue was completed.</exception>
    /// <exception cref="ObjectDisposedException">The item was put before, or the buffer disposed of.</exception>
    public bool TryPut() => _queue.TryPut(Outgoing.InPlace(this));

    /// <summary>Puts the item, blocking this thread until there is room.</summary>
    /// <exception cref="AioCompletedException">The queue was completed.</exception>
    /// <exception cref="ObjectDisposedException">The item was put before, or the buffer disposed of.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was put, and the buffer can be put again.</exception>
    public void Put(CancellationToken cancellationToken = default) => _queue.PutBlocking(Outgoing.InPlace(this), Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Puts the item, blocking this thread for at most <paramref name="timeout"/> until there is room.</summary>
    /// <returns>False on time-out; the buffer can be put again.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public bool TryPut(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return _queue.PutBlocking(Outgoing.InPlace(this), timeout, cancellationToken);
    }

    /// <summary>Puts the item as soon as there is room, without blocking a thread.</summary>
    /// <inheritdoc cref="Put" path="/exception"/>
    public ValueTask PutAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<bool> put = _queue.PutAwaited(Outgoing.InPlace(this), Timeout.InfiniteTimeSpan, cancellationToken);
        return put.IsCompletedSuccessfully ? default : new ValueTask(put.AsTask());
    }

    /// <summary>Puts the item, waiting at most <paramref name="timeout"/> for room without blocking a thread.</summary>
    /// <returns>False on time-out; the buffer can be put again.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public ValueTask<bool> TryPutAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return _queue.PutAwaited(Outgoing.InPlace(this), timeout, cancellationToken);
    }

    /// <summary>Frees the memory, unless the item was put.</summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _isOver, 2, 0) != 0)
            return;
        _target.Release(ref _request);
        End();
    }

    /// <summary>The item is in the queue, and the memory with it.</summary>
    internal void Sent()
    {
        Volatile.Write(ref _isOver, 1);
        End();
    }

    private void End()
    {
        _memory.End();
        _handle.EndUse();
    }
}
