using AioProcessing.Backends;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;

namespace AioProcessing;

/// <summary>An item that was taken on condition: unless <see cref="Complete"/> is called, it goes back to its queue.</summary>
/// <typeparam name="T">What the queue carries.</typeparam>
/// <remarks>
/// <code>
/// await using AioLease&lt;Job&gt; lease = await queue.LeaseAsync(ct);
/// await DoAsync(lease.Item);
/// lease.Complete();
/// </code>
/// It goes back when the lease is disposed of, and when its process dies; never by a clock. Then it is delivered again, before newer items, and
/// <see cref="DeliveryCount"/> tells. So it is delivered at least once, and more than once only if a receiver did not complete it. A lease that is
/// forgotten keeps its item until its process ends.
/// <para>Not for several threads at once. Python has no counterpart.</para>
/// </remarks>
public sealed class AioLease<T> : IDisposable, IAsyncDisposable
{
    private readonly Handle<SharedQueue> _handle;
    private readonly SharedQueue _target;
    private readonly QueueItem _held;
    private readonly IAioSerializer? _serializer;
    private BlockMemory? _memory;
    private T? _item;
    private bool _isDecoded;
    private int _isOver;

    internal AioLease(Handle<SharedQueue> handle, SharedQueue target, in QueueItem held, IAioSerializer? serializer)
    {
        handle.Use();
        _handle = handle;
        _target = target;
        _held = held;
        _serializer = serializer;
    }

    /// <summary>The item; decoded when it is first asked for, and the same object from then on.</summary>
    /// <exception cref="AioSerializationException">It is not a <typeparamref name="T"/> of this build. The lease goes on: complete it to be rid of it.</exception>
    /// <exception cref="ObjectDisposedException">The lease is over, and the item was not asked for before.</exception>
    public T Item
    {
        get
        {
            if (_isDecoded)
                return _item!;
            ObjectDisposedException.ThrowIf(_isOver != 0, this);
            _item = ItemFormat.Read<T>(_target.Bytes(in _held), _serializer, takesPins: false);
            _isDecoded = true;
            return _item;
        }
    }

    /// <summary>The bytes of an item of a queue of <c>byte[]</c>, where they are: in shared memory, valid until the lease is over. Empty for null.</summary>
    /// <exception cref="NotSupportedException">The queue is not one of byte arrays, or has a serialiser.</exception>
    /// <exception cref="ObjectDisposedException">The lease is over.</exception>
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            if (!ItemFormat.IsBytes<T>(_serializer))
                throw new NotSupportedException($"A lease of {typeof(T)} has no memory of its own: only the items of an AioQueue<byte[]> without a serialiser are read in place. Use Item.");
            ObjectDisposedException.ThrowIf(_isOver != 0, this);
            if (_held.Block.IsNone)
                return _held.Buffer.AsMemory(0, (int)_held.LengthBytes - 1);
            unsafe
            {
                _memory ??= new BlockMemory(_target.Memory(in _held), (int)(_held.LengthBytes - 1));
            }

            return _memory.Memory;
        }
    }

    /// <summary>How often the item was delivered, this time included: more than 1 when somebody had it before and did not complete it.</summary>
    public int DeliveryCount => _held.Returns + 1;

    /// <summary>Says that the item has been dealt with: it is gone from the queue for good. A second call does nothing.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed of before: the item has gone back.</exception>
    public void Complete()
    {
        int before = Interlocked.CompareExchange(ref _isOver, 1, 0);
        ObjectDisposedException.ThrowIf(before == 2, this);
        if (before != 0)
            return;
        ItemFormat.DropPins<T>(_target.Bytes(in _held), _serializer);
        _target.Release(in _held);
        End();
    }

    /// <summary>Gives the item back, unless the lease was completed.</summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _isOver, 2, 0) != 0)
            return;
        _target.GiveBack(in _held);
        End();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the lease without an end for the item, which is the caller's now.</summary>
    internal SharedQueue HandOver(out QueueItem held)
    {
        _isOver = 2;
        _handle.EndUse();
        held = _held;
        return _target;
    }

    private void End()
    {
        _memory?.End();
        _handle.EndUse();
    }
}
