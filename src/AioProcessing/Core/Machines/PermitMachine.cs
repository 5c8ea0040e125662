namespace AioProcessing.Core.Machines;

// PermitMachine: a number of permits of which each process owns some, so that what a dead one had comes back.
//
// WORD      0           17 18      27 28           45 46             61 62            63
//          +--------------+----------+--------------+----------------+---------------+-----------+
//   state  | free         | slot     | held         | sequence       | writer waits  | abandoned |
//          +--------------+----------+--------------+----------------+---------------+-----------+
//   words  | held         | sequence (16)           | generation (21)                            |   one per process
//   The state tells the number of free permits, and what the last change did: the process in "slot" now holds "held". The two flags belong to
//   the reader-writer lock.
//
// STATES    Settled      the word of the last changer says what the state says: the same sequence and the same number held
//           Unsettled    it does not yet
//
// TRANSITIONS                                         who            how
//   T1  (f, …, s) → (f-n, me, held+n, s+1)            taker          CAS on a settled state, full fence
//   T2  (f, …, s) → (f+n, me, held-n, s+1)            giver          CAS on a settled state, full fence; then it notifies
//   T3  Unsettled → Settled                           anybody        CAS on the word of the last changer, before any further T1, T2 or T4
//   T4  (f, …, s) → (f+held, dead, 0, s+1)            reaper         CAS on a settled state, when the word's generation names the dead process
//   T5  writer waits: set, cleared                    waiting writer, whoever gives up, reaper: CAS; changes nothing else
//
// INVARIANTS
//   I1  free + everything held = everything made (when permits are owned and none was released by a process that held none).
//   I2  A state that is left by T1, T2 or T4 was settled. So at most one change is ever missing in the words, and the state says which.
//   I3  A word with another generation than its slot's process counts as nothing held.
//
// IF A PROCESS DIES
//   before T1 or T2   nothing happened.
//   between T1 or T2 and T3   whoever changes the state next, or a reaper, settles it: the state says all that is needed.
//   between T2 and its ring   ScanAll of the reaper repeats it.
//   holding permits   T4, by any reaper; a second one finds nothing held.
//   A settler reads the state, the word, and the state again: only if that is unchanged does it write, and only over the word it read. So one that was
//   stopped half way cannot bring an old word back. (The sequence has 16 bits: a changer stopped between its read and its CAS would have to
//   miss exactly a multiple of 65,536 changes, and meet the same three fields unsettled, to do harm.)
//
// NO LOST WAKE-UP  As in LockMachine: T2 is a full fence before the waiter bits are read; a waiter publishes its bit and tries T1 once more.
// COST      taking or giving: two CAS. 8 bytes, and one page for the words.
// NOT HERE  waiting (SharedSemaphore, SharedReaderWriterLock).
// TESTED BY Interleavings/Machines/PermitMachineTests, Tests/Core/SharedSemaphoreTests.
// PRIOR ART descriptor-based helping (Harris, Fraser); iceoryx2's owner cells, for many permits at once.
internal static class PermitMachine
{
    public const int MaxPermits = (1 << 18) - 1;

    /// <summary>T1. With <paramref name="isOwned"/> false the permits are used up rather than held.</summary>
    public static bool TryTake(ref ulong state, ProcessWords words, Arena arena, ProcessTag me, int permits, bool isOwned = true)
    {
        while (true)
        {
            PermitWord seen = ReadSettled(ref state, words, arena);
            if (seen.Free < permits)
                return false;
            int held = Held(words, me) + (isOwned ? permits : 0);
            if (TryChange(ref state, words, arena, seen, seen.Changed(seen.Free - permits, me.Slot, held)))
                return true;
        }
    }

    /// <summary>T2. False when that would make more than <paramref name="limit"/> free, or when <paramref name="mustHold"/> and this process holds fewer.</summary>
    public static bool TryGive(ref ulong state, ProcessWords words, Arena arena, ProcessTag me, int permits, int limit, bool mustHold)
    {
        while (true)
        {
            PermitWord seen = ReadSettled(ref state, words, arena);
            int held = Held(words, me);
            if (permits > limit - seen.Free || (mustHold && held < permits))
                return false;
            if (TryChange(ref state, words, arena, seen, seen.Changed(seen.Free + permits, me.Slot, Math.Max(0, held - permits))))
                return true;
        }
    }

    /// <summary>T4.</summary>
    public static void Repair(ref ulong state, ProcessWords words, Arena arena, ProcessTag dead, int limit, int abandonedFrom)
    {
        while (true)
        {
            PermitWord seen = ReadSettled(ref state, words, arena);
            var word = new HeldWord(Atomic.LoadAcquire(ref words[dead.Slot]));
            if (word.Generation != dead.Generation || word.Held == 0)
                return;
            PermitWord next = seen.Changed(Math.Min(limit, seen.Free + word.Held), dead.Slot, 0);
            if (word.Held >= abandonedFrom)
                next = next.With(PermitWord.AbandonedBit);
            if (TryChange(ref state, words, arena, seen, next))
                return;
        }
    }

