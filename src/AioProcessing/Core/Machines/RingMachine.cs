using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

// RingMachine: a queue of records of any length between any number of producers and consumers, in which each step is one store.
//
// WORD      head and tail:  0             31 32           62 63
//                          +----------------+---------------+-----------+
//                          | position       | count         | completed |     position in units of 8 bytes, count modulo 2^31
//                          +----------------+---------------+-----------+     completed: in the tail only
//           put lock, get lock:  0 .. 30 the tag of the process inside, 31 contended; 0 = nobody
//           put intent, get intent:  a BlockIntent: the block that changes hands, and the count that the commit will write (put) or replace (get)
//           records: RingRecord; where they lie: RingRoom
//
// STATES    each side: Idle (lock 0), Inside(p).  Items = tail.count - head.count. Empty and full are told apart by the count, not the positions.
//
// TRANSITIONS                                  who         how
//   T1  put lock 0 → me                        producer    CAS, full fence
//   T2  record written at the tail             producer    plain stores to memory that no consumer looks at
//   T3  tail → (position', count+1)            producer    ONE store, release: the item exists from here on
//   T4  block Owned(me) → Queued               producer    CAS, between intent and its clearing (items in blocks only)
//   T5  put lock me → 0                        producer    exchange, full fence; then it notifies
//   T6  get lock 0 → me                        consumer    CAS, full fence
//   T7  block → Held(me), or hand → item       consumer    after the intent: CAS for an item in a block; else a store, after the payload was copied.
//                                                          Left out by a get that copies the item to where its caller will have it, and returns after T9
//   T8  head → (position', count+1)            consumer    ONE store, release: the item is in the consumer's hand
//   T9  get lock me → 0                        consumer    exchange, full fence; then it notifies
//   T10 tail → completed                       completer   ONE store, release, under the put lock; no T3 follows it
//   T11 backed units ↓                         producer    store, under the put lock and before the memory is given back; no record lies there
//   R1  put lock dead → 0                      reaper      CAS, after: if tail.count is the intent's, block Owned(dead) → Queued
//   R2  get lock dead → 0                      reaper      CAS, after: if head.count is still the intent's, block Held(dead) → Queued or Free
//
//   A batch is one put or get of n items: T2 or T7 for each, then T3 or T8 once, with count+n.
//
// INVARIANTS
//   I1  0 <= items <= capacity; head.count never passes tail.count.
//   I2  The tail is written only inside the put lock, the head only inside the get lock.
//   I3  Between head and tail lie whole records. With a capacity, room for a descriptor of every item still allowed is kept free.
//   I4  While a lock carries a dead tag its side is frozen, so a repair sees what the dead process left, and may be repeated.
//
// IF A PROCESS DIES
//   before T3   the record does not exist; the next producer writes over it. Its block: the allocator's repair.
//   after T3    the item is complete. T4 not done: R1 does it. The consumer may have been faster: then T7 has replaced the dead tag.
//   before T8   the item is still there. T7 done: R2 undoes it. Every get writes its intent anew, so an old one has an old count.
//   after T8    the item is in the hand of the dead process, and comes back (BlockMachine T15), unless it was done with. Without a hand T8 is the return:
//               what comes after it is over in nanoseconds and nobody can tell a death in it from one just after.
//   after T11   memory that nobody counts; the next growth backs it again.
//   inside      the other processes of that side wait until a reaper has made R1 or R2: some milliseconds.
//   A process that is stopped inside (20 to 50 ns) delays its side until it continues. It is never taken for dead.
//
// NO LOST WAKE-UP  T5 and T9 are full fences, and the reader of the waiter bits comes after them. A waiter publishes its bit (full fence) and
//   tries again. Who finds a lock in use for too long marks it as contended before it gives up; whoever leaves with that mark, having put or
//   got something or not, makes a waiter of its own side look again.
// COST      put or get: one CAS, one store, one exchange, about 15 ns; a get that waited also the copy into a hand. No system call while nobody sleeps.
//   A block put to a pipe: a walk over the records that are there, to see how many bytes are on their way.
// NOT HERE  waiting (WaitChannel), what the bytes mean (SharedQueue), where blocks come from (BlockAllocator).
// TESTED BY Interleavings/Machines/RingMachineTests, Tests/Queues, Tests/Core/SharedQueueTests (torn by hand),
//   Tests/Core/RingRoomTests (at random, with deaths).
// PRIOR ART two-lock queue (Michael and Scott); Agrona's ring descriptors; io_uring's single-store commit.
internal static unsafe class RingMachine
{
    public const int MaxInlineBytes = 4096;

