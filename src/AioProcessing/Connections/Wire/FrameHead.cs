using System.Buffers.Binary;

namespace AioProcessing.Connections;

/// <summary>
/// What stands before each message. Short form: its length as a 32-bit number, most significant byte first. Long form: -1 in the same place, then the length as
/// a 64-bit number; senders use it above 2^31 - 1, receivers take it for any length.
/// </summary>
internal static class FrameHead
{
    public const int ShortSize = 4;
    public const int LongSize = 12;

    /// <summary>Writes the head of a message of <paramref name="length"/> bytes, and returns its size.</summary>
    public static int Write(Span<byte> to, ulong length)
    {
        if (length <= int.MaxValue)
        {
            BinaryPrimitives.WriteInt32BigEndian(to, (int)length);
            return ShortSize;
        }
        BinaryPrimitives.WriteInt32BigEndian(to, -1);
        BinaryPrimitives.WriteUInt64BigEndian(to[ShortSize..], length);
        return LongSize;
    }

    /// <summary>False when the bytes end within the head.</summary>
    /// <exception cref="AioProtocolException">A length that no sender means, or one above the limit. Nothing was allocated for it.</exception>
    public static bool TryRead(ReadOnlySpan<byte> from, int limit, out int size, out int length)
    {
        size = ShortSize;
        length = 0;
        if (from.Length < ShortSize)
            return false;
        long announced = BinaryPrimitives.ReadInt32BigEndian(from);
        if (announced == -1)
        {
            size = LongSize;
            if (from.Length < LongSize)
                return false;
            ulong wide = BinaryPrimitives.ReadUInt64BigEndian(from[ShortSize..]);
            announced = wide <= long.MaxValue ? (long)wide : long.MaxValue;
        }
        if (announced < 0)
            throw new AioProtocolException($"The peer announces a message of {announced:N0} bytes: it does not speak this protocol. The connection cannot be used any further.");
        if (announced > limit)
            throw new AioProtocolException(
                $"The peer announces a message of {announced:N0} bytes, and the limit here is {limit:N0}. Raise AioConnectionOptions.MaxMessageBytes, or send in parts.");
        length = (int)announced;
        return true;
    }
}
