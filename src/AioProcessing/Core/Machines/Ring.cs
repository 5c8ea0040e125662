using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

/// <summary>Where a ring lies in this process.</summary>
internal sealed unsafe class Ring(Arena arena, RingHeader* header, int objectIndex, uint generation = 0)
{
    private const ulong GrowUnits = (64 << 10) / 8;

    public RingHeader* Header { get; } = header;

    public int ObjectIndex => objectIndex;

    /// <summary>The queue's, for those who put to it.</summary>
    public uint Generation => generation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* At(ulong position) => (byte*)Header + RingHeader.Bytes + (position * 8);

    /// <summary>Backs the room before a position, and enough behind it for an end record and a wrap. Under the put lock.</summary>
    public bool TryBack(ulong position)
    {
        if (IsBacked(position))
            return true;
        ulong backed = Header->BackedUnits;
        ulong needed = Math.Min(position + RingRoom.SlackUnits + GrowUnits, Header->DataUnits);
        if (!arena.Backing.TryRange(arena.OffsetOf(At(backed)), (long)(needed - backed) * 8))
            return false;
        Header->BackedUnits = needed;
        return true;
    }

    /// <summary>The memory between two positions goes back to the system, when nobody counts it as backed any more.</summary>
    public void GiveBack(ulong from, ulong to) => arena.Backing.GiveBack(arena.OffsetOf(At(from)), (long)(to - from) * 8);

    public bool IsBacked(ulong position) => Math.Min(position + RingRoom.SlackUnits, Header->DataUnits) <= Header->BackedUnits;

    public ref ulong BlockWord(BlockId block) => ref arena.BlockWord(block.Class, block.Index);

    public HoldRecord* Hold(BlockId block) => arena.Hold(block);
}

/// <summary>A ring's head or tail.</summary>
internal readonly record struct RingWord(ulong Bits)
{
    private const ulong CountMask = (1ul << 31) - 1;
    private const ulong CompletedBit = 1ul << 63;

    public ulong Position => (uint)Bits;

    public ulong Count => (Bits >> 32) & CountMask;

    public bool IsCompleted => (Bits & CompletedBit) != 0;

    public ulong CountSince(RingWord head) => (Count - head.Count) & CountMask;

    public ulong CountAfter(ulong items) => (Count + items) & CountMask;

    public RingWord Advanced(ulong position) => new((CountAfter(1) << 32) | position);

    public RingWord CompletedAt(ulong position) => new(CompletedBit | (Count << 32) | position);
}

/// <summary>A put that has not been committed.</summary>
internal unsafe struct RingPut
{
    public byte* Payload;
    public ulong Position;
    public RingWord Next;

    /// <summary>When nothing was begun: whether somebody gave up waiting for this side meanwhile.</summary>
    public bool IsContended;
}

/// <summary>A get that has not been committed.</summary>
internal unsafe struct RingGet
{
    public byte* Payload;
    public long LengthBytes;

    /// <summary>Where the item is, if it is in a block.</summary>
    public BlockId Block;

    /// <summary>The head's count before the commit: the item's number.</summary>
    public ulong Count;
    public RingWord Next;

    /// <summary>Whether no item behind it has been seen yet.</summary>
    public bool IsLast;

    /// <summary>When nothing was begun: whether somebody gave up waiting for this side meanwhile.</summary>
    public bool IsContended;
}

internal enum RingOutcome
{
    Done,

    /// <summary>No room for another item.</summary>
    Full,

    /// <summary>There is room for the item, but not for its bytes: put it in a block.</summary>
    NeedsBlock,

    /// <summary>Another process, or another thread of this one, has been inside this side for too long.</summary>
    Busy,

    Empty,

    /// <summary>No more items may be put, or come.</summary>
    Completed,

    /// <summary>There is no memory for the item, although the queue would take it.</summary>
    NoRoom,
}
