using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Events with waiting, dispatchers and reapers, as the product runs them.</summary>
public sealed class EventMachineTests
{
    private const string LostWakeUp = "waits for a condition that does not come";

    [Theory]
    [InlineData(2, false, 2)]
    [InlineData(2, true, 2)]
    [InlineData(3, true, 0)]
    public void Wait_NobodyDies_SetReleasesAllEvenIfResetAtOnce(int processes, bool resets, int preemptions) =>
        Explore(processes, resets, new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(2, false, 0)]
    [InlineData(2, true, 1)]
    public void Wait_WaiterOrSetterDiesAtAnyStep_TheOthersAreReleased(int processes, bool resets, int preemptions) =>
        Explore(processes, resets, new Scope { Preemptions = preemptions }).MustPass();

    [Fact]
    public void Walk_ThreeProcessesWithDeaths_FindsNothing() =>
        new Explorer(world => Populate(world, 3, resets: true), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Wait_StoresAreDelayed_NoWakeUpIsLost() =>
        Explore(2, resets: true, new Scope { Preemptions = 2, Deaths = 0, StoreBuffers = true }).MustPass();

    [Fact]
    public void Mutant_NoWaiterBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "waiters" }, deaths: 0);

    [Fact]
    public void Mutant_NoRing_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "pending" }, deaths: 0);

    [Fact]
    public void Mutant_SetChangesNothing_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "state" }, deaths: 0);

    [Fact]
    public void Mutant_ReaperDoesNotScan_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "doorbell", Method = "Bells.CallAll" }, deaths: 1);

    [Fact]
    public void Mutant_SetIsNoFence_IsCaughtWithDelayedStores() => Explore(
        2, resets: false, new Scope { Preemptions = 2, Deaths = 0, StoreBuffers = true },
        new Fault(FaultEffect.Weaken, "TrySwap") { Word = "state" }).MustFail(5_000, LostWakeUp);

    private static void MustCatch(Fault fault, int deaths) =>
        Explore(2, resets: false, new Scope { Preemptions = 1, Deaths = deaths }, fault).MustFail(schedules: deaths == 0 ? 500 : 5_000, LostWakeUp);

    private static Report Explore(int processes, bool resets, Scope scope, params Fault[] faults) =>
        new Explorer(world => Populate(world, processes, resets), scope, faults).Explore();

    /// <summary>A sets the event, and resets it at once; the others have begun to wait before that, and must be released.</summary>
    private static void Populate(World world, int processes, bool resets)
    {
        CoreWorld core = new(world, slots: processes);
        Member[] members = core.Join(processes);
        SharedEvent made = members[0].Participant.Objects.Create(ObjectKind.Event, SharedEvent.Make);
        Dictionary<SimProcess, Word<ulong>> epochs = members[1..].ToDictionary(member => member.Process, _ => world.Mark());
        foreach (Member member in members)
            member.Process.CanDie = true;
        foreach (Member member in members[1..])
        {
            SharedEvent mine = member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Event, SharedEvent.Make);
            member.Process.Actor("wait", () =>
            {
                bool passes = mine.TryPass(out ulong epoch);
                epochs[member.Process].Ref = epoch + 1;
                if (!passes)
                    Assert.True(SimWait<ulong, bool>.Await(mine.Channel, epoch));
            });
        }
        members[0].Process.Actor("set", () =>
        {
            World.WaitUntil(() => epochs.All(waiter => waiter.Value.Ref != 0 || waiter.Key.IsDead));
            made.Set();
            if (resets)
                made.Reset();
        });
        // If the setter died before it set, somebody else must, or the others wait rightly for ever.
        foreach (Member member in members[1..])
        {
            member.Process.OnDeath(members[0].Process, "set instead", () =>
            {
                if (EventMachine.Read(ref State(made)).Epoch == 0)
                    member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Event, SharedEvent.Make).Set();
            });
        }
        core.FreezeBounds();
    }

    private static unsafe ref ulong State(SharedEvent shared) => ref shared.Header->State;
}
