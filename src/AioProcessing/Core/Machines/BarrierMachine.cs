namespace AioProcessing.Core.Machines;

// BarrierMachine: nobody goes on before a number of parties has arrived; and if one of them cannot go on, all learn of it.
//
// WORD      0        15 16       17       18            33 34              63
//          +-----------+--------+--------+----------------+-----------------+
//   state  | arrived   | broken | acting | history        | phase           |
//          +-----------+--------+--------+----------------+-----------------+
//   word   | phase (30) | set | generation (21)                             |    one per process
//          +----------------------------------------------------------------+
//   history: bit i tells how the phase before the last i ended: 0 = everybody came, 1 = reset.
//   word: a party of this process may have arrived in that phase.
//
// STATES    Open(p, a)    phase p, a parties wait, a < all
//           Acting(p)     all have come; the last one runs the action
//           Broken(p)     until a reset
//
// TRANSITIONS                                    who               how
//   T1  word → word(p)                           arriving party    store, release, before T2, T3 or T4
//   T2  Open(p, a) → Open(p, a+1)                arriving party    CAS; a is its index
//   T3  Open(p, all-1) → Open(p+1, 0)            last party        CAS, full fence; then it rings everybody
//   T4  Open(p, all-1) → Acting(p)               last party        CAS, if there is an action
//   T5  Acting(p) → Open(p+1, 0)                 that party        CAS, full fence; then it rings everybody
//   T6  Open(p, a)|Acting(p) → Broken(p)         who gave up waiting, whose action threw, who aborts, reaper: CAS; then it rings everybody
//   T7  Open(p, a)|Acting(p)|Broken(p) → Open(p+1, 0), reset in the history    who resets: CAS; then it rings everybody
//
// INVARIANTS
//   I1  The phase only grows. A wait that began in phase p is over when p is broken or past.
//   I2  Whoever is counted in arrived has T1 behind it; so a process whose word does not say p has no party in phase p.
//   I3  A phase's end is in the history for 16 phases. A process that was stopped for longer, while others took its parties' places, takes it that
//       everybody came if the whole history says so, and that it was broken if not.
//
// IF A PROCESS DIES
//   before T1             nothing happened; the others wait for somebody else.
//   after T1 in phase p   the reaper makes T6 if p is still the phase, then clears the word. So the death of a party that waits or acts breaks the
//                         barrier and hangs nobody. It also breaks it when the party was only about to arrive: that cannot be told.
//   after T3 or T5, before it rang   the phase is past, so nothing is broken; ScanAll of the reaper rings.
//   after T6 or T7, before it rang   the same.
//
// NO LOST WAKE-UP  A party changes the state, publishes its bit (full fence), and looks at the state again. Whoever ends the phase changes the state (full
//   fence), then reads the bits: the party sees the new state, or the other one the bit.
// COST      an arrival: one or two CAS; the last one rings each process that waits. 8 bytes, and one page for the words.
// NOT HERE  the number of parties (ObjectHeader.Settings), the action, waiting (SharedBarrier).
// TESTED BY Interleavings/Machines/BarrierMachineTests, Tests/Core/SharedBarrierTests.
// PRIOR ART sense-reversing barriers; the phase number of java.util.concurrent's Phaser; Python's and Java's broken state.
internal static class BarrierMachine
{
    public const int MaxParties = (1 << 16) - 1;

    /// <summary>T1 with T2, T3 or T4. One thread of a process at a time, so that its word does not go back.</summary>
    /// <param name="state">The barrier.</param>
    /// <param name="word">This process's word.</param>
    /// <param name="me">This process.</param>
    /// <param name="rules">What the barrier was made with.</param>
    /// <param name="onlyIfLast">Do not arrive if that would mean to wait.</param>
    /// <param name="arrival">The phase, and the index in it.</param>
    public static BarrierStep Arrive(ref ulong state, ref ulong word, ProcessTag me, BarrierRules rules, bool onlyIfLast, out BarrierArrival arrival)
    {
        while (true)
        {
            BarrierWord seen = Read(ref state);
            arrival = new BarrierArrival(seen.Phase, seen.Arrived, HasArrived: true);
            bool isLast = seen.Arrived == rules.Parties - 1;
            if (seen.IsBroken)
                return BarrierStep.Broken;
            if (onlyIfLast && (seen.IsActing || !isLast))
                return BarrierStep.WouldWait;
            if (seen.IsActing)
            {
                arrival = arrival with { HasArrived = false };
                return BarrierStep.Full;
            }

            Atomic.StoreRelease(ref word, new PartyWord(seen.Phase, me.Generation).Bits);
            BarrierWord next = !isLast ? seen.OneMore() : rules.HasAction ? seen.Acting() : seen.Next(wasReset: false);
            if (Atomic.TrySwap(ref state, seen.Bits, next.Bits))
                return !isLast ? BarrierStep.Waits : rules.HasAction ? BarrierStep.Acts : BarrierStep.Passed;
        }
    }

    /// <summary>T5. False when the barrier was broken or reset while the action ran.</summary>
    public static bool TryFinish(ref ulong state, uint phase)
    {
        BarrierWord seen = Read(ref state);
        return seen.Phase == phase && seen.IsActing && Atomic.TrySwap(ref state, seen.Bits, seen.Next(wasReset: false).Bits);
    }

