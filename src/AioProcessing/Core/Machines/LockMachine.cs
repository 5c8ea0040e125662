namespace AioProcessing.Core.Machines;

// LockMachine: mutual exclusion that survives the death of its owner, and tells the next one.
//
// WORD      0                    31 32                     61 62      63
//          +-----------------------+-------------------------+--------+-----------+
//          | owner's tag           | ticket                  | handoff| abandoned |
//          +-----------------------+-------------------------+--------+-----------+
//   ticket: +1 per acquisition, so that each holding has a word of its own (the handle), and a second release is refused.
//
// STATES    tag  handoff abandoned
//             0     0        0      Free
//             0     0        1      Free, its last owner died holding it: the next one is told
//             p     0        0      Held by process p
//             p     1        *      Handed to p, which has waiters but has not taken it yet
//             0     1        *      never;   p 0 1  never: T1 consumes the flag
//
// TRANSITIONS                                who           how
//   T1  Free → Held(me, t+1)                 acquirer      CAS, full fence; reports and clears abandoned
//   T2  Held(me, t) → Free(t)                owner         CAS, full fence; then it notifies
//   T3  Held(me, t) → Handed(p, t)           owner         CAS, full fence; then it rings p
//   T4  Handed(me) → Held(me, t+1)           target        CAS, for its first waiter
//   T5  Handed(p) → Free                     target without waiters, or the owner of T3 when p has died or has no bit any more: CAS
//   T6  Held(dead) → Free + abandoned        reaper        CAS
//   T7  Handed(dead) → Free                  reaper        CAS; nobody had it, so nobody is told
//   T8  Held(me, t) → Free(t) + abandoned    owner         CAS, full fence; then it notifies. For one that cannot release it properly, or was told
//                                                          of a death and could do nothing about it
//
// INVARIANTS
//   I1  At most one process can make a transition out of Held(p): p itself, or a reaper when p is dead.
//   I2  The ticket never goes back, so a handle fits one holding only.
//
// IF A PROCESS DIES
//   before T1, after T2 or T8   it owns nothing.
//   holding               T6: the abandoned flag stays until an acquirer takes it along.
//   between T2, T3 or T8 and its ring   ScanAll of the reaper repeats the ring.
//   as target of T3       T7, or T5 by the owner, which looks at p's slot after T3: one of the two comes after the other. The same
//                         holds for a target that withdraws its bit: it looks for a hand-off after that, the owner for the bit after T3.
//
// NO LOST WAKE-UP  A waiter publishes its process's bit (full fence), then tries T1 once more. A releaser makes T2 or T8 (full fence), then reads
//   the bits. In any order, the waiter's try sees Free or the releaser sees the bit.
// COST      free: one CAS to take, one to give, 8 bytes.
// NOT HERE  waiting and who is notified (WaitChannel), when a hand-off is due (SharedLock), re-entry.
// TESTED BY Interleavings/Machines/LockMachineTests, Tests/Locks.
// PRIOR ART parking_lot's RawMutex and its eventual fairness; POSIX robust mutexes; Windows abandoned mutexes.
internal static class LockMachine
{
    /// <summary>T1 or T4. On success <paramref name="held"/> is the handle of this holding.</summary>
    public static bool TryTake(ref ulong state, ProcessTag me, out LockWord held, out bool wasAbandoned)
    {
        while (true)
        {
            var seen = new LockWord(Atomic.LoadAcquire(ref state));
            held = seen.HeldNext(me);
            wasAbandoned = seen.IsAbandoned;
            if (!seen.IsFree && !seen.IsHandedTo(me))
                return false;
            if (Atomic.TrySwap(ref state, seen.Bits, held.Bits))
                return true;
        }
    }

    /// <summary>T2. False when this holding is over already.</summary>
    public static bool TryGive(ref ulong state, LockWord held) => Atomic.TrySwap(ref state, held.Bits, held.Freed().Bits);

    /// <summary>T8. False when this holding is over already.</summary>
    public static bool TryAbandon(ref ulong state, LockWord held) => Atomic.TrySwap(ref state, held.Bits, held.Abandoned().Bits);

    /// <summary>T3. False when this holding is over already. Afterwards the caller makes sure that the target is still there to take it.</summary>
    public static bool TryHandTo(ref ulong state, LockWord held, ProcessTag target) =>
        Atomic.TrySwap(ref state, held.Bits, held.HandedTo(target).Bits);

    /// <summary>T5, by the owner whose target is not there. False when the hand-off has been taken, or undone by somebody else.</summary>
    public static bool TryTakeBack(ref ulong state, LockWord held, ProcessTag target)
    {
        LockWord handed = held.HandedTo(target);
        return Atomic.TrySwap(ref state, handed.Bits, handed.Freed().Bits);
    }

    /// <summary>T5, by the target that has nobody to give it to. True when the lock is free now because of it.</summary>
    public static bool TryDecline(ref ulong state, ProcessTag me)
    {
        var seen = new LockWord(Atomic.LoadAcquire(ref state));
        return seen.IsHandedTo(me) && Atomic.TrySwap(ref state, seen.Bits, seen.Freed().Bits);
    }

    /// <summary>Whether T6 or T7 is due, for the word seen.</summary>
    public static bool IsOfDead(ref ulong state, Arena arena, out LockWord seen)
    {
        seen = new LockWord(Atomic.LoadAcquire(ref state));
        return !seen.IsFree && SlotMachine.IsDead(arena, seen.Owner);
    }

    /// <summary>T6 or T7. Repeatable: it expects a dead tag, which nobody else ever writes.</summary>
    public static void Repair(ref ulong state, LockWord dead) =>
        Atomic.TrySwap(ref state, dead.Bits, (dead.IsHandOff ? dead.Freed() : dead.Abandoned()).Bits);
}

/// <summary>A lock's state word.</summary>
internal readonly record struct LockWord(ulong Bits)
{
    private const int TicketShift = 32;
    private const ulong TicketMask = ((1ul << 30) - 1) << TicketShift;
    private const ulong HandOffBit = 1ul << 62;
    private const ulong AbandonedBit = 1ul << 63;

    public ProcessTag Owner => new((uint)Bits);

    public bool IsFree => (uint)Bits == 0;

    public bool IsHandOff => (Bits & HandOffBit) != 0;

    public bool IsAbandoned => (Bits & AbandonedBit) != 0;

    public bool IsHandedTo(ProcessTag process) => IsHandOff && Owner == process;

    public bool IsHeldBy(ProcessTag process) => !IsHandOff && Owner == process;

    public LockWord HeldNext(ProcessTag owner) => new(((Bits + (1ul << TicketShift)) & TicketMask) | owner.Bits);

    public LockWord Freed() => new(Bits & (TicketMask | AbandonedBit));

    public LockWord Abandoned() => new((Bits & TicketMask) | AbandonedBit);

    public LockWord HandedTo(ProcessTag target) => new((Bits & (TicketMask | AbandonedBit)) | HandOffBit | target.Bits);
}
