using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Queues;

/// <summary>An item on its way into a queue: its bytes, the block it may have got, and the pins of the handles in it.</summary>
internal struct Outgoing
{
    public QueueRequest Request;
    private PayloadWriter? _writer;
    private AioQueueBuffer? _buffer;
    private bool _isEncoded;

    public readonly bool IsEncoded => _isEncoded;

    public static Outgoing Completion(Exception? exception)
    {
        var outgoing = new Outgoing { Request = { IsCompletion = true }, _isEncoded = true };
        if (exception is null)
            return outgoing;
        outgoing._writer = PayloadWriter.Rent();
        ExceptionCodec.Write(outgoing._writer, exception);
        outgoing.Request.Payload = outgoing._writer.WrittenMemory;
        return outgoing;
    }

    /// <summary>Bytes that were written where they are to stay.</summary>
    public static Outgoing InPlace(AioQueueBuffer buffer) => new() { Request = buffer.Request, _buffer = buffer, _isEncoded = true };

    /// <summary>The wish to know when there is room.</summary>
    public static Outgoing Look() => new() { Request = { IsLook = true }, _isEncoded = true };

    /// <summary>Serialises the item, once.</summary>
    public void Encode<T>(SharedQueue target, in T item, IAioSerializer? serializer)
    {
        if (_isEncoded)
            return;
        _isEncoded = true;
        if (ItemFormat.IsBytes<T>(serializer))
        {
            var bytes = (byte[]?)(object?)item;
            Request.Payload = bytes;
            Request.Trailer = bytes is null ? ItemFormat.Null : ItemFormat.Plain;
            return;
        }

        _writer = PayloadWriter.Rent();
        _writer.Keeper = target.Participant;
        Request.Trailer = ItemFormat.Write(_writer, in item, serializer);
        Request.Payload = _writer.WrittenMemory;
        Request.Carries = _writer.Carried();
    }

    /// <summary>Before a wait: what the caller may change meanwhile is copied.</summary>
    public void Own()
    {
        if (_writer is not null || Request.Payload.IsEmpty || !Request.Block.IsNone)
            return;
        _writer = PayloadWriter.Rent();
        _writer.WriteBytes(Request.Payload.Span);
        Request.Payload = _writer.WrittenMemory;
    }

    /// <summary>The item is in the queue, and its pins with it.</summary>
    public void Sent()
    {
        _buffer?.Sent();
        _writer?.SentPins();
        Return();
    }

    /// <summary>The item is not in the queue.</summary>
    public void Drop(SharedQueue target)
    {
        if (_buffer is not null)
            return; // It stays its owner's.
        if (!Request.Block.IsNone)
            target.Release(ref Request);
        _writer?.ReleasePins();
        Return();
    }

    private void Return()
    {
        _writer?.Return();
        _writer = null;
    }
}