    /// <summary>T6. False when the phase is past, or broken already.</summary>
    public static bool TryBreak(ref ulong state, uint phase)
    {
        while (true)
        {
            BarrierWord seen = Read(ref state);
            if (seen.Phase != phase || seen.IsBroken)
                return false;
            if (Atomic.TrySwap(ref state, seen.Bits, seen.Broken().Bits))
                return true;
        }
    }

    /// <summary>T7. False when there was nothing to reset.</summary>
    public static bool Reset(ref ulong state)
    {
        while (true)
        {
            BarrierWord seen = Read(ref state);
            if (seen.IsFresh)
                return false;
            if (Atomic.TrySwap(ref state, seen.Bits, seen.Next(wasReset: true).Bits))
                return true;
        }
    }

    /// <summary>How a wait that began in a phase ended (I1, I3); None = not yet.</summary>
    public static BarrierOutcome OutcomeOf(ref ulong state, uint phase) => Read(ref state).OutcomeOf(phase);

    /// <summary>T6 for a dead process that may have a party here, or for one that lets go of the object. Repeatable.</summary>
    public static bool Repair(ref ulong state, ref ulong word, uint generation)
    {
        var party = new PartyWord(Atomic.LoadAcquire(ref word));
        if (!party.IsSet || party.Generation != generation)
            return false;
        bool broke = TryBreak(ref state, party.Phase);
        Atomic.TrySwap(ref word, party.Bits, 0);
        return broke;
    }

    public static BarrierWord Read(ref ulong state) => new(Atomic.LoadAcquire(ref state));
}

/// <summary>What an arrival came to.</summary>
internal enum BarrierStep
{
    /// <summary>Everybody is there: go on.</summary>
    Passed,

    /// <summary>Others are missing.</summary>
    Waits,

    /// <summary>Everybody is there: run the action, then <see cref="BarrierMachine.TryFinish"/>.</summary>
    Acts,

    /// <summary>Did not arrive: the phase has all its parties and the action runs. Arrive when it is over.</summary>
    Full,

    /// <summary>Did not arrive, as asked.</summary>
    WouldWait,

    /// <summary>Did not arrive.</summary>
    Broken,
}

/// <summary>How a phase ended; None = not yet.</summary>
internal enum BarrierOutcome : byte
{
    None,
    Passed,
    Broken,
}

/// <summary>A party in a phase; without having arrived it is one that waits for the next phase.</summary>
internal readonly record struct BarrierArrival(uint Phase, int Index, bool HasArrived);

/// <summary>What a barrier was made with.</summary>
internal readonly record struct BarrierRules(int Parties, bool HasAction);

/// <summary>A barrier's state word.</summary>
internal readonly record struct BarrierWord(ulong Bits)
{
    private const int HistoryShift = 18;
    private const int HistoryLength = 16;
    private const int PhaseShift = 34;
    private const uint PhaseMask = (1u << (64 - PhaseShift)) - 1;
    private const ulong ArrivedMask = (1 << 16) - 1;
    private const ulong BrokenBit = 1 << 16;
    private const ulong ActingBit = 1 << 17;

    public int Arrived => (int)(Bits & ArrivedMask);

    public bool IsBroken => (Bits & BrokenBit) != 0;

    public bool IsActing => (Bits & ActingBit) != 0;

    public uint Phase => (uint)(Bits >> PhaseShift);

    /// <summary>Whether nobody has arrived in this phase, and nothing has happened to it.</summary>
    public bool IsFresh => (Bits & (ArrivedMask | BrokenBit | ActingBit)) == 0;

    private ushort History => (ushort)(Bits >> HistoryShift);

    public BarrierWord OneMore() => new(Bits + 1);

    public BarrierWord Acting() => new((Bits + 1) | ActingBit);

    public BarrierWord Broken() => new((Bits | BrokenBit) & ~ActingBit);

    public BarrierWord Next(bool wasReset)
    {
        ulong history = (ushort)((History << 1) | (wasReset ? 1 : 0));
        ulong phase = (Phase + 1) & PhaseMask;
        return new((phase << PhaseShift) | (history << HistoryShift));
    }

    public BarrierOutcome OutcomeOf(uint phase)
    {
        uint ended = (Phase - phase) & PhaseMask;
        if (ended == 0)
            return IsBroken ? BarrierOutcome.Broken : BarrierOutcome.None;
        bool wasReset = ended > HistoryLength ? History != 0 : ((History >> (int)(ended - 1)) & 1) != 0;
        return wasReset ? BarrierOutcome.Broken : BarrierOutcome.Passed;
    }
}

/// <summary>The last phase in which a process may have had a party.</summary>
internal readonly record struct PartyWord(ulong Bits)
{
    private const ulong SetBit = 1 << 30;
    private const int GenerationShift = 31;

    public PartyWord(uint phase, uint generation) : this(phase | SetBit | ((ulong)generation << GenerationShift))
    {
    }

    public uint Phase => (uint)(Bits & (SetBit - 1));

    public bool IsSet => (Bits & SetBit) != 0;

    public uint Generation => (uint)(Bits >> GenerationShift);
}