    /// <summary>What this process holds.</summary>
    public static int HeldBy(ref ulong state, ProcessWords words, Arena arena, ProcessTag me)
    {
        _ = ReadSettled(ref state, words, arena);
        return Held(words, me);
    }

    public static PermitWord Read(ref ulong state) => new(Atomic.LoadAcquire(ref state));

    /// <summary>Sets or clears a flag (T5). False when it was so already.</summary>
    public static bool SetFlag(ref ulong state, ulong flag, bool isSet)
    {
        while (true)
        {
            PermitWord seen = Read(ref state);
            if (seen.Has(flag) == isSet)
                return false;
            if (Atomic.TrySwap(ref state, seen.Bits, (isSet ? seen.With(flag) : seen.Without(flag)).Bits))
                return true;
        }
    }

    /// <summary>T3, then the state.</summary>
    public static PermitWord ReadSettled(ref ulong state, ProcessWords words, Arena arena)
    {
        while (true)
        {
            PermitWord seen = Read(ref state);
            if (TrySettle(ref state, words, arena, seen))
                return seen;
        }
    }

    private static bool TryChange(ref ulong state, ProcessWords words, Arena arena, PermitWord from, PermitWord to)
    {
        if (!Atomic.TrySwap(ref state, from.Bits, to.Bits))
            return false;
        TrySettle(ref state, words, arena, to);
        return true;
    }

    // True when the word of the last changer says what "seen" says. False: the state has moved on, so somebody else has seen to it.
    private static bool TrySettle(ref ulong state, ProcessWords words, Arena arena, PermitWord seen)
    {
        ref ulong word = ref words[seen.Slot];
        var old = new HeldWord(Atomic.LoadAcquire(ref word));
        if (old.Sequence == seen.Sequence && old.Held == seen.Held)
            return true;

        // The slot cannot have changed hands: its reaper settles before it frees the slot.
        uint generation = SlotMachine.Read(arena, seen.Slot).Generation;
        if (Read(ref state).WithoutFlags() != seen.WithoutFlags())
            return false;
        Atomic.TrySwap(ref word, old.Bits, new HeldWord(seen.Held, seen.Sequence, generation).Bits);
        return true;
    }

    private static int Held(ProcessWords words, ProcessTag process)
    {
        var word = new HeldWord(Atomic.LoadAcquire(ref words[process.Slot]));
        return word.Generation == process.Generation ? word.Held : 0;
    }
}

/// <summary>The state word of something with permits.</summary>
internal readonly record struct PermitWord(ulong Bits)
{
    public const ulong WriterWaitsBit = 1ul << 62;
    public const ulong AbandonedBit = 1ul << 63;

    private const ulong CountMask = (1 << 18) - 1;
    private const ulong SlotMask = (1 << 10) - 1;
    private const ulong SequenceMask = (1 << 16) - 1;
    private const int SlotShift = 18;
    private const int HeldShift = 28;
    private const int SequenceShift = 46;
    private const ulong Flags = WriterWaitsBit | AbandonedBit;

    public int Free => (int)(Bits & CountMask);

    public int Slot => (int)((Bits >> SlotShift) & SlotMask);

    public int Held => (int)((Bits >> HeldShift) & CountMask);

    public uint Sequence => (uint)((Bits >> SequenceShift) & SequenceMask);

    /// <summary>The state of a new object. Sequence 0 is what zeroed words say, so it is settled.</summary>
    public static PermitWord New(int free) => new((ulong)(uint)free);

    public bool Has(ulong flag) => (Bits & flag) != 0;

    public PermitWord With(ulong flag) => new(Bits | flag);

    public PermitWord Without(ulong flag) => new(Bits & ~flag);

    public PermitWord WithoutFlags() => new(Bits & ~Flags);

    public PermitWord Changed(int free, int slot, int held) => new(
        (ulong)(uint)free | ((ulong)(uint)slot << SlotShift) | ((ulong)(uint)held << HeldShift) |
        (((ulong)(Sequence + 1) & SequenceMask) << SequenceShift) | (Bits & Flags));
}

/// <summary>What one process holds.</summary>
internal readonly record struct HeldWord(ulong Bits)
{
    private const int SequenceShift = 18;
    private const int GenerationShift = 34;
    private const ulong HeldMask = (1 << 18) - 1;
    private const ulong SequenceMask = (1 << 16) - 1;

    public HeldWord(int held, uint sequence, uint generation) : this(
        (ulong)(uint)held | ((ulong)sequence << SequenceShift) | ((ulong)generation << GenerationShift))
    {
    }

    public int Held => (int)(Bits & HeldMask);

    public uint Sequence => (uint)((Bits >> SequenceShift) & SequenceMask);

    public uint Generation => (uint)(Bits >> GenerationShift);
}
