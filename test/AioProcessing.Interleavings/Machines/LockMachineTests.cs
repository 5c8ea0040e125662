using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Locks with waiting, dispatchers and reapers, as the product runs them.</summary>
public sealed class LockMachineTests
{
    /// <summary>Time per look at the clock with which a hand-off is always due.</summary>
    private const long Due = 1_000_000_000;

    private const string LostWakeUp = "waits for a condition that does not come";

    [Theory]
    [InlineData(2, 1, 0, 2)]
    [InlineData(2, 2, 0, 1)]
    [InlineData(2, 2, Due, 1)]
    [InlineData(3, 1, 0, 0)]
    [InlineData(3, 1, Due, 0)]
    public void Acquire_NobodyDies_OneAtATimeAndAllInTheEnd(int processes, int rounds, long timePerLook, int preemptions) =>
        Explore(processes, rounds, timePerLook, new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(2, Due, 1)]
    public void Acquire_OneDiesAtAnyStep_TheOthersGoOnAndAreTold(int processes, long timePerLook, int preemptions) =>
        Explore(processes, 1, timePerLook, new Scope { Preemptions = preemptions }).MustPass();

    [Fact]
    public void Acquire_StoresAreDelayed_NoWakeUpIsLost() =>
        Explore(2, 1, 0, new Scope { Preemptions = 2, Deaths = 0, StoreBuffers = true }).MustPass();

    [Fact]
    public void Walk_ThreeProcessesTwoRoundsWithDeaths_FindsNothing() =>
        new Explorer(world => Populate(world, 3, 2, Due), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Release_HandOffIsDue_HandsOver()
    {
        bool handedOver = false;
        new Explorer(
            world =>
            {
                SharedLock shared = Populate(world, 2, 1, Due);
                world.Invariant(() => handedOver |= Word(shared).IsHandOff);
            },
            new Scope { Preemptions = 1, Deaths = 0 }).Explore().MustPass();
        Assert.True(handedOver, "No schedule handed the lock over, so hand-offs were not explored.");
    }

    [Fact]
    public void Mutant_NoWaiterBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "waiters" }, LostWakeUp, deaths: 0);

    [Fact]
    public void Mutant_NoPendingBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "pending" }, LostWakeUp, deaths: 0);

    [Fact]
    public void Mutant_NoDoorbellBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "doorbell" }, LostWakeUp, deaths: 0);

    [Fact]
    public void Mutant_NoWake_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Wake"), LostWakeUp, deaths: 0);

    [Fact]
    public void Mutant_OwnerIsNotRepaired_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "state", Method = "LockMachine.Repair" }, "The lock is still held", deaths: 1);

    [Fact]
    public void Mutant_ReaperDoesNotScan_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "doorbell", Method = "Bells.CallAll" }, LostWakeUp, deaths: 1);

    [Fact]
    public void Mutant_GiveIsNoFence_IsCaughtWithDelayedStores() => Explore(
        2, 1, 0, new Scope { Preemptions = 2, Deaths = 0, StoreBuffers = true },
        new Fault(FaultEffect.Weaken, "TrySwap") { Word = "state", Method = "LockMachine.TryGive" }).MustFail(5_000, LostWakeUp);

    private static void MustCatch(Fault fault, string containing, int deaths) =>
        Explore(2, 1, 0, new Scope { Preemptions = 1, Deaths = deaths }, fault).MustFail(schedules: deaths == 0 ? 500 : 5_000, containing);

    private static Report Explore(int processes, int rounds, long timePerLook, Scope scope, params Fault[] faults) =>
        new Explorer(world => Populate(world, processes, rounds, timePerLook), scope, faults).Explore();

    /// <summary>Each process takes and gives one lock some rounds.</summary>
    private static SharedLock Populate(World world, int processes, int rounds, long timePerLook)
    {
        world.TimePerLook = timePerLook;
        CoreWorld core = new(world, slots: processes);
        Word<ulong> inside = world.Mark();
        SharedLock? made = null;
        foreach (Member member in core.Join(processes))
        {
            SharedLock shared = made is null
                ? member.Participant.Objects.Create(ObjectKind.Lock, SharedLock.Make)
                : member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Lock, SharedLock.Make);
            made ??= shared;
            member.Process.CanDie = true;
            member.Process.Actor("take", () =>
            {
                for (int round = 0; round < rounds; round++)
                    HoldOnce(world, shared, inside);
            });
        }
        core.FreezeBounds();
        world.Finally(() => Assert.False(made!.IsHeld && !world.Processes.All(process => process.IsDead), "The lock is still held"));
        return made!;
    }

    private static void HoldOnce(World world, SharedLock shared, Word<ulong> inside)
    {
        if (!shared.TryAcquire(out LockGrant grant))
            grant = SimWait<None, LockGrant>.Await(shared.Channel);
        Assert.True(inside.Ref == 0 || world.Processes[(int)inside.Ref - 1].IsDead, "Two owners at once");
        Assert.True(inside.Ref == 0 || grant.WasAbandoned, "The last owner died inside, and the next one is not told");
        Assert.True(!grant.WasAbandoned || world.Processes.Any(process => process.IsDead), "Nobody died, and the owner is told that somebody did");
        inside.Ref = (ulong)Actor.Current!.Process.Index + 1;
        World.Linger();
        inside.Ref = 0;
        Assert.True(shared.TryRelease(grant.Held), "The release was refused");
    }

    private static unsafe LockWord Word(SharedLock shared) => new(shared.Header->State);
}