    private const ulong TrimUnits = (4 << 20) / 8;
    private const uint Contended = 1u << 31;

    /// <summary>T1. On <see cref="RingOutcome.Done"/> the caller writes the payload to <see cref="RingPut.Payload"/> and then calls <see cref="EndPut"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RingOutcome BeginPut(Ring ring, ProcessTag me, int payloadBytes, out RingPut put)
    {
        put = default;
        if (!TryLock(ref ring.Header->PutLock, me))
            return RingOutcome.Busy;
        RingOutcome outcome = RingRoom.Place(ring, new RingWord(ring.Header->Tail), RingRecord.UnitsFor(payloadBytes), isDescriptor: false, ref put);
        if (outcome != RingOutcome.Done)
        {
            put.IsContended = Unlock(ref ring.Header->PutLock);
            return outcome;
        }

        RingRecord.WriteHead(ring, ref put, payloadBytes);
        return RingOutcome.Done;
    }

    /// <summary>T2 once more: a place for another record behind those of this put, which <see cref="EndPut"/> commits together. False when it must be put by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryContinuePut(Ring ring, int payloadBytes, ref RingPut put)
    {
        if (RingRoom.Place(ring, put.Next, RingRecord.UnitsFor(payloadBytes), isDescriptor: false, ref put) != RingOutcome.Done)
            return false;
        RingRecord.WriteHead(ring, ref put, payloadBytes);
        return true;
    }

    /// <summary>T3 and T5. True when the side was contended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndPut(Ring ring, in RingPut put)
    {
        Atomic.StoreRelease(ref ring.Header->Tail, put.Next.Bits);
        return Unlock(ref ring.Header->PutLock);
    }

    /// <summary>T1 to T5 for an item in a block that the caller owns. On any other outcome than Done the caller still owns it.</summary>
    public static RingOutcome TryPutBlock(Ring ring, ProcessTag me, BlockId block, long lengthBytes, out bool isContended)
    {
        isContended = false;
        RingHeader* header = ring.Header;
        if (!TryLock(ref header->PutLock, me))
            return RingOutcome.Busy;
        RingPut put = default;
        RingOutcome outcome = RingRoom.Place(ring, new RingWord(header->Tail), RingRecord.DescriptorUnits, isDescriptor: true, ref put);
        if (outcome == RingOutcome.Done && IsOverLimit(ring, lengthBytes))
            outcome = RingOutcome.Full;
        if (outcome == RingOutcome.Done)
        {
            RingRecord.WriteBlock(ring, put.Position, block, lengthBytes);
            HoldRecord* record = ring.Hold(block);
            record->LengthBytes = (ulong)lengthBytes;
            (record->QueueIndex, record->QueueGeneration) = ((uint)ring.ObjectIndex, ring.Generation);
            BlockMachine.Fill(record, new RingWord(header->Tail).Count);
            var intent = new BlockIntent(block, BlockMachine.Read(ref ring.BlockWord(block)), put.Next.Count);
            Atomic.StoreRelease(ref header->PutIntent, intent.Bits);
            Atomic.StoreRelease(ref header->Tail, put.Next.Bits);
            BlockMachine.TryQueue(ref ring.BlockWord(block), me, ring.ObjectIndex, intent.Sequence);
            Atomic.StoreRelease(ref header->PutIntent, 0);
        }

        isContended = Unlock(ref header->PutLock);
        return outcome;
    }

    /// <summary>T10. The block, if any, holds what the last consumer is to be told, and is the ring's from then on.</summary>
    public static RingOutcome TryComplete(Ring ring, ProcessTag me, BlockId block, long lengthBytes, out bool isContended)
    {
        isContended = false;
        RingHeader* header = ring.Header;
        if (!TryLock(ref header->PutLock, me))
            return RingOutcome.Busy;
        var tail = new RingWord(header->Tail);
        RingOutcome outcome = RingOutcome.Completed;
        if (!tail.IsCompleted)
        {
            RingRoom.Close(ring);
            var head = new RingWord(Atomic.LoadAcquire(ref header->Head));
            bool wraps = tail.Position + RingRecord.DescriptorUnits > header->DataUnits && (tail.Position > head.Position || tail.Count == head.Count);
            if (wraps)
                RingRecord.WriteJump(ring, tail.Position, to: 0);
            ulong position = wraps ? 0 : tail.Position;
            RingRecord.WriteEnd(ring, position, block, lengthBytes);
            Atomic.StoreRelease(ref header->Tail, tail.CompletedAt(position).Bits);
            if (!block.IsNone)
                QueueEnd(ring, me, block); // Nobody ever frees it before the queue goes, so it cannot be in another use by now.
            outcome = RingOutcome.Done;
        }

        isContended = Unlock(ref header->PutLock);
        return outcome;
    }

