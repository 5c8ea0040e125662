using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

// BlockMachine: a block of memory belongs to a process, to an item in a queue, or to an object; never to nobody while in use.
//
// WORD      0     3 4                               35 36        63
//          +-------+----------------------------------+------------+
//          | state | owner's tag, or object's index   | sequence   |
//          +-------+----------------------------------+------------+
//   sequence: +1 per T1, so that a step that was delayed until the same process has the block again does not take it for the same use.
//           hold:  0          30 31    32      63
//                 +-------------+------+---------+
//                 | ticket      | 1    | returns |     0 = no item; ticket: the item's number in its queue, modulo 2^31
//                 +-------------+------+---------+     returns: how often it came back
//
// STATES    Free          in no use; its pages may still be there
//           Owned(p)      process p fills it, or is about to give it on
//           Queued(o)     holds an item of queue o
//           Attached(o)   is the ring of object o
//           Held(p)       in p's hand: with hold = 0 nothing, else an item that p took out of a queue and is not done with
//           Returned(o)   holds an item of queue o that somebody took and was not done with
//
// TRANSITIONS                                    who        how
//   T1  Free → Owned(me)                         taker      CAS
//   T2  Owned(me)|Held(me) → Free                owner      store, release; of a held item: it is done with
//   T3  Owned(me) → Queued(o)                    producer   CAS under o's put lock, after the commit of the tail
//   T4  Queued(o)|Owned(p) → Held(me)            consumer   CAS under o's get lock, before the commit of the head; T3 may come between, once
//   T5  Owned(me) → Attached(o)                  maker      store, release, after o is Live
//   T6  Queued(o)|Attached(o)|Returned(o) → Free the process that takes o apart: store, release; CAS from Returned
//   T7  Owned(dead) → Queued(o)                  reaper     CAS, when o's ring shows the item (RingMachine)
//   T8  Owned(dead) → Attached(o)                reaper     CAS, when Live object o names the block
//   T9  Owned(dead) → Free                       reaper     CAS, after T7 and T8 were tried for every object
//   T10 Owned(me) → Held(me)                     consumer   store, release, with hold = 0: an empty hand, for items that lie in the ring
//   T11 hold 0 → item, and back to 0             consumer   store, release: the item is in the hand; it is done with (exchange, where a join may wait)
//   T12 Held(me) → Returned(o)                   holder     CAS; then o's "returned" is raised, and if o is gone: Returned(o) → Free
//   T13 Returned(o) → Held(me)                   consumer   CAS
//   T14 Held(dead) → Queued(o) or Free           reaper     CAS, when o's ring shows that the take was not committed (RingMachine R2)
//   T15 Held(dead) → Returned(o)                 reaper     as T12, after T14 was tried for every object; with hold = 0: → Free
//
// INVARIANTS
//   I1  A committed record that names a block implies Queued, or Owned by the producer that has just committed it.
//   I2  Owned(p) is left only by p, by a consumer that holds the get lock of the ring that names the block, or by a reaper of p.
//   I3  Held(p) is left only by p, or by a reaper of p. The hold record is written only by the owner.
//   I4  While a block is Returned(o) and o is Live, o's "returned" is not 0, or somebody is between the two, or his reaper is.
//       It is taken back to 0 by a CAS from the value read before a search that found no such block.
//
// IF A PROCESS DIES
//   after T1   T9.
//   around T3  the put lock is still its own: T7 if the tail was committed, else T9.
//   around T4, T11  the get lock is still its own: T14 if the head was not committed, else T15.
//   holding    T15: the item goes to the next consumer, before newer ones.
//   in T12     every reaper raises "returned" for each Returned block that it passes, and frees those whose queue is gone.
//   before T5  T8.      in T6  the object's life word is Claimed(dead): whoever takes it over does T6 again.
//
// NO LOST WAKE-UP  Nobody waits for a block. For an item that comes back, or is the last one done with: the raising after T12, and T11 by exchange,
//   are full fences, and the reader of the waiter bits comes after them; after T15 everybody is rung.
// COST      taking: a search from the block freed last, usually one CAS. Holding what lies in the ring: three stores to memory of one's own.
//   Memory: pages touched, kept warm up to a limit per class.
// NOT HERE  which size to take (BlockAllocator), which item comes back first (HeldItems), the item's bytes.
// TESTED BY Interleavings/Machines/BlockMachineTests, Interleavings/Machines/HeldItemTests, Tests/Core/ArenaTests.
// PRIOR ART iceoryx2's used-chunk lists; size-class allocators; the visibility time-out of message brokers, with a death for the clock.
internal static unsafe class BlockMachine
{
    /// <summary>T1.</summary>
    public static bool TryTake(ref ulong word, ProcessTag me)
    {
        var seen = new BlockWord(Atomic.LoadAcquire(ref word));
        return seen.State == BlockState.Free && Atomic.TrySwap(ref word, seen.Bits, seen.NextUse().OwnedBy(me).Bits);
    }

