using System.Buffers;
using System.Runtime.CompilerServices;
using AioProcessing.Backends;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Queues;

/// <summary>An item on its way into a queue: its bytes, the block it may have got, and the pins of the handles in it.</summary>
internal struct Outgoing
{
    public QueueRequest Request;
    private PayloadWriter? _writer;

    public readonly bool IsEncoded => _writer is not null;

    public static Outgoing Completion(Exception? exception)
    {
        var outgoing = new Outgoing { Request = { IsCompletion = true } };
        if (exception is null)
            return outgoing;
        outgoing._writer = PayloadWriter.Rent();
        ExceptionCodec.Write(outgoing._writer, exception);
        outgoing.Request.Payload = outgoing._writer.WrittenMemory;
        return outgoing;
    }

    public static T Decode<T>(ReadOnlySpan<byte> bytes, IAioSerializer? serializer)
    {
        if (serializer is not null)
            return (T)serializer.Deserialize(typeof(T), new ReadOnlySequence<byte>(bytes.ToArray()))!;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return Unsafe.ReadUnaligned<T>(in bytes[0]);
        var reader = new PayloadReader(bytes) { TakesPins = true };
        return ValueCodec.Read<T>(ref reader);
    }

    public static AioRemoteException DecodeException(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        return ExceptionCodec.Read(ref reader);
    }

    /// <summary>Serialises the item, once.</summary>
    public void Encode<T>(in T item, IAioSerializer? serializer)
    {
        if (_writer is not null)
            return;
        _writer = PayloadWriter.Rent();
        if (serializer is null)
            ValueCodec.Write(_writer, item);
        else
            serializer.Serialize(typeof(T), item, _writer);
        Request.Payload = _writer.WrittenMemory;
    }

    /// <summary>The item is in the queue, and its pins with it.</summary>
    public void Sent()
    {
        _writer?.DetachPins();
        Return();
    }

    /// <summary>The item is not in the queue.</summary>
    public void Drop(Handle<SharedQueue> handle)
    {
        if (!Request.Block.IsNone)
            handle.Target.Release(ref Request);
        _writer?.ReleasePins();
        Return();
    }

    private void Return()
    {
        _writer?.Return();
        _writer = null;
    }
}