    /// <summary>T6. On Done the caller calls <see cref="HoldBlock"/>, or copies the payload to a hand and calls <see cref="Hold"/>, and then <see cref="EndGet"/>; or <see cref="CancelGet"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RingOutcome BeginGet(Ring ring, ProcessTag me, out RingGet get)
    {
        get = default;
        RingHeader* header = ring.Header;
        if (!TryLock(ref header->GetLock, me))
            return RingOutcome.Busy;
        var head = new RingWord(header->Head);
        var tail = new RingWord(header->CachedTail);
        if (tail.Count == head.Count)
        {
            tail = new RingWord(Atomic.LoadAcquire(ref header->Tail));
            header->CachedTail = tail.Bits;
            if (tail.Count == head.Count)
            {
                get.IsContended = Unlock(ref header->GetLock);
                return tail.IsCompleted ? RingOutcome.Completed : RingOutcome.Empty;
            }
        }

        RingRecord.Show(ring, head, tail, ref get);
        return RingOutcome.Done;
    }

    /// <summary>Shows the record behind one that was begun; <see cref="EndGet"/> with it takes both. False when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryContinueGet(Ring ring, in RingGet get, ref RingGet next)
    {
        if (get.IsLast)
            return false;
        RingRecord.Show(ring, get.Next, new RingWord(ring.Header->CachedTail), ref next);
        return true;
    }

    /// <summary>T7 for an item in a block.</summary>
    public static void HoldBlock(Ring ring, ProcessTag me, in RingGet get)
    {
        ref ulong word = ref ring.BlockWord(get.Block);
        Atomic.StoreRelease(ref ring.Header->GetIntent, new BlockIntent(get.Block, BlockMachine.Read(ref word), get.Count).Bits);
        BlockMachine.TakeFromQueue(ref word, me);
    }

    /// <summary>T7 for an item in the ring, whose payload is in the hand already.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="hand">The hand's record.</param>
    /// <param name="intent">An intent for the hand's block, with count 0.</param>
    /// <param name="get">What is taken.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Hold(Ring ring, HoldRecord* hand, BlockIntent intent, in RingGet get)
    {
        hand->LengthBytes = (ulong)get.LengthBytes;
        Atomic.StoreRelease(ref ring.Header->GetIntent, intent.WithCount(get.Count).Bits);
        BlockMachine.Fill(hand, get.Count);
    }

    /// <summary>T8 and T9. True when the side was contended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndGet(Ring ring, in RingGet get)
    {
        Atomic.StoreRelease(ref ring.Header->Head, get.Next.Bits);
        return Unlock(ref ring.Header->GetLock);
    }

    /// <summary>T9 alone: the item stays. True when the side was contended.</summary>
    public static bool CancelGet(Ring ring) => Unlock(ref ring.Header->GetLock);

    /// <summary>What <see cref="TryComplete"/> left; only once the tail is completed.</summary>
    public static (BlockId Block, long LengthBytes) ReadEnd(Ring ring) =>
        RingRecord.ReadEnd(ring, new RingWord(Atomic.LoadAcquire(ref ring.Header->Tail)).Position);

    public static ulong Count(Ring ring)
    {
        (RingWord head, RingWord tail) = Look(ring);
        return tail.CountSince(head);
    }

    /// <summary>Both ends. The head first: items put between the two loads then count as present, and their number cannot be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (RingWord Head, RingWord Tail) Look(Ring ring)
    {
        var head = new RingWord(Atomic.LoadAcquire(ref ring.Header->Head));
        return (head, new RingWord(Atomic.LoadAcquire(ref ring.Header->Tail)));
    }

    /// <summary>Whether any item would find room.</summary>
    public static bool HasRoom(Ring ring)
    {
        (RingWord head, RingWord tail) = Look(ring);
        return RingRoom.IsThere(ring.Header, tail, head);
    }

    /// <summary>Changes with every put.</summary>
    public static ulong Tail(Ring ring) => Atomic.LoadAcquire(ref ring.Header->Tail);

    public static bool IsCompleted(Ring ring) => new RingWord(Atomic.LoadAcquire(ref ring.Header->Tail)).IsCompleted;

    /// <summary>The head as it is now, for those inside the put lock.</summary>
    public static RingWord LookAtHead(Ring ring) => new(ring.Header->CachedHead = Atomic.LoadAcquire(ref ring.Header->Head));

