using System.Runtime.CompilerServices;

namespace AioProcessing.Tests.Pools;

public sealed class AioPoolGuestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_InAChildAndAGrandchild_RunsInTheOwnersWorker()
    {
        await using var pool = new AioPool(workers: 1);
        Assert.Equal(pool.Workers[0].Id, await AioProcess.RunAsync(GuestTargets.ApplyProcessId, pool, Token).InTime());
        Assert.Equal(pool.Workers[0].Id, await AioProcess.RunAsync(GuestTargets.ApplyInGrandchild, pool, Token).InTime());
    }

    [Fact]
    public async Task EveryCall_InAChild_WorksAsAtHome()
    {
        await using var pool = new AioPool(workers: 2);
        string results = await AioProcess.RunAsync(GuestTargets.EveryShape, pool, Token).InTime();
        Assert.Equal($"42 42 {3000 * 2999} 9 49 8 1000000 {500 + 90}", results);
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task StreamAsync_InAChildWithAnInfiniteSource_ReadsOnlyAsFarAsNeeded()
    {
        await using var pool = new AioPool(workers: 1);
        Assert.InRange(await AioProcess.RunAsync(GuestTargets.ReadAhead, pool, 200, Token).InTime(), 200, 221);
    }

    [Fact]
    public async Task ApplyAsync_LargeBytesAndHandlesFromAChild_CrossWhole()
    {
        await using var pool = new AioPool(workers: 1);
        byte[] large = new byte[3 << 20];
        Random.Shared.NextBytes(large);
        byte[] back = await AioProcess.RunAsync(GuestTargets.Reverse, pool, large, Token).InTime();
        Array.Reverse(back);
        Assert.Equal(large, back);
        using var queue = new AioQueue<int>();
        await AioProcess.RunAsync(GuestTargets.PutFromWorker, pool, queue, Token).InTime();
        Assert.Equal((1, 2), (queue.Get(Token), queue.Get(Token)));
    }

    [Fact]
    public async Task ReadReference_InTheOwner_IsThePoolItself()
    {
        await using var pool = new AioPool(workers: 1);
        AioPool same = await AioProcess.RunAsync(GuestTargets.Same, pool, Token).InTime();
        Assert.Equal(pool.Workers.Select(worker => worker.Id), same.Workers.Select(worker => worker.Id));
        Assert.Equal(42, await same.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_InAWorkerOfAnotherPool_Works()
    {
        await using var pool = new AioPool(workers: 1);
        await using var other = new AioPool(workers: 1);
        Assert.Equal(pool.Workers[0].Id, await other.ApplyAsync(GuestTargets.ApplyProcessId, pool, Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_TasksCallTheirOwnPool_OneWorkerMoreThanWaitIsThere()
    {
        await using var pool = new AioPool(workers: 1);
        Assert.Equal(4, await pool.ApplyAsync(GuestTargets.SumOnThePool, pool, 3, Token).InTime());
        await Eventually.True(() => pool.Workers.Count == 1, "the additional workers end");
    }

    [Fact]
    public async Task ApplyAsync_AChildOfATaskCallsTheTasksPool_OneWorkerMoreThanWaitIsThere()
    {
        await using var pool = new AioPool(workers: 1);
        int worker = pool.Workers[0].Id;
        Assert.NotEqual(worker, await pool.ApplyAsync(GuestTargets.ApplyInGrandchild, pool, Token).InTime());
        Assert.NotEqual(worker, await pool.ApplyAsync(GuestTargets.ApplyInGreatGrandchild, pool, Token).InTime());
        await Eventually.True(() => pool.Workers.Count == 1, "the additional workers end");
    }

    [Fact]
    public async Task ApplyAsync_ATaskOfAPoolInATaskCallsTheOuterPool_Works()
    {
        await using var pool = new AioPool(workers: 1);
        Assert.Equal(42, await pool.ApplyAsync(GuestTargets.DoubleByWayOfAnInnerPool, pool, 21, Token).InTime());
    }

    [Fact]
    public async Task DisposeAsync_AChildOfATaskCallsTheTasksPool_ItIsFinished()
    {
        var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        Task<int> task = pool.ApplyAsync(GuestTargets.MeetAndSumInAChild, pool, begun, go, Token);
        await begun.WaitAsync(Token).AsTask().InTime();
        ValueTask disposal = pool.DisposeAsync();
        go.Set();
        Assert.Equal(3, await task.InTime());
        await disposal.AsTask().InTime();
    }

    [Fact]
    public async Task DisposeAsync_AChildOutlivesItsTaskAndCallsOn_TheEndDoesNotWaitForIt()
    {
        var pool = new AioPool(workers: 1);
        using AioEvent called = new();
        await pool.ApplyAsync(GuestTargets.LeaveACallerBehind, pool, called, Token).InTime();
        Assert.True(await called.TryWaitAsync(Eventually.Patience, Token));
        await pool.DisposeAsync().AsTask().InTime();
    }

    [Fact]
    public async Task DisposeAsync_ATaskCallsItsOwnPool_ItIsFinished()
    {
        var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        Task<int> task = pool.ApplyAsync(GuestTargets.MeetAndSum, pool, begun, go, Token);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        ValueTask disposal = pool.DisposeAsync();
        go.Set();
        Assert.Equal(3, await task.InTime());
        await disposal.AsTask().InTime();
    }

    [Fact]
    public async Task ApplyAsync_FailuresInAChild_HaveTheirTypesThere()
    {
        await using var pool = new AioPool(workers: 1);
        string[] errors = await AioProcess.RunAsync(GuestTargets.Errors, pool, Token).InTime();
        Assert.StartsWith("AioWorkerLostException SIGKILL -9 DieOnSeven", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("AioTimeoutException", errors[1], StringComparison.Ordinal);
        Assert.Equal("AioRemoteException System.InvalidOperationException seven", errors[2]);
        Assert.StartsWith("AioRemoteException AioProcessing.AioSerializationException", errors[3], StringComparison.Ordinal);
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task Cancel_FromAChild_SoftAndHard()
    {
        await using var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        Assert.Matches("Running .*CanceledException .* Canceled", await AioProcess.RunAsync(GuestTargets.CancelHard, pool, begun, go, Token).InTime());
        int worker = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        begun.Reset();
        Assert.Contains("CanceledException", await AioProcess.RunAsync(GuestTargets.CancelSoft, pool, begun, Token).InTime(), StringComparison.Ordinal);
        Assert.Equal(worker, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task Kill_OfTheGuest_EndsItsTasksAndNobodyElses()
    {
        await using var pool = new AioPool(workers: 2);
        using AioEvent begun = new(), go = new(), mineBegun = new(), mineGo = new();
        using var ran = new AioQueue<int>();
        Task<int> mine = pool.ApplyAsync(PoolTargets.Meet, mineBegun, mineGo, Token);
        Assert.True(await mineBegun.TryWaitAsync(Eventually.Patience, Token));
        AioProcess guest = AioProcess.Start(GuestTargets.Occupy, pool, begun, go, ran);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        guest.Kill();
        await guest.Exited.InTime();
        await Eventually.True(() => pool.Statistics is { RunningTasks: 1, WaitingTasks: 0 }, "the guest's tasks are over");
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
        mineGo.Set();
        await mine.InTime();
        Assert.False(go.IsSet);
    }

    [Fact]
    public async Task Kill_OfTheOwner_EndsTheGuestsCallsAtOnce()
    {
        using var pools = new AioQueue<AioPool>();
        AioProcess owner = AioProcess.Start(GuestTargets.OwnPool, pools);
        using IDisposable end = owner.KillAtEnd();
        AioPool pool = await pools.GetAsync(Token).AsTask().InTime();
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
        using AioEvent begun = new(), go = new();
        Task<int> pending = pool.ApplyAsync(PoolTargets.Meet, begun, go, Token);
        Task<int[]> map = pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, int.MaxValue), cancellationToken: Token);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        owner.Kill();
        AioProcessExitedException error = await Assert.ThrowsAsync<AioProcessExitedException>(() => pending.InTime());
        Assert.Equal(owner.Id, error.ProcessId);
        await Assert.ThrowsAsync<AioProcessExitedException>(() => map.InTime());
        await Assert.ThrowsAsync<AioProcessExitedException>(() => pool.ApplyAsync(PoolTargets.Double, 1, Token).InTime());
        await pool.DisposeAsync().AsTask().InTime();
    }

    [Fact]
    public async Task Kill_ByTheOwner_EndsTheGuestsCallsAtOnce()
    {
        var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        await using AioProcess<string[]> guest = AioProcess.Start(GuestTargets.WaitForEver, pool, begun, go);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        pool.Kill();
        Assert.All(await guest.Result.InTime(), error => Assert.StartsWith("AioCompletedException", error, StringComparison.Ordinal));
        Assert.True(await pool.TryCompleteAsync(Eventually.Patience, Token));
    }

    [Fact]
    public async Task DisposeAsync_ByTheOwner_FinishesWhatItHasAndRefusesMore()
    {
        var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        await using AioProcess<string[]> guest = AioProcess.Start(GuestTargets.WaitForEver, pool, begun, go);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        ValueTask disposal = pool.DisposeAsync();
        go.Set();
        await disposal.AsTask().InTime();
        string[] errors = await guest.Result.InTime();
        Assert.Equal("none", errors[0]);
        Assert.All(errors[1..], error => Assert.StartsWith("AioCompletedException", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DisposeAsync_InAChild_LeavesThePoolToItsOwner()
    {
        await using var pool = new AioPool(workers: 1);
        Assert.Equal(42, await AioProcess.RunAsync(GuestTargets.DisposeAndCall, pool, Token).InTime());
        Assert.Equal(42, await AioProcess.RunAsync(GuestTargets.DisposeAndCall, pool, Token).InTime());
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_InitializerThrows_AChildLearnsWhy()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 1, Initializer = PoolTargets.Fail });
        string errors = await AioProcess.RunAsync(GuestTargets.FirstError, pool, Token).InTime();
        Assert.Equal(string.Concat(Enumerable.Repeat("AioRemoteException System.InvalidOperationException no database", 2)), errors);
    }

    [Fact]
    public async Task Workers_InAChild_AreThoseAtHome()
    {
        await using var pool = new AioPool(workers: 2);
        await Eventually.True(() => pool.Workers.Count == 2, "both workers are there");
        string workers = await AioProcess.RunAsync(GuestTargets.DescribeWorkers, pool, Token).InTime();
        Assert.Equal(string.Join(' ', pool.Workers.Select(worker => $"{worker.Id}:{worker.Name}:True")), workers);
    }

    [Fact]
    public async Task Statistics_InAChild_AreThoseOfTheWholePool()
    {
        await using var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime();
        Task running = pool.ApplyAsync(PoolTargets.Meet, begun, go, Token);
        await begun.WaitAsync(Token).AsTask().InTime();
        Task<int> waiting = pool.ApplyAsync(PoolTargets.Double, 21, Token);
        try
        {
            string seen = await AioProcess.RunAsync(GuestTargets.DescribeStatistics, pool, Token).InTime();
            Assert.Equal($"1 1 1 1 0: {pool.Workers[0].Id} {pool.Workers[0].Name} True 1", seen);
            Assert.Equal(GuestTargets.DescribeStatistics(pool), seen);
        }
        finally
        {
            go.Set();
        }

        await Task.WhenAll(running, waiting).InTime();
    }

    [Fact]
    public async Task Workers_InAChild_OneIsKilled_ItsEndIsSeenAndSignallingItIsRefused()
    {
        await using var pool = new AioPool(workers: 1);
        using AioEvent looked = new();
        Task<string> seen = AioProcess.RunAsync(GuestTargets.AwaitWorkersEnd, pool, looked, Token);
        await looked.WaitAsync(Token).AsTask().InTime();
        AioProcess worker = pool.Workers[0];
        worker.Kill();
        Assert.StartsWith($"{worker.Id} False InvalidOperationException", await seen.InTime(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_ThePoolOrItsProcessIsGone_SaysWhichItWas()
    {
        var pool = new AioPool(workers: 1);
        using AioEvent used = new(), go = new();
        Task<string> seen = AioProcess.RunAsync(GuestTargets.KeepAndLook, pool, used, go, Token);
        await used.WaitAsync(Token).AsTask().InTime();
        await pool.DisposeAsync();
        go.Set();
        Assert.StartsWith("AioCompletedException", await seen.InTime(), StringComparison.Ordinal);

        using var pools = new AioQueue<AioPool>();
        await using AioProcess owner = AioProcess.Start(GuestTargets.OwnPool, pools);
        AioPool theirs = await pools.GetAsync(Token).AsTask().InTime();
        Assert.Equal(0, theirs.Statistics.SucceededTasks);
        owner.Kill();
        await owner.JoinAsync(Token).InTime();
        await Eventually.True(() => Record.Exception(() => theirs.Statistics) is AioProcessExitedException, "the end of the pool's process is known");
        theirs.Kill();
    }

    [Fact]
    public async Task Statistics_TheHandleWasCompleted_IsRefused()
    {
        await using var pool = new AioPool(workers: 1);
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => AioProcess.RunAsync(static other => { other.Complete(); _ = other.Statistics; }, pool, Token).InTime());
        Assert.IsType<AioCompletedException>(error.InnerException);
    }

    [Fact]
    public async Task Finalizer_PoolIsDroppedWhileAGuestHasIt_TheGuestKeepsItAlive()
    {
        using AioEvent used = new(), go = new();
        AioProcess<int> guest = Drop(used, go);
        using IDisposable end = guest.KillAtEnd();
        Collect(); // The reference may be on its way,
        await (await Task.WhenAny(used.WaitAsync(Token).AsTask(), guest.Result).InTime());
        Collect(); // and now it is there.
        go.Set();
        Assert.Equal(42, await guest.Result.InTime());
    }

    [Fact]
    public async Task Finalizer_PoolIsDroppedWhileAReferenceIsOnItsWay_TheReferenceKeepsItAlive()
    {
        using AioQueue<AioPool> pools = new();
        DropInto(pools);
        Collect();
        Assert.Equal(42, await AioProcess.RunAsync(static pools => pools.Get().Apply(PoolTargets.Double, 21), pools, Token).InTime());
        await Eventually.True(static () => { Collect(); return !AioProcess.ActiveChildren.Any(static child => child.Name.StartsWith(nameof(DropInto), StringComparison.Ordinal)); }, "the workers end when nobody has the pool");
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropInto(AioQueue<AioPool> pools)
    {
        var pool = new AioPool(new AioPoolOptions { Workers = 1, Name = nameof(DropInto) });
        Assert.NotEmpty(pool.Workers);
        pools.Put(pool, Token);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AioProcess<int> Drop(AioEvent used, AioEvent go) => AioProcess.Start(GuestTargets.KeepAndCall, new AioPool(workers: 1), used, go);
}
