namespace AioProcessing.Core.Machines;

// BlockMachine: a block of memory belongs to a process, to an item in a queue, or to an object; never to nobody while in use.
//
// WORD      0     3 4                               35 36        63
//          +-------+----------------------------------+------------+
//          | state | owner's tag, or object's index   | sequence   |
//          +-------+----------------------------------+------------+
//   sequence: +1 per T1, so that a step that was delayed until the same process has the block again does not take it for the same use.
//
// STATES    Free          in no use; its pages may still be there
//           Owned(p)      process p fills it, reads it, or is about to give it on
//           Queued(o)     holds an item of queue o
//           Attached(o)   is the ring of object o
//
// TRANSITIONS                              who        how
//   T1  Free → Owned(me)                   taker      CAS
//   T2  Owned(me) → Free                   owner      store, release
//   T3  Owned(me) → Queued(o)              producer   CAS under o's put lock, after the commit of the tail
//   T4  Queued(o)|Owned(p) → Owned(me)     consumer   CAS under o's get lock, before the commit of the head; T3 may come between, once
//   T5  Owned(me) → Attached(o)            maker      store, release, after o is Live
//   T6  Queued(o)|Attached(o) → Free       the process that takes o apart: store, release
//   T7  Owned(dead) → Queued(o)            reaper     CAS, when o's ring shows the item (RingMachine)
//   T8  Owned(dead) → Attached(o)          reaper     CAS, when Live object o names the block
//   T9  Owned(dead) → Free                 reaper     CAS, after T7 and T8 were tried for every object
//
// INVARIANTS
//   I1  A committed record that names a block implies Queued, or Owned by the producer that has just committed it.
//   I2  Owned(p) is left only by p, by a consumer that holds the get lock of the ring that names the block, or by a reaper of p.
//
// IF A PROCESS DIES
//   after T1   T9.
//   around T3  the put lock is still its own: T7 if the tail was committed, else T9.
//   around T4  the get lock is still its own: back to Queued if the head was not committed (RingMachine R2), else T9.
//   before T5  T8.      in T6  the object's life word is Claimed(dead): whoever takes it over does T6 again.
//
// NO LOST WAKE-UP  Nobody waits for a block.
// COST      taking: a search from the block freed last, usually one CAS. Memory: pages touched, kept warm up to a limit per block.
// NOT HERE  which size to take (BlockAllocator), the item's bytes.
// TESTED BY Interleavings/Machines/BlockMachineTests, Tests/Core/ArenaTests.
// PRIOR ART iceoryx2's used-chunk lists; size-class allocators.
internal static class BlockMachine
{
    /// <summary>T1.</summary>
    public static bool TryTake(ref ulong word, ProcessTag me)
    {
        var seen = new BlockWord(Atomic.LoadAcquire(ref word));
        return seen.State == BlockState.Free && Atomic.TrySwap(ref word, seen.Bits, seen.NextUse().OwnedBy(me).Bits);
    }

    /// <summary>T2 and T6.</summary>
    public static void Free(ref ulong word) => Atomic.StoreRelease(ref word, Read(ref word).Freed().Bits);

    /// <summary>T3 and T7.</summary>
    public static bool TryQueue(ref ulong word, ProcessTag from, int objectIndex, uint sequence)
    {
        BlockWord seen = Read(ref word);
        return seen.IsOwnedBy(from) && (seen.Sequence & BlockWord.ShortSequenceMask) == sequence &&
            Atomic.TrySwap(ref word, seen.Bits, seen.QueuedIn(objectIndex).Bits);
    }

    /// <summary>T4.</summary>
    public static void TakeFromQueue(ref ulong word, ProcessTag me)
    {
        BlockWord seen = Read(ref word);
        while (!Atomic.TrySwap(ref word, seen.Bits, seen.OwnedBy(me).Bits))
            seen = Read(ref word);
    }

    /// <summary>T5.</summary>
    public static void Attach(ref ulong word, int objectIndex) => Atomic.StoreRelease(ref word, Read(ref word).AttachedTo(objectIndex).Bits);

    /// <summary>T8.</summary>
    public static void RepairAttached(ref ulong word, int objectIndex, Arena arena)
    {
        BlockWord seen = Read(ref word);
        if (seen.State == BlockState.Owned && SlotMachine.IsDead(arena, seen.Owner))
            Atomic.TrySwap(ref word, seen.Bits, seen.AttachedTo(objectIndex).Bits);
    }

    /// <summary>T9.</summary>
    public static bool RepairOwned(ref ulong word, Arena arena)
    {
        BlockWord seen = Read(ref word);
        return seen.State == BlockState.Owned && SlotMachine.IsDead(arena, seen.Owner) && Atomic.TrySwap(ref word, seen.Bits, seen.Freed().Bits);
    }

    public static BlockWord Read(ref ulong word) => new(Atomic.LoadAcquire(ref word));
}

internal enum BlockState
{
    Free,
    Owned,
    Queued,
    Attached,
}

/// <summary>A block's state word.</summary>
internal readonly record struct BlockWord(ulong Bits)
{
    /// <summary>As much of the sequence as an intent has room for.</summary>
    public const uint ShortSequenceMask = 0xFF;

    private const int PayloadShift = 4;
    private const int SequenceShift = 36;
    private const ulong SequenceMask = ulong.MaxValue << SequenceShift;

    public BlockState State => (BlockState)(Bits & 15);

    public ProcessTag Owner => new((uint)(Bits >> PayloadShift));

    public uint Sequence => (uint)(Bits >> SequenceShift);

    public bool IsOwnedBy(ProcessTag process) => State == BlockState.Owned && Owner == process;

    /// <summary>Whether it holds an item of that queue.</summary>
    public bool IsQueuedIn(int objectIndex) => State == BlockState.Queued && (uint)(Bits >> PayloadShift) == (uint)objectIndex;

    /// <summary>Whether it is that object's ring.</summary>
    public bool IsAttachedTo(int objectIndex) => State == BlockState.Attached && (uint)(Bits >> PayloadShift) == (uint)objectIndex;

    public BlockWord NextUse() => new(Bits + (1ul << SequenceShift));

    public BlockWord Freed() => With(BlockState.Free, 0);

    public BlockWord OwnedBy(ProcessTag owner) => With(BlockState.Owned, owner.Bits);

    public BlockWord QueuedIn(int objectIndex) => With(BlockState.Queued, (uint)objectIndex);

    public BlockWord AttachedTo(int objectIndex) => With(BlockState.Attached, (uint)objectIndex);

    private BlockWord With(BlockState state, uint payload) => new((Bits & SequenceMask) | ((ulong)payload << PayloadShift) | (ulong)state);
}
