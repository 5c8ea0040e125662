using AioProcessing.Core;
using AioProcessing.Core.Machines;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Processes join, at once and with deaths at every step: everybody gets a place of his own, and the dead keep none.</summary>
public sealed class SlotMachineTests
{
    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 1, 1)]
    public void Join_BesideAMember_EverybodyAliveHasOnePlaceAndTheDeadHaveNone(int joiners, int preemptions, int deaths) =>
        Explore(joiners, new Scope { Preemptions = preemptions, Deaths = deaths }).MustPass();

    [Fact]
    public void Walk_TwoJoinAndTwoDie_TheDeadHaveNoPlace() =>
        new Explorer(world => Populate(world, joiners: 2), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Mutant_ClaimIsNotWritten_IsCaught() => Explore(
        2, new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "slot", Method = "SlotMachine.Claim" }).MustFail(5_000, "places");

    [Fact]
    public void Mutant_JoinerAnnouncesNothing_IsCaught() => Explore(
        1, new Scope { Preemptions = 0 },
        new Fault(FaultEffect.Drop, "Or") { Word = "doorbell", Method = "PeerWatch.AnnounceMe" }).MustFail(5_000, "is dead and keeps");

    [Fact]
    public void Mutant_ReaperDoesNotFreeThePlace_IsCaught() => Explore(
        1, new Scope { Preemptions = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "slot", Method = "SlotMachine.EndReaping" }).MustFail(5_000, "Livelock");

    private static Report Explore(int joiners, Scope scope, params Fault[] faults) =>
        new Explorer(world => Populate(world, joiners), scope, faults).Explore();

    /// <summary>A is a member and lives; the others join, and may die.</summary>
    private static void Populate(World world, int joiners)
    {
        CoreWorld core = new(world, slots: joiners + 2);
        SimProcess[] processes = core.AddProcesses(joiners + 1);
        core.Join(processes[0]);
        foreach (SimProcess process in processes[1..])
        {
            process.CanDie = true;
            process.Actor("join", () => core.Join(process));
        }
        world.Finally(() => MustHoldTheirPlaces(core.Arena, processes));
    }

    private static void MustHoldTheirPlaces(Arena arena, SimProcess[] processes)
    {
        foreach (SimProcess process in processes)
        {
            int pid = SimWatcher.IdentityOf(process).Pid;
            SlotWord[] places = [.. Enumerable.Range(0, processes.Length + 1)
                .Select(slot => new SlotWord(arena.Slot(slot).State))
                .Where(word => word.Pid == pid && word.State != SlotState.Free)];
            // Who dies while attaching owns nothing, and is found by the next who looks: it may keep its place till then.
            if (process.IsDead)
                Assert.True(places.All(place => place.State == SlotState.Attaching), $"{process} is dead and keeps a place, which is {places.FirstOrDefault().State}");
            else
                Assert.True(places is [{ State: SlotState.Alive }], $"{process} has {places.Length} places");
        }
    }
}
