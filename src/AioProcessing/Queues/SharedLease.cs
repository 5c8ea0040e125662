using AioProcessing.Backends;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A lease on an item of a queue in shared memory.</summary>
internal sealed class SharedLease<T> : AioLease<T>
{
    private readonly Handle<SharedQueue> _handle;
    private readonly SharedQueue _target;
    private readonly QueueItem _held;
    private readonly IAioSerializer? _serializer;
    private BlockMemory? _memory;

    public SharedLease(Handle<SharedQueue> handle, SharedQueue target, in QueueItem held, IAioSerializer? serializer)
    {
        handle.Use();
        _handle = handle;
        _target = target;
        _held = held;
        _serializer = serializer;
    }

    public override ReadOnlyMemory<byte> Memory
    {
        get
        {
            if (!ItemFormat.IsBytes<T>(_serializer))
                throw new NotSupportedException($"A lease of {typeof(T)} has no memory of its own: only the items of an AioQueue<byte[]> without a serialiser are read in place. Use Item.");
            ThrowIfOver();
            if (_held.Block.IsNone)
                return _held.Buffer.AsMemory(0, (int)_held.LengthBytes - 1);
            unsafe
            {
                _memory ??= new BlockMemory(_target.Memory(in _held), (int)(_held.LengthBytes - 1));
            }

            return _memory.Memory;
        }
    }

    public override int DeliveryCount => _held.Returns + 1;

    /// <summary>Ends the lease without an end for the item, which is the caller's now.</summary>
    public SharedQueue HandOver(out QueueItem held)
    {
        TryEnd();
        _handle.EndUse();
        held = _held;
        return _target;
    }

    private protected override T Decode() => ItemFormat.Read<T>(_target.Bytes(in _held), _serializer, takesPins: false);

    private protected override void Finish()
    {
        ItemFormat.DropPins<T>(_target.Bytes(in _held), _serializer);
        _target.Release(in _held);
        End();
    }

    private protected override void GiveBack()
    {
        _target.GiveBack(in _held);
        End();
    }

    private void End()
    {
        _memory?.End();
        _handle.EndUse();
    }
}
