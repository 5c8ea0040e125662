namespace AioProcessing.Core.Machines;

// ConditionMachine: who waits for a notification, and to whom one was given, such that none is lost with the process that got it.
//
// WORD      0            20 21           41 42           62 63
//          +---------------+---------------+---------------+---+
//          | generation    | waiting       | granted       | 0 |    one word per process
//          +---------------+---------------+---------------+---+
//   waiting: its waits that nobody has notified.  granted: its waits that were notified and do not have the lock back yet.
//   Which of its waits those are is the process's own affair: the oldest. A word of another generation than its slot's process says nothing.
//
// STATES    0                nobody waits
//           (p, w, g)        process p has w + g waits
//           (dead, w, g)     p has died: its w waits are void, its g notifications must go to others
//           (p, 0, g) left   p has let go of the object and passes its g notifications on itself
//
// TRANSITIONS                                          who            how
//   T1  (p, w, g) → (p, w+1, g)                        waiter         CAS, holding the lock; then it parks, then it releases the lock
//   T2  (p, w, g) → (p, w-n, g+n)                      notifier       CAS, full fence, holding the lock; it rings p when it has given it up
//   T3  (p, w, g) → (p, w, g-1)                        waiter         CAS, when it has the lock again
//   T4  (p, w, g) → (p, w-1, g)                        waiter         CAS, timed out or cancelled, if each of the g has its wait
//   T5  (dead|left, w, g) → (dead|left, 0, g)          reaper, p      CAS: from now on nobody notifies it
//   T6  (dead|left, 0, g) → (dead|left, 0, g-1)        reaper, p      CAS, after T2 on another process with waits; or to 0 if nobody waits
//   T7  every (p, w, g) → (p, 0, g+w)                  reaper         T2 for all, when a process died that holds the lock; before the lock is freed
//
// INVARIANTS
//   I1  A wait is counted once, in waiting or in granted, from T1 until T3 or T4.
//   I2  T1 happens under the lock. So while a dead process holds it nobody begins to wait, and T7 done by any reaper reaches all.
//   I3  T2 does not reach a dead process after its T5: the word expected has waits, and the next one has none.
//
// IF A PROCESS DIES
//   waiting             its waits count for nothing after T5; before, a notifier may still pick it: T6 passes that on.
//   notified            until T3 its share is in granted: T6 passes it on. So a notification ends with a waiter that has the lock.
//   after T3, or after T1 and before the release   it holds the lock: T7.
//   notifying           it holds the lock: T7 tells whoever it did not tell. They look at their predicate, and the first one is told of
//                       the death by the lock.
//   repairing           in T6 between the two steps: the next reaper notifies once too often. Two reapers at a time may, too. A
//                       notification too many is harmless, as everywhere with conditions: waiters look at their predicate.
//
// NO LOST WAKE-UP  A waiter is counted (T1) and parked before it releases the lock, and a notifier holds the lock: it sees the count. T2 is a full
//   fence before the ring. The ring comes after the release, so that p does not wake up only to wait for the lock; a notifier that dies before
//   it rang makes the reaper ring everybody. A wait gives up (T4) only while no grant is without a wait; else it takes the grant. So a
//   grant never stays with a process that has no wait for it.
// COST      waiting: three CAS besides the lock's two round trips. Notifying: one load per process slot in use, one CAS and 40 bytes per process told.
// NOT HERE  the lock; which wait gets a grant (SharedCondition, oldest first).
// TESTED BY Interleavings/Machines/ConditionMachineTests, Tests/Core/SharedConditionTests.
// PRIOR ART futex-based condition variables with groups (glibc); wait morphing; eventcounts.
internal static class ConditionMachine
{
    public const int MaxWaits = (1 << 21) - 1;

    public static ConditionWord Read(ref ulong word) => new(Atomic.LoadAcquire(ref word));

    /// <summary>T1. False when the process has as many waits as a word can count.</summary>
    public static bool TryRegister(ref ulong word, ProcessTag me)
    {
        while (true)
        {
            ConditionWord seen = Read(ref word), mine = seen.For(me);
            if (mine.Waiting + mine.Granted >= MaxWaits)
                return false;
            if (Atomic.TrySwap(ref word, seen.Bits, mine.Registered().Bits))
                return true;
        }
    }

