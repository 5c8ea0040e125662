using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Barriers with waiting, dispatchers and reapers, as the product runs them.</summary>
public sealed unsafe class BarrierMachineTests
{
    private const string Stuck = "is stuck";
    private const string GaveUp = "Somebody goes on although a party gave up";
    private const int WordsClass = 1;

    [Theory]
    [InlineData("A B", 1, false, 2)]
    [InlineData("A B", 2, false, 1)]
    [InlineData("A B", 2, true, 1)]
    [InlineData("A A", 2, false, 2)]
    [InlineData("A A B", 2, false, 0)]
    [InlineData("A B C", 1, true, 0)]
    public void Arrive_NobodyDies_AllPassEachRoundTogether(string parties, int rounds, bool hasAction, int preemptions) =>
        Explore(world => Populate(world, parties, rounds, hasAction), new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData("A B", 1, false, 1)]
    [InlineData("A B", 1, true, 1)]
    [InlineData("A B", 2, false, 0)]
    [InlineData("A B *", 1, false, 1)]
    public void Arrive_OneDiesAtAnyStep_NobodyIsHungByIt(string parties, int rounds, bool hasAction, int preemptions) =>
        Explore(world => Populate(world, parties, rounds, hasAction), new Scope { Preemptions = preemptions }).MustPass();

    [Fact]
    public void GiveUp_AtAnyMoment_AllPassOrAllFail() =>
        Explore(world => Populate(world, "A B", 1, hasAction: false, givesUp: true), new Scope { Preemptions = 2, Deaths = 0 }).MustPass();

    [Fact]
    public void Arrive_StoresAreDelayed_NoWakeUpIsLost() =>
        Explore(world => Populate(world, "A B", 1, hasAction: false), new Scope { Preemptions = 2, Deaths = 0, StoreBuffers = true }).MustPass();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Walk_FourPartiesInThreeProcessesWithDeaths_FindsNothing(bool hasAction, bool givesUp) =>
        new Explorer(world => Populate(world, "A A B C", 3, hasAction, givesUp), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Mutant_NoWaiterBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "waiters" }, deaths: 0);

    [Fact]
    public void Mutant_PhaseDoesNotEnd_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "state", Occurrence = 2 }, deaths: 0);

    [Fact]
    public void Mutant_DeadPartyBreaksNothing_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "state", Method = "BarrierMachine.Repair" }, deaths: 1, "A B *");

    [Fact]
    public void Mutant_PartyDoesNotEnlist_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "StoreRelease") { Word = "block 1.0" }, deaths: 1, "A B *");

    [Fact]
    public void Mutant_ReaperDoesNotScan_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "doorbell", Method = "Bells.CallAll" }, deaths: 1);

    [Fact]
    public void Mutant_WhoGivesUpBreaksNothing_IsCaught() => Explore(
        world => Populate(world, "A B", 1, hasAction: false, givesUp: true), new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "state", Method = "BarrierMachine.TryBreak" }).MustFail(5_000, GaveUp);

    private static void MustCatch(Fault fault, int deaths, string parties = "A B") => Explore(
        world => Populate(world, parties, 1, hasAction: false), new Scope { Preemptions = 1, Deaths = deaths }, fault).MustFail(schedules: 10_000, Stuck);

    private static Report Explore(Action<World> scenario, Scope scope, params Fault[] faults) => new Explorer(scenario, scope, faults).Explore();

    /// <summary>
    /// Each letter is a party in the process of that name, a star one that never comes. The first may give up in any round. Whoever waits for ever must have a reason: somebody has died
    /// and is not counted as having arrived.
    /// </summary>
    private static void Populate(World world, string parties, int rounds, bool hasAction, bool givesUp = false)
    {
        int[] homes = [.. parties.Split(' ').Where(name => name != "*").Select(name => name[0] - 'A')];
        bool somebodyIsMissing = parties.Contains('*');
        (Member[] members, SharedBarrier[] barriers) = Share(world, homes.Max() + 1, parties.Split(' ').Length);
        Word<ulong>[] arrived = [.. homes.Select(_ => world.Mark())], over = [.. homes.Select(_ => world.Mark())];
        Word<ulong> acted = world.Mark(), failed = world.Mark(), gaveUp = world.Mark();
        for (int party = 0; party < homes.Length; party++)
        {
            int number = party;
            Member home = members[homes[party]];
            SharedBarrier barrier = barriers[homes[party]];
            home.Process.CanDie = true;
            home.Process.Daemon($"party{party}", () =>
            {
                for (ulong round = 1; round <= (ulong)rounds; round++)
                {
                    arrived[number].Ref = round;
                    if (!Pass(barrier, hasAction, acted, round, givesUp && number == 0 ? gaveUp : null))
                    {
                        failed.Ref = 1;
                        break;
                    }

                    Assert.True(gaveUp.Ref == 0 || gaveUp.Ref > round, GaveUp);

                    Assert.True(arrived.All(other => other.Ref >= round), "Somebody goes on although not all have come");
                    Assert.True(!hasAction || acted.Ref >= round, "Somebody goes on before the action has run");
                }

                over[number].Ref = 1;
            });
        }

        world.Finally(() =>
        {
            bool somebodyDied = members.Any(member => member.Process.IsDead);
            Assert.True(failed.Ref == 0 || somebodyDied || givesUp, "It broke, and nobody died or gave up");
            int stuck = homes.Where((home, party) => !members[home].Process.IsDead && over[party].Ref == 0).Count();
            if (stuck == 0)
                return;
            Assert.True(somebodyDied || somebodyIsMissing, $"Nobody died, and a party {Stuck}");
            Assert.False(barriers[0].IsBroken, $"A party {Stuck} at a broken barrier");
            Assert.True(barriers[0].Waiting == stuck, $"A party {Stuck}: {barriers[0].Waiting} count as arrived, and {stuck} live to wait");
        });
    }

    // False when it is broken or this party gave up.
    private static bool Pass(SharedBarrier barrier, bool hasAction, Word<ulong> acted, ulong round, Word<ulong>? gaveUp)
    {
        switch (barrier.Arrive(hasAction, onlyIfLast: false, out BarrierArrival arrival))
        {
            case BarrierStep.Passed:
                return true;
            case BarrierStep.Acts:
                acted.Ref++;
                World.Linger();
                return barrier.TryFinish(in arrival);
            case BarrierStep.Waits:
                SimWait<BarrierArrival, BarrierOutcome> wait = new(arrival);
                barrier.Channel.Park(wait);
                if (gaveUp is { } mark && barrier.Channel.TryRemove(wait))
                {
                    mark.Ref = round;
                    return false;
                }

                World.WaitUntil(() => wait.IsOver);
                return wait.Result == BarrierOutcome.Passed;
            default:
                return false;
        }
    }

    private static (Member[] Members, SharedBarrier[] Barriers) Share(World world, int processes, int parties)
    {
        CoreWorld core = new(world, slots: processes);
        Member[] members = core.Join(processes);
        core.WatchBlock(WordsClass, 0, sizeof(ulong) * processes);
        SharedBarrier made = members[0].Participant.Objects.Create(
            ObjectKind.Barrier, SharedBarrier.Make, (header, _) => SharedBarrier.Prepare(members[0].Participant, header, parties));
        core.FreezeBounds();
        return (members, [made, .. members[1..].Select(member => member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Barrier, SharedBarrier.Make))]);
    }
}
