namespace AioProcessing.Interleavings.HarnessTests;

/// <summary>Controls in both directions: the right lock passes, and each fault planted into it is caught, quickly and for the right reason.</summary>
public sealed class ToyLockTests
{
    private const string LostWakeUp = "sleeps on bell";

    [Theory]
    [InlineData(2, 1, 4)]
    [InlineData(2, 2, 3)]
    [InlineData(3, 1, 2)]
    public void Explore_NobodyDies_FindsNothing(int processes, int rounds, int preemptions) =>
        Explore(processes, rounds, new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(2, 2, 3)]
    [InlineData(3, 1, 1)]
    public void Explore_AnybodyDiesAtAnyStep_FindsNothing(int processes, int rounds, int preemptions) =>
        Explore(processes, rounds, new Scope { Preemptions = preemptions }).MustPass();

    [Fact]
    public void Explore_TwoDie_FindsNothing() => Explore(3, 1, new Scope { Preemptions = 0, Deaths = 2 }).MustPass();

    [Fact]
    public void Explore_StoresAreDelayed_FindsNothing() => Explore(2, 1, new Scope { Preemptions = 3, StoreBuffers = true }).MustPass();

    [Fact]
    public void Explore_SpuriousWakes_FindsNothing() => Explore(2, 1, new Scope { Preemptions = 2, SpuriousWakes = 2 }).MustPass();

    [Fact]
    public void Walk_ThreeProcessesTwoRounds_FindsNothing() => Explorer(3, 2, new Scope()).Walk(schedules: 5_000).MustPass();

    [Fact]
    public void Explore_NoWaiterBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "waiters" }, LostWakeUp, deaths: 0);

    [Fact]
    public void Explore_NoRing_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "bell" }, LostWakeUp, deaths: 0);

    [Fact]
    public void Explore_NoWake_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Wake"), LostWakeUp, deaths: 0);

    [Fact]
    public void Explore_RetryAlwaysLoses_IsCaught() => MustCatch(new Fault(FaultEffect.Fail, "TrySwap") { Actor = "P1", Method = "AcquireSlow" }, "sleeps on bell1", deaths: 0);

    [Fact]
    public void Explore_OwnerIsNotReaped_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Method = "Reap" }, "The lock is left to", deaths: 1);

    [Fact]
    public void Explore_BreakWithoutRepair_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "bell", Method = "Reap" }, LostWakeUp, deaths: 1);

    [Fact]
    public void MustFail_FaultThatNeverStrikes_IsRefused()
    {
        Report report = Explore(2, 1, new Scope { Deaths = 0 }, new Fault(FaultEffect.Drop, "Wake") { Actor = "P7" });

        Assert.Contains("never struck", Assert.ThrowsAny<Exception>(() => report.MustFail(100, LostWakeUp)).Message);
    }

    [Fact]
    public void MustPass_OutOfTime_IsInconclusive()
    {
        Report report = Explore(3, 2, new Scope { MaxTime = TimeSpan.FromMilliseconds(20) });

        Assert.Contains("Inconclusive", Assert.ThrowsAny<Exception>(report.MustPass).Message);
    }

    [Fact]
    public void Explore_ReleaseIsNoFence_IsCaughtByStoreBuffersOnly()
    {
        static Fault NoFence() => new(FaultEffect.Weaken, "Exchange") { Word = "lock" };
        Scope scope = new() { Preemptions = 2, Deaths = 0 };

        Explore(2, 1, scope, NoFence()).MustPass();
        Explore(2, 1, scope with { StoreBuffers = true }, NoFence()).MustFail(20, LostWakeUp);
    }

    [Fact]
    public void Walk_NoWaiterBit_IsCaught() =>
        Explorer(2, 1, new Scope(), new Fault(FaultEffect.Drop, "Or") { Word = "waiters" }).Walk(schedules: 500).MustFail(500, LostWakeUp);

    private static void MustCatch(Fault fault, string containing, int deaths) =>
        Explore(2, 1, new Scope { Deaths = deaths }, fault).MustFail(schedules: deaths == 0 ? 10 : 200, containing);

    private static Report Explore(int processes, int rounds, Scope scope, params Fault[] faults) => Explorer(processes, rounds, scope, faults).Explore();

    private static Explorer Explorer(int processes, int rounds, Scope scope, params Fault[] faults) => new(world => Populate(world, processes, rounds), scope, faults);

    /// <summary>Each process takes and gives the lock some rounds, and reaps each other one.</summary>
    private static void Populate(World world, int count, int rounds)
    {
        ToyLock toy = new(world, count);
        SimProcess[] processes = [.. Enumerable.Range(0, count).Select(index => world.Process($"P{index}"))];
        foreach (SimProcess process in processes)
        {
            process.CanDie = true;
            process.Actor("take", () =>
            {
                for (int round = 0; round < rounds; round++)
                {
                    toy.Acquire(process.Index);
                    toy.Release(process.Index);
                }
            });
            foreach (SimProcess other in processes.Where(other => other != process))
                process.OnDeath(other, $"reap {other}", () => toy.Reap(other.Index));
        }
        world.Finally(() => Assert.True(toy.Owner == 0 || processes.All(process => process.IsDead), $"The lock is left to {toy.Owner}"));
    }
}
