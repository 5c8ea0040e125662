using System.Runtime.CompilerServices;

namespace AioProcessing.Tests.Pools;

public sealed class AioPoolLifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DisposeAsync_WorkIsUnderWay_ItIsFinished()
    {
        Task<int[]> map;
        AioTask<int> task;
        await using (var pool = new AioPool(workers: 2))
        {
            map = pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 5000), cancellationToken: Token);
            task = pool.Submit(PoolTargets.Double, 4, Token);
        }

        Assert.True(map.IsCompletedSuccessfully);
        Assert.Equal(8, await task);
    }

    [Fact]
    public async Task ApplyAsync_AWorkerIsLost_ASpareOneTakesItsPlaceAndIsInitializedThen()
    {
        using var initialized = new AioQueue<int>();
        await using var pool = new AioPool(new AioPoolOptions { Workers = 1, Initializer = () => initialized.Put(Environment.ProcessId) });
        long deadline = Environment.TickCount64 + (long)Eventually.Patience.TotalMilliseconds;
        int worker, spare;
        do
        {
            Assert.True(Environment.TickCount64 < deadline, "No spare worker was used.");
            worker = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
            AioProcess? waiting = null;
            await Eventually.True(() => (waiting = Spare(pool)) is not null, "a spare worker");
            spare = waiting!.Id;
            Assert.Contains(worker, await initialized.GetManyAsync(100, Token).AsTask().InTime());
            Assert.True(initialized.IsEmpty);
            pool.Workers[0].Kill();
        }
        while (await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime() != spare); // It may not have been up yet.
        Assert.Equal(spare, await initialized.GetAsync(Token).AsTask().InTime());
    }

    private static AioProcess? Spare(AioPool pool) =>
        AioProcess.ActiveChildren.FirstOrDefault(child => child.Name.StartsWith(pool.Name + "-", StringComparison.Ordinal) && pool.Workers.All(worker => worker.Id != child.Id));

    [Fact]
    public async Task ApplyAsync_WithAffinity_WorkersUseThoseProcessors()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 1, Affinity = [0] });
        Assert.Equal(1, await pool.ApplyAsync(static () => AioEnvironment.ProcessorCount, Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_AfterCompletion_IsRefused()
    {
        var pool = new AioPool(workers: 1);
        await pool.CompleteAsync(Token).InTime();
        await Assert.ThrowsAsync<AioCompletedException>(() => pool.ApplyAsync(PoolTargets.Double, 1, Token).InTime());
        Assert.Empty(pool.Workers);
        pool.Kill();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.ApplyAsync(PoolTargets.Double, 1, Token).InTime());
    }

    [Fact]
    public async Task Kill_WorkIsUnderWay_EveryCallFailsAndNothingHangs()
    {
        var pool = new AioPool(workers: 2);
        using AioEvent begun = new(), go = new();
        Task<int> running = pool.ApplyAsync(PoolTargets.Meet, begun, go, Token);
        Task<int[]> map = pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 1_000_000), cancellationToken: Token);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        pool.Kill();
        await Assert.ThrowsAsync<AioCompletedException>(() => running.InTime());
        await Assert.ThrowsAsync<AioCompletedException>(() => map.InTime());
        Assert.True(await pool.TryCompleteAsync(Eventually.Patience, Token));
    }

    [Fact]
    public async Task Kill_TasksWaitInTheWorkers_ThePoolEnds()
    {
        var pool = new AioPool(new AioPoolOptions { Workers = 1, RetryOnWorkerLoss = 2 });
        using AioEvent begun = new(), go = new();
        Task<int>[] tasks = [.. Enumerable.Range(0, 20).Select(i => pool.ApplyAsync(PoolTargets.MeetItem, i, begun, go, Token))];
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        pool.Kill();
        foreach (Task<int> task in tasks)
            await Assert.ThrowsAsync<AioCompletedException>(() => task.InTime());
        Assert.True(await pool.TryCompleteAsync(Eventually.Patience, Token));
    }

    [Fact]
    public async Task DisposeAsync_RightAfterTheStart_ComesToAnEnd()
    {
        for (int i = 0; i < 3; i++)
            await new AioPool(workers: 2).DisposeAsync().AsTask().InTime();
    }

    [Fact]
    public async Task DisposeAsync_InitializerHangs_ComesToAnEnd() =>
        await new AioPool(new AioPoolOptions { Workers = 1, Initializer = () => Thread.Sleep(Timeout.Infinite) }).DisposeAsync().AsTask().InTime();

    [Fact]
    public async Task Finalizer_PoolIsDropped_ItsWorkersEnd()
    {
        int[] pids = await Drop();
        await Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return pids.All(pid => !AioProcess.ActiveChildren.Any(child => child.Id == pid));
            },
            "the workers of a dropped pool end");
    }

    [Fact]
    public async Task Initializer_WithArguments_RunsOnceInEachWorkerBeforeItsTasks()
    {
        using var ended = new AioQueue<int>();
        await using (var pool = new AioPool(new AioPoolOptions { Workers = 1, Initializer = PoolTargets.Remember, InitializerArguments = [5], Finalizer = () => ended.Put(Environment.ProcessId) }))
        {
            Assert.Equal((5, 5, 0), await pool.ApplyAsync(PoolTargets.Remembered, Token).InTime());
        }

        Assert.Equal(1, ended.Count);
    }

    [Fact]
    public async Task MaxTasksPerWorker_ManyTasks_NoWorkerRunsMore()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 2, MaxTasksPerWorker = 5 });
        int[] pids = await pool.MapAsync(PoolTargets.ProcessIdOf, Enumerable.Range(0, 30), cancellationToken: Token).InTime();
        Assert.All(pids.CountBy(pid => pid), worker => Assert.InRange(worker.Value, 1, 5));
        Assert.Equal(0, pool.Statistics.WorkersLost);
    }

    [Fact]
    public async Task MaxMemoryPerWorker_Exceeded_TheWorkerIsReplaced()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 1, MaxMemoryPerWorker = 1 });
        int before = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        Assert.NotEqual(before, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task Resize_UpAndDown_TheWorkersFollow()
    {
        await using var pool = new AioPool(workers: 1);
        await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        pool.Resize(3);
        await Eventually.True(() => pool.Workers.Count == 3, "three workers");
        pool.Resize(1);
        await Eventually.True(() => pool.Workers.Count == 1, "one worker");
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Resize(0));
    }

    [Fact]
    public async Task IdleTimeout_NoWork_WorkersEndAndComeBackWithIt()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 2, IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        await Eventually.True(() => pool.Workers.Count == 0, "idle workers end");
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task ConcurrencyPerWorker_AsynchronousTasks_Overlap()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 1, ConcurrencyPerWorker = 4 });
        using var all = new AioBarrier(4);
        await pool.MapAsync(async x => { await all.SignalAndWaitAsync(); return x; }, Enumerable.Range(0, 4), cancellationToken: Token).InTime();
    }

    [Fact]
    public async Task Map_InsideAWorker_NestedPoolsWork()
    {
        await using var pool = new AioPool(workers: 1);
        Assert.Equal(12, await pool.ApplyAsync(PoolTargets.NestedSum, new[] { 1, 2, 3 }, Token).InTime());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Constructor_NoWorkers_IsRefused(int workers) => Assert.Throws<ArgumentOutOfRangeException>(() => new AioPool(workers));

    [Fact]
    public async Task Statistics_AfterWork_CountItsTasks()
    {
        await using var pool = new AioPool(workers: 1);
        await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 100), cancellationToken: Token).InTime();
        AioPoolStatistics statistics = pool.Statistics;
        Assert.Equal((100, 0, 0), (statistics.SucceededTasks, statistics.WaitingTasks, statistics.RunningTasks));
        AioWorkerStatistics worker = Assert.Single(statistics.Workers);
        Assert.Equal(100, worker.TasksDone);
        Assert.True(worker.Working > TimeSpan.Zero && worker.Starting > TimeSpan.Zero);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int[]> Drop()
    {
        var pool = new AioPool(workers: 2);
        await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        return [.. pool.Workers.Select(worker => worker.Id)];
    }
}
