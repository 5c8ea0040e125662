using AioProcessing.Core.Machines;

namespace AioProcessing.Interleavings.Machines;

/// <summary>A worker claims what it was sent while its pool takes the rest back; the pool runs that itself.</summary>
public sealed class ClaimMachineTests
{
    private const int Items = 3;

    [Fact]
    public void Claim_PoolRecallsAtAnyStep_EveryItemRunsOnce() => Explore(new Scope { Preemptions = 4, Deaths = 0 }).MustPass();

    [Fact]
    public void Claim_StoresAreDelayed_EveryItemRunsOnce() => Explore(new Scope { Preemptions = 3, Deaths = 0, StoreBuffers = true }).MustPass();

    [Fact]
    public void Claim_WorkerDiesAtAnyStep_OnlyTheItemInItsHandsIsLost() => Explore(new Scope { Preemptions = 3 }).MustPass();

    [Fact]
    public void Mutant_ClaimIsNotWritten_IsCaught() =>
        Explore(new Scope { Preemptions = 2, Deaths = 0 }, new Fault(FaultEffect.Drop, "TrySwap") { Method = "ClaimMachine.TryClaim" }).MustFail(500, "ran twice");

    [Fact]
    public void Mutant_RecallIsNotWritten_IsCaught() =>
        Explore(new Scope { Preemptions = 2, Deaths = 0 }, new Fault(FaultEffect.Drop, "TrySwap") { Method = "ClaimMachine.Recall" }).MustFail(500, "ran twice");

    [Fact]
    public void Mutant_RecordIsNotCommitted_IsCaught() =>
        Explore(new Scope { Preemptions = 1 }, new Fault(FaultEffect.Drop, "StoreRelease") { Method = "ClaimMachine.Commit" }).MustFail(500, "are lost");

    private static Report Explore(Scope scope, params Fault[] faults) => new Explorer(Populate, scope, faults).Explore();

    private static void Populate(World world)
    {
        Word<ulong> claim = world.Word<ulong>("claim");
        Word<ulong> committed = world.Word<ulong>("committed");
        Word<ulong>[] runs = [.. Enumerable.Range(0, Items).Select(_ => world.Mark())];
        SimProcess worker = world.Process("worker");
        SimProcess pool = world.Process("pool");
        worker.CanDie = true;
        worker.Actor("work", () =>
        {
            for (int item = 0; item < Items && ClaimMachine.TryClaim(ref claim.Ref, epoch: 0, (ulong)item); item++)
            {
                Run(runs[item]);
                ClaimMachine.Commit(ref committed.Ref, item + 1);
            }
        });
        pool.Actor("recall", () =>
        {
            for (ulong item = ClaimMachine.Recall(ref claim.Ref).Next; item < Items; item++)
                Run(runs[item]);
        });
        world.Finally(() =>
        {
            ulong claimed = Math.Min(ClaimMachine.Read(ref claim.Ref).Next, Items);
            int lost = (int)claimed - ClaimMachine.ReadCommitted(ref committed.Ref);
            Assert.True(lost >= 0 && lost <= (worker.IsDead ? 1 : 0), $"{lost} items are lost");
            Assert.All(runs, run => Assert.True(worker.IsDead || run.Ref == 1, "An item did not run"));
        });
    }

    private static void Run(Word<ulong> runs)
    {
        Assert.True(runs.Ref == 0, "An item ran twice");
        runs.Ref = 1;
    }
}