    /// <summary>T2 on the next live process after <paramref name="slot"/> that has waits, cyclically. Returns how many it took; 0 = nobody waits.</summary>
    public static int GrantNext(ProcessWords words, Arena arena, int count, ref int slot)
    {
        int high = (int)Atomic.LoadAcquire(ref arena.Header.HighSlot);
        for (int step = 0; step < high; step++)
        {
            slot = slot + 1 < high ? slot + 1 : 0;
            int granted = TryGrant(ref words[slot], arena, slot, count);
            if (granted > 0)
                return granted;
        }

        return 0;
    }

    /// <summary>T3. Nothing happens when the process has let go of the object meanwhile.</summary>
    public static void Settle(ref ulong word, ProcessTag me)
    {
        while (true)
        {
            ConditionWord seen = Read(ref word);
            if (seen.For(me).Granted == 0 || Atomic.TrySwap(ref word, seen.Bits, seen.Settled().Bits))
                return;
        }
    }

    /// <summary>T4. False when there are more grants than the <paramref name="taken"/> that have their wait: one of the waits must take it.</summary>
    public static bool TryWithdraw(ref ulong word, ProcessTag me, int taken)
    {
        while (true)
        {
            ConditionWord seen = Read(ref word), mine = seen.For(me);
            if (mine.Granted > taken)
                return false;
            if (mine.Waiting == 0 || Atomic.TrySwap(ref word, seen.Bits, mine.Withdrawn().Bits))
                return true;
        }
    }

    /// <summary>T5 and T6, for a dead process or one that lets go of the object.</summary>
    public static void PassOn(ProcessWords words, Arena arena, ProcessTag from)
    {
        ref ulong word = ref words[from.Slot];
        int slot = from.Slot;
        while (true)
        {
            ConditionWord seen = Read(ref word);
            if (seen.Bits == 0 || seen.Generation != from.Generation)
                return;
            ConditionWord next = seen.Void();
            if (seen.Waiting == 0)
                next = seen.Granted != 0 && GrantNext(words, arena, 1, ref slot) != 0 ? seen.Settled() : default;
            Atomic.TrySwap(ref word, seen.Bits, next.Bits);
        }
    }

    /// <summary>T7.</summary>
    public static void GrantAll(ProcessWords words, Arena arena)
    {
        int high = (int)Atomic.LoadAcquire(ref arena.Header.HighSlot);
        for (int slot = 0; slot < high; slot++)
            TryGrant(ref words[slot], arena, slot, MaxWaits);
    }

    private static int TryGrant(ref ulong word, Arena arena, int slot, int count)
    {
        while (true)
        {
            ConditionWord seen = Read(ref word);
            int granted = Math.Min(seen.Waiting, count);
            if (granted == 0 || !SlotMachine.IsAlive(arena, new ProcessTag(slot, seen.Generation)))
                return 0;
            if (Atomic.TrySwap(ref word, seen.Bits, seen.Notified(granted).Bits))
                return granted;
        }
    }
}

/// <summary>One process's waits for a condition.</summary>
internal readonly record struct ConditionWord(ulong Bits)
{
    private const int WaitingShift = 21;
    private const int GrantedShift = 42;
    private const ulong Mask = (1 << 21) - 1;
    private const ulong OneWaiting = 1ul << WaitingShift;
    private const ulong OneGranted = 1ul << GrantedShift;

    public uint Generation => (uint)(Bits & Mask);

    public int Waiting => (int)((Bits >> WaitingShift) & Mask);

    public int Granted => (int)((Bits >> GrantedShift) & Mask);

    /// <summary>This word, or that of a process without waits when it is left from another one.</summary>
    public ConditionWord For(ProcessTag process) => Generation == process.Generation ? this : new(process.Generation);

    public ConditionWord Registered() => new(Bits + OneWaiting);

    public ConditionWord Withdrawn() => new(Bits - OneWaiting);

    public ConditionWord Notified(int count) => new(Bits + ((ulong)count * (OneGranted - OneWaiting)));

    public ConditionWord Settled() => new(Bits - OneGranted);

    /// <summary>Without the waits that nobody has notified; nothing at all when none was notified.</summary>
    public ConditionWord Void() => Granted == 0 ? default : new(Bits & ~(Mask << WaitingShift));
}
