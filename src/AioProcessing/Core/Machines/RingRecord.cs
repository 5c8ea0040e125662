using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

/// <summary>What lies in a ring: how the records are written and read. None of it is seen by the other side before a head or tail says so.</summary>
/// <remarks><code>
///   | length:32 kind:8 0:24   | payload, padded to 8 |     Inline  at least 3 units, so that it can become a Block without needing more room
///   | 0:32 kind:8 0:24        | block | length       |     Block   the item is in the block
///   | position:32 kind:8 0:24 |                          Jump    go on at that position; not counted
///   | 0:32 kind:8 0:24        | block or 0 | length  |     End     what completion left; not counted
/// </code></remarks>
internal static unsafe class RingRecord
{
    public const ulong DescriptorUnits = 3;

    private const ulong KindInline = 1ul << 32;
    private const ulong KindBlock = 2ul << 32;
    private const ulong KindJump = 3ul << 32;
    private const ulong KindEnd = 4ul << 32;
    private const ulong KindMask = 0xFFul << 32;

    public static ulong UnitsFor(int payloadBytes) => Math.Max(DescriptorUnits, 1 + (((ulong)payloadBytes + 7) / 8));

    /// <summary>All of an inline record but its payload, which goes to <see cref="RingPut.Payload"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteHead(Ring ring, ref RingPut put, int payloadBytes)
    {
        *(ulong*)ring.At(put.Position) = KindInline | (uint)payloadBytes;
        put.Payload = ring.At(put.Position) + 8;
    }

    public static void WriteBlock(Ring ring, ulong position, BlockId block, long lengthBytes) => WriteDescriptor(ring, position, KindBlock, block, lengthBytes);

    public static void WriteEnd(Ring ring, ulong position, BlockId block, long lengthBytes) => WriteDescriptor(ring, position, KindEnd, block, lengthBytes);

    public static void WriteJump(Ring ring, ulong position, ulong to) => *(ulong*)ring.At(position) = KindJump | to;

    /// <summary>The item behind a head, of which there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Show(Ring ring, RingWord head, RingWord tail, ref RingGet get)
    {
        ulong position = FollowJump(ring, head.Position);
        ulong record = *(ulong*)ring.At(position);
        get.Payload = ring.At(position) + 8;
        get.LengthBytes = (uint)record;
        get.Block = default;
        ulong units = UnitsFor((int)record);
        if ((record & KindMask) == KindBlock)
        {
            (get.Block, get.LengthBytes) = ReadDescriptor(ring, position);
            units = DescriptorUnits;
        }

        get.Count = head.Count;
        get.Next = head.Advanced(position + units);
        get.IsLast = get.Next.Count == tail.Count;
    }

    public static (BlockId Block, long LengthBytes) ReadEnd(Ring ring, ulong position) => ReadDescriptor(ring, position);

    /// <summary>Whether the item behind a head is in that block.</summary>
    public static bool IsBlock(Ring ring, RingWord head, BlockId block)
    {
        ulong position = FollowJump(ring, head.Position);
        return (*(ulong*)ring.At(position) & KindMask) == KindBlock && ReadDescriptor(ring, position).Block == block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FollowJump(Ring ring, ulong position)
    {
        ulong record = *(ulong*)ring.At(position);
        return (record & KindMask) == KindJump ? (uint)record : position;
    }

    private static void WriteDescriptor(Ring ring, ulong position, ulong kind, BlockId block, long lengthBytes)
    {
        var record = (ulong*)ring.At(position);
        record[0] = kind;
        record[1] = block.Bits;
        record[2] = (ulong)lengthBytes;
    }

    private static (BlockId Block, long LengthBytes) ReadDescriptor(Ring ring, ulong position)
    {
        var record = (ulong*)ring.At(position);
        return (new BlockId(record[1]), (long)record[2]);
    }
}
