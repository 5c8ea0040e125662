using System.Buffers;
using System.Runtime.CompilerServices;
using AioProcessing.Serialization;

namespace AioProcessing.Queues;

/// <summary>How an item stands in a queue. A value without references is its memory; all others have a byte behind them that says what they are.</summary>
internal static class ItemFormat
{
    /// <summary>A payload without handles, or an array of bytes as it is.</summary>
    public const byte Plain = 0;

    /// <summary>No array of bytes.</summary>
    public const byte Null = 1;

    /// <summary>A payload with handles of which some keep their objects alive themselves until the item is done with: those of other contexts than the queue's.</summary>
    public const byte Pinned = 2;

    /// <summary>Whether an item is its memory. A constant to the compiler for each T, but for the serialiser.</summary>
    public static bool IsRaw<T>(IAioSerializer? serializer) => !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && serializer is null;

    /// <summary>Whether an item is the bytes of an array.</summary>
    public static bool IsBytes<T>(IAioSerializer? serializer) => typeof(T) == typeof(byte[]) && serializer is null;

    /// <returns>The byte behind it; null = none.</returns>
    public static byte? Write<T>(PayloadWriter writer, in T item, IAioSerializer? serializer)
    {
        if (serializer is null)
            ValueCodec.Write(writer, item);
        else
            serializer.Serialize(typeof(T), item, writer);
        return IsRaw<T>(serializer) ? null : writer.PinCount > (writer.Carried()?.Length ?? 0) ? Pinned : Plain;
    }

    /// <param name="bytes">The item.</param>
    /// <param name="serializer">The queue's.</param>
    /// <param name="takesPins">Whether what keeps the handles' objects alive goes over to the handles that are made now.</param>
    public static T Read<T>(ReadOnlySpan<byte> bytes, IAioSerializer? serializer, bool takesPins)
    {
        if (IsRaw<T>(serializer))
            return Unsafe.ReadUnaligned<T>(in bytes[0]);
        ReadOnlySpan<byte> payload = bytes[..^1];
        if (IsBytes<T>(serializer))
            return bytes[^1] == Null ? default! : (T)(object)Copy(payload);
        if (serializer is not null)
            return (T)serializer.Deserialize(typeof(T), new ReadOnlySequence<byte>(payload.ToArray()))!;
        var reader = new PayloadReader(payload) { TakesPins = takesPins };
        return ValueCodec.Read<T>(ref reader);
    }

    /// <summary>Before the end of an item that was read without taking its pins: nobody will get it again, so it needs to keep nothing alive.</summary>
    public static void DropPins<T>(ReadOnlySpan<byte> bytes, IAioSerializer? serializer)
    {
        if (!IsRaw<T>(serializer) && bytes[^1] == Pinned)
            Read<T>(bytes, serializer, takesPins: true);
    }

    public static AioRemoteException ReadException(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        return ExceptionCodec.Read(ref reader);
    }

    private static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }
}