    /// <summary>T2, and T6 but from Returned.</summary>
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
        while (!Atomic.TrySwap(ref word, seen.Bits, seen.HeldBy(me).Bits))
            seen = Read(ref word);
    }

    /// <summary>T10. The caller owns the block.</summary>
    public static void MakeHand(ref ulong word, HoldRecord* record, ProcessTag me)
    {
        Empty(record);
        Atomic.StoreRelease(ref word, Read(ref word).HeldBy(me).Bits);
    }

    /// <summary>T11, in. The rest of the record is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(HoldRecord* record, ulong ticket) => Atomic.StoreRelease(ref record->Hold, HoldWord.Of(ticket).Bits);

    /// <summary>T11, out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Empty(HoldRecord* record) => Atomic.StoreRelease(ref record->Hold, 0);

    /// <summary>T11, out, where somebody may wait for it: a full fence.</summary>
    public static void Finish(HoldRecord* record) => Atomic.Exchange(ref record->Hold, 0);

    /// <summary>T12 and T15, but for the raising.</summary>
    public static bool TryReturn(ref ulong word, BlockWord held, int objectIndex) => Atomic.TrySwap(ref word, held.Bits, held.ReturnedTo(objectIndex).Bits);

    /// <summary>T13.</summary>
    public static bool TryTakeReturned(ref ulong word, BlockWord returned, HoldRecord* record, ProcessTag me)
    {
        if (!Atomic.TrySwap(ref word, returned.Bits, returned.HeldBy(me).Bits))
            return false;
        Atomic.StoreRelease(ref record->Hold, new HoldWord(record->Hold).Again().Bits);
        return true;
    }

    /// <summary>T6 from Returned, T9, and T15 without an item.</summary>
    public static bool TryFree(ref ulong word, BlockWord seen) => Atomic.TrySwap(ref word, seen.Bits, seen.Freed().Bits);

    /// <summary>T14.</summary>
    /// <param name="word">The block's.</param>
    /// <param name="dead">Who held it.</param>
    /// <param name="sequence">The use that is meant, as far as an intent tells.</param>
    /// <param name="objectIndex">The queue that still has the item in this block; null = the item is in the ring.</param>
    public static void UndoHold(ref ulong word, ProcessTag dead, uint sequence, int? objectIndex)
    {
        BlockWord seen = Read(ref word);
        if (seen.IsHeldBy(dead) && (seen.Sequence & BlockWord.ShortSequenceMask) == sequence)
            Atomic.TrySwap(ref word, seen.Bits, (objectIndex is int queue ? seen.QueuedIn(queue) : seen.Freed()).Bits);
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

    public static BlockWord Read(ref ulong word) => new(Atomic.LoadAcquire(ref word));
}

internal enum BlockState
{
    Free,
    Owned,
    Queued,
    Attached,
    Held,
    Returned,
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

    public bool IsHeldBy(ProcessTag process) => State == BlockState.Held && Owner == process;

    /// <summary>Whether it holds an item that came back to that queue, or to one that had its index before.</summary>
    public bool IsReturnedTo(int objectIndex) => State == BlockState.Returned && ObjectIndex == objectIndex;

    /// <summary>Of a queued, attached or returned block.</summary>
    public int ObjectIndex => (int)(uint)(Bits >> PayloadShift);

    public BlockWord NextUse() => new(Bits + (1ul << SequenceShift));

    public BlockWord Freed() => With(BlockState.Free, 0);

    public BlockWord OwnedBy(ProcessTag owner) => With(BlockState.Owned, owner.Bits);

    public BlockWord QueuedIn(int objectIndex) => With(BlockState.Queued, (uint)objectIndex);

    public BlockWord AttachedTo(int objectIndex) => With(BlockState.Attached, (uint)objectIndex);

    public BlockWord HeldBy(ProcessTag owner) => With(BlockState.Held, owner.Bits);

    public BlockWord ReturnedTo(int objectIndex) => With(BlockState.Returned, (uint)objectIndex);

    private BlockWord With(BlockState state, uint payload) => new((Bits & SequenceMask) | ((ulong)payload << PayloadShift) | (ulong)state);
}

/// <summary>A hold record's first word.</summary>
internal readonly record struct HoldWord(ulong Bits)
{
    private const ulong TicketMask = (1ul << 31) - 1;
    private const ulong FullBit = 1ul << 31;
    private const int ReturnsShift = 32;

    public bool IsEmpty => Bits == 0;

    public ulong Ticket => Bits & TicketMask;

    public int Returns => (int)(Bits >> ReturnsShift);

    public static HoldWord Of(ulong ticket) => new(ticket | FullBit);

    public HoldWord Again() => new(Bits + (1ul << ReturnsShift));

    /// <summary>Whether its item was put before another one of the same queue.</summary>
    public bool IsBefore(HoldWord other) => ((other.Ticket - Ticket) & TicketMask) < TicketMask / 2;
}
