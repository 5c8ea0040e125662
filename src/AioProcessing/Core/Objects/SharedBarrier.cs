using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of a barrier: <see cref="BarrierMachine"/> with waiting. The action is the caller's affair.</summary>
internal sealed unsafe class SharedBarrier : SharedObject
{
    private readonly LocalGate _arriving = new();
    private readonly ProcessWords _words;
    private readonly Waits _waits;

    private SharedBarrier(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.Barrier)
    {
        _words = ProcessWords.Of(participant.Arena, Header);
        _waits = new Waits(this);
    }

    public WaitChannel<BarrierArrival, BarrierOutcome> Channel => _waits;

    public int Parties => (int)Header->Settings;

    public bool IsBroken => Read().IsBroken;

    /// <summary>Parties that have arrived in this phase; 0 when it is broken.</summary>
    public int Waiting => Read() is { IsBroken: false } word ? word.Arrived : 0;

    public static SharedBarrier Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    public static void Prepare(Participant participant, ObjectHeader* header, int parties)
    {
        header->Settings = (ulong)parties;
        ProcessWords.Prepare(participant, header);
    }

    /// <summary>Breaks the barrier if the dead process may have had a party there. Repeatable.</summary>
    public static void Repair(Arena arena, ObjectHeader* header, ProcessTag dead) =>
        BarrierMachine.Repair(ref header->State, ref ProcessWords.Of(arena, header)[dead.Slot], dead.Generation);

    public BarrierStep Arrive(bool hasAction, bool onlyIfLast, out BarrierArrival arrival)
    {
        _arriving.Enter();
        BarrierStep step = BarrierMachine.Arrive(
            ref Header->State, ref _words[Participant.Tag.Slot], Participant.Tag, new BarrierRules(Parties, hasAction), onlyIfLast, out arrival);
        _arriving.Exit();
        if (step == BarrierStep.Passed)
            _waits.NotifyAll();
        return step;
    }

    /// <summary>Lets everybody go on after the action. False when the barrier was broken or reset meanwhile.</summary>
    public bool TryFinish(in BarrierArrival arrival)
    {
        if (!BarrierMachine.TryFinish(ref Header->State, arrival.Phase))
            return false;
        _waits.NotifyAll();
        return true;
    }

    /// <summary>Breaks the phase unless it is past.</summary>
    public void Break(uint phase)
    {
        if (BarrierMachine.TryBreak(ref Header->State, phase))
            _waits.NotifyAll();
    }

    /// <summary>Breaks the present phase.</summary>
    public void Abort()
    {
        for (BarrierWord seen = Read(); !seen.IsBroken; seen = Read())
            Break(seen.Phase);
    }

    public void Reset()
    {
        if (BarrierMachine.Reset(ref Header->State))
            _waits.NotifyAll();
    }

    /// <summary>How the phase ended, if it does so while it pays to look.</summary>
    public BarrierOutcome Spin(in BarrierArrival arrival)
    {
        long deadline = 0;
        if (_waits.SpinUntilPossible(in arrival, ref deadline))
            _waits.SpinPaid();
        return BarrierMachine.OutcomeOf(ref Header->State, arrival.Phase);
    }

    public override void Wake() => _waits.Wake();

    public override void Close()
    {
        _waits.Fail(new ObjectDisposedException(nameof(AioProcessing) + " barrier"));

        // A party of this process that waited does so no longer.
        if (BarrierMachine.Repair(ref Header->State, ref _words[Participant.Tag.Slot], Participant.Tag.Generation))
            _waits.NotifyAll();
    }

    private BarrierWord Read() => BarrierMachine.Read(ref Header->State);

    private sealed class Waits(SharedBarrier mine) : WaitChannel<BarrierArrival, BarrierOutcome>(mine, &mine.Header->Waiters0)
    {
        protected override bool AreIndependent => true;

        protected override bool TryTake(ref BarrierArrival request, out BarrierOutcome result)
        {
            result = BarrierMachine.OutcomeOf(ref mine.Header->State, request.Phase);
            return result != BarrierOutcome.None;
        }

        protected override bool MightTake(in BarrierArrival request) => BarrierMachine.OutcomeOf(ref mine.Header->State, request.Phase) != BarrierOutcome.None;

        // Whoever ends a phase tells everybody, so there is nothing to pass on.
        protected override bool HasMore() => false;

        // A party that gives up breaks the phase for all, unless the phase has ended.
        protected override bool TryForgoLocked(in BarrierArrival request) =>
            !request.HasArrived || BarrierMachine.TryBreak(ref mine.Header->State, request.Phase);

        protected override void Forgone() => NotifyAll();
    }
}
