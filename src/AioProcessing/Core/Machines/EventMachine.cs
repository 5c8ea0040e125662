namespace AioProcessing.Core.Machines;

// EventMachine: a gate that is open or shut, where opening it lets everybody through who stood before it, even if it shuts again at once.
//
// WORD      0     1                                                     63
//          +-----+--------------------------------------------------------+
//          | set | epoch                                                  |
//          +-----+--------------------------------------------------------+
//   epoch: +1 per opening.
//
// STATES    Shut(e), Open(e)
//
// TRANSITIONS                        who        how
//   T1  Shut(e) → Open(e+1)          setter     CAS, full fence; then it notifies every process with a bit
//   T2  Open(e) → Shut(e)            resetter   CAS
//   Setting an open gate, or resetting a shut one, changes nothing.
//
// INVARIANTS
//   I1  The epoch never decreases.
//   I2  A wait that began at epoch e is over when the gate is open or the epoch is not e.
//
// IF A PROCESS DIES
//   before T1 or T2   nothing happened.
//   after T1, before it notified all   ScanAll of the reaper makes every process look again.
//   waiting           its bit is ignored. Nobody waits for its answer, so a setter cannot hang.
//
// NO LOST WAKE-UP  A waiter reads the epoch, publishes its bit (full fence), and looks once more. A setter makes T1 (full fence), then reads
//   the bits: the waiter sees the new epoch, or the setter sees the bit.
// COST      waiting on an open gate: one load. Setting: one CAS and a bitmap scan. 8 bytes.
// NOT HERE  waiting and notifying (WaitChannel).
// TESTED BY Interleavings/Machines/EventMachineTests, Tests/Locks.
// PRIOR ART event counts (Reed and Kanodia); the manual-reset event with a generation.
internal static class EventMachine
{
    /// <summary>T1. True when it opened the gate: then everybody must be notified.</summary>
    public static bool TrySet(ref ulong state)
    {
        while (true)
        {
            var seen = new EventWord(Atomic.LoadAcquire(ref state));
            if (seen.IsSet)
                return false;
            if (Atomic.TrySwap(ref state, seen.Bits, seen.Opened().Bits))
                return true;
        }
    }

    /// <summary>T2.</summary>
    public static void Reset(ref ulong state)
    {
        while (true)
        {
            var seen = new EventWord(Atomic.LoadAcquire(ref state));
            if (!seen.IsSet || Atomic.TrySwap(ref state, seen.Bits, seen.Shut().Bits))
                return;
        }
    }

    public static EventWord Read(ref ulong state) => new(Atomic.LoadAcquire(ref state));

    /// <summary>I2.</summary>
    public static bool IsOver(ref ulong state, ulong sinceEpoch)
    {
        EventWord seen = Read(ref state);
        return seen.IsSet || seen.Epoch != sinceEpoch;
    }
}

/// <summary>An event's state word.</summary>
internal readonly record struct EventWord(ulong Bits)
{
    public bool IsSet => (Bits & 1) != 0;

    public ulong Epoch => Bits >> 1;

    public EventWord Opened() => new(((Epoch + 1) << 1) | 1);

    public EventWord Shut() => new(Bits & ~1ul);
}
