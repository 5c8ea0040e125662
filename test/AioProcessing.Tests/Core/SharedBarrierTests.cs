using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

public sealed class SharedBarrierTests : IDisposable
{
    private readonly SimulatedProcesses _processes = new();

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void Arrive_LastOfThree_AllPass()
    {
        SharedBarrier[] sides = Share(3);
        Party first = Party.Wait(sides[0]), second = Party.Wait(sides[1]);
        Assert.Equal(BarrierStep.Passed, sides[2].Arrive(hasAction: false, onlyIfLast: false, out BarrierArrival last));
        Assert.Equal(BarrierOutcome.Passed, first.Block());
        Assert.Equal(BarrierOutcome.Passed, second.Block());
        Assert.Equal(2, last.Index);
    }

    [Fact]
    public void Waiter_Dies_TheOthersAreToldAndItStaysBroken()
    {
        SharedBarrier[] sides = Share(3);
        Party.Wait(sides[0]);
        Party other = Party.Wait(sides[1]);
        _processes.Kill(sides[0].Participant);
        Assert.Equal(BarrierOutcome.Broken, other.Block());
        Assert.Equal(BarrierStep.Broken, sides[2].Arrive(hasAction: false, onlyIfLast: false, out _));
        sides[2].Reset();
        Assert.False(sides[2].IsBroken);
    }

    [Fact]
    public void Party_RunsTheActionAndDies_TheOthersAreTold()
    {
        SharedBarrier[] sides = Share(2);
        Party waits = Party.Wait(sides[1]);
        Assert.Equal(BarrierStep.Acts, sides[0].Arrive(hasAction: true, onlyIfLast: false, out _));
        Assert.False(sides[1].IsBroken);
        _processes.Kill(sides[0].Participant);
        Assert.Equal(BarrierOutcome.Broken, waits.Block());
    }

    [Fact]
    public void Party_PassedAndDies_NothingIsBroken()
    {
        SharedBarrier[] sides = Share(2);
        Party.Wait(sides[0]);
        Assert.Equal(BarrierStep.Passed, sides[1].Arrive(hasAction: false, onlyIfLast: false, out _));
        _processes.Kill(sides[0].Participant);
        Party next = Party.Wait(sides[1]);
        Assert.False(sides[1].IsBroken);
        Assert.Equal(BarrierStep.Passed, sides[1].Arrive(hasAction: false, onlyIfLast: false, out _));
        Assert.Equal(BarrierOutcome.Passed, next.Block());
    }

    [Fact]
    public void Reset_RightAfterAllHaveCome_WhoHasNotLookedYetHasPassed()
    {
        SharedBarrier[] sides = Share(2);
        Party slow = Party.Wait(sides[0]);
        SimulatedProcesses.Freeze(sides[0].Participant);
        Assert.Equal(BarrierStep.Passed, sides[1].Arrive(hasAction: false, onlyIfLast: false, out _));
        Party.Wait(sides[1]);
        sides[1].Reset();
        sides[0].Wake();
        Assert.Equal(BarrierOutcome.Passed, slow.Block());
    }

    [Fact]
    public void Reset_ThenAllCome_WhoHasNotLookedYetHasFailed()
    {
        SharedBarrier[] sides = Share(3);
        Party slow = Party.Wait(sides[0]);
        SimulatedProcesses.Freeze(sides[0].Participant);
        sides[1].Reset();
        Party.Wait(sides[1]);
        Party.Wait(sides[1]);
        Assert.Equal(BarrierStep.Passed, sides[2].Arrive(hasAction: false, onlyIfLast: false, out _));
        sides[0].Wake();
        Assert.Equal(BarrierOutcome.Broken, slow.Block());
    }

    [Fact]
    public void Slot_GivenToANewProcess_ItsDeathBreaksNothing()
    {
        SharedBarrier[] sides = Share(2);
        Party.Wait(sides[1]);
        Participant heir = _processes.Replace(sides[1].Participant);
        sides[0].Reset();
        heir.Objects.Open(sides[0].Index, sides[0].Generation, ObjectKind.Barrier, SharedBarrier.Make);
        Party waits = Party.Wait(sides[0]);
        _processes.Kill(heir);
        Assert.False(sides[0].IsBroken);
        Assert.Equal(BarrierStep.Passed, sides[0].Arrive(hasAction: false, onlyIfLast: false, out _));
        Assert.Equal(BarrierOutcome.Passed, waits.Block());
    }

    [Fact]
    public void Close_WithAWaiter_BreaksIt()
    {
        SharedBarrier[] sides = Share(3);
        Party.Wait(sides[0]);
        Party other = Party.Wait(sides[1]);
        sides[0].Participant.Objects.CloseHandle(sides[0]);
        Assert.Equal(BarrierOutcome.Broken, other.Block());
    }

    [Fact]
    public void OutcomeOf_LongAgo_IsExactForSixteenPhasesAndCautiousAfter()
    {
        BarrierWord word = default;
        bool[] resets = [true, .. Enumerable.Range(1, 40).Select(phase => phase is 3 or 4 or 30)];
        foreach (bool wasReset in resets)
            word = word.Next(wasReset);
        for (uint phase = (uint)resets.Length - 16; phase < resets.Length; phase++)
            Assert.Equal(resets[phase] ? BarrierOutcome.Broken : BarrierOutcome.Passed, word.OutcomeOf(phase));
        Assert.Equal(BarrierOutcome.Broken, word.OutcomeOf(1));
        Assert.Equal(BarrierOutcome.None, word.OutcomeOf((uint)resets.Length));
        for (int i = 0; i < 16; i++)
            word = word.Next(wasReset: false);
        Assert.Equal(BarrierOutcome.Passed, word.OutcomeOf(1));
    }

    private SharedBarrier[] Share(int count)
    {
        Participant[] participants = [.. Enumerable.Range(0, count).Select(_ => _processes.Join())];
        SharedBarrier made = Create(participants[0], count);
        return [made, .. participants[1..].Select(participant => participant.Objects.Open(made.Index, made.Generation, ObjectKind.Barrier, SharedBarrier.Make))];
    }

    private static unsafe SharedBarrier Create(Participant maker, int parties) => maker.Objects.Create(
        ObjectKind.Barrier, SharedBarrier.Make, (header, _) => SharedBarrier.Prepare(maker, header, parties));

    private sealed class Party(BarrierArrival arrival) : Waiter<BarrierArrival, BarrierOutcome>(arrival, null, isBlocking: true)
    {
        public static Party Wait(SharedBarrier target)
        {
            Assert.Equal(BarrierStep.Waits, target.Arrive(hasAction: false, onlyIfLast: false, out BarrierArrival arrival));
            var party = new Party(arrival);
            target.Channel.Park(party);
            return party;
        }

        public BarrierOutcome Block()
        {
            BarrierOutcome outcome = Block(TimeSpan.FromSeconds(10), CancellationToken.None);
            Assert.True(outcome != BarrierOutcome.None, "The wait timed out: a wake-up was lost.");
            return outcome;
        }
    }
}