    /// <summary>T11, if it is worth a system call.</summary>
    public static void Trim(Ring ring, ulong kept)
    {
        ulong backed = ring.Header->BackedUnits;
        if (backed <= kept + TrimUnits)
            return;
        Atomic.StoreRelease(ref ring.Header->BackedUnits, kept);
        ring.GiveBack(kept, backed);
    }

    /// <summary>R1 and R2. Those who found a dead process's side contended are rung with everybody else after it.</summary>
    public static void Repair(Ring ring, Arena arena)
    {
        RingHeader* header = ring.Header;
        while (IsLockedByTheDead(ref header->PutLock, arena, out uint word))
        {
            ProcessTag putter = Owner(word);
            var intent = new BlockIntent(Atomic.LoadAcquire(ref header->PutIntent));
            if (!intent.IsNothing && intent.Count == new RingWord(Atomic.LoadAcquire(ref header->Tail)).Count)
                BlockMachine.TryQueue(ref ring.BlockWord(intent.Block), putter, ring.ObjectIndex, intent.Sequence);
            RepairEnd(ring, putter);
            Atomic.TrySwap(ref header->PutLock, word, 0);
        }

        while (IsLockedByTheDead(ref header->GetLock, arena, out uint word))
        {
            var intent = new BlockIntent(Atomic.LoadAcquire(ref header->GetIntent));
            var head = new RingWord(Atomic.LoadAcquire(ref header->Head));
            if (!intent.IsNothing && intent.Count == head.Count)
                BlockMachine.UndoHold(ref ring.BlockWord(intent.Block), Owner(word), intent.Sequence, RingRecord.IsBlock(ring, head, intent.Block) ? ring.ObjectIndex : null);
            Atomic.TrySwap(ref header->GetLock, word, 0);
        }
    }

    /// <summary>Calls <paramref name="free"/> for the block of every item that nobody took, and of the end record. For whoever takes the queue apart.</summary>
    public static void ForEachBlock(Ring ring, Action<BlockId, long> free)
    {
        var head = new RingWord(ring.Header->Head);
        var tail = new RingWord(ring.Header->Tail);
        RingGet get = default;
        for (RingWord at = head; at.Count != tail.Count; at = get.Next)
        {
            RingRecord.Show(ring, at, tail, ref get);
            if (!get.Block.IsNone)
                free(get.Block, get.LengthBytes);
        }

        if (tail.IsCompleted && ReadEnd(ring) is { Block.IsNone: false } end)
            free(end.Block, end.LengthBytes);
    }

    // Under the put lock, so that no record that is walked over is written to; some may have been taken meanwhile.
    private static bool IsOverLimit(Ring ring, long lengthBytes)
    {
        if (ring.Header->MaxBlockBytes == 0)
            return false;
        long before = 0;
        ForEachBlock(ring, (_, length) => before += length);
        return before != 0 && (ulong)(before + lengthBytes) > ring.Header->MaxBlockBytes;
    }

    // The completer died after T10 and before its block was the ring's.
    private static void RepairEnd(Ring ring, ProcessTag dead)
    {
        if (IsCompleted(ring) && ReadEnd(ring) is { Block.IsNone: false } end)
            QueueEnd(ring, dead, end.Block);
    }

    private static void QueueEnd(Ring ring, ProcessTag from, BlockId block)
    {
        ref ulong word = ref ring.BlockWord(block);
        BlockMachine.TryQueue(ref word, from, ring.ObjectIndex, BlockMachine.Read(ref word).Sequence & BlockWord.ShortSequenceMask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryLock(ref uint word, ProcessTag me) => Atomic.TrySwap(ref word, 0, me.Bits) || TryLockSlow(ref word, me);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryLockSlow(ref uint word, ProcessTag me)
    {
        for (int spin = 0; spin < Tuning.RingLockSpins; spin++)
        {
            Atomic.Pause();
            if (Atomic.LoadAcquire(ref word) == 0 && Atomic.TrySwap(ref word, 0, me.Bits))
                return true;
        }

        while (true)
        {
            uint seen = Atomic.LoadAcquire(ref word);
            if (seen == 0 ? Atomic.TrySwap(ref word, 0, me.Bits) : (seen & Contended) != 0 || Atomic.TrySwap(ref word, seen, seen | Contended))
                return seen == 0;
        }
    }

    // True when somebody gave up waiting for it meanwhile.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Unlock(ref uint word) => (Atomic.Exchange(ref word, 0) & Contended) != 0;

    private static bool IsLockedByTheDead(ref uint word, Arena arena, out uint seen)
    {
        seen = Atomic.LoadAcquire(ref word);
        return seen != 0 && SlotMachine.IsDead(arena, Owner(seen));
    }

    private static ProcessTag Owner(uint lockWord) => new(lockWord & ~Contended);
}
