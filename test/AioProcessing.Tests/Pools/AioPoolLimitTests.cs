using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.Pools;

public sealed class AioPoolLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_TimeoutOfATaskThatCannotHear_ItsWorkerIsReplaced()
    {
        await using var pool = new AioPool(workers: 1);
        int before = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        AioTimeoutException error = await Assert.ThrowsAsync<AioTimeoutException>(
            () => pool.ApplyAsync(PoolTargets.HangOnSeven, 7, Token, new() { Timeout = TimeSpan.FromMilliseconds(50) }).InTime());
        Assert.Contains("HangOnSeven", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(before, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public void Options_ImpossibleLimits_AreRefused()
    {
        TimeSpan negative = TimeSpan.FromSeconds(-2);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioTaskOptions { Timeout = negative });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioTaskOptions { Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioTaskOptions { KillGracePeriod = negative });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioTaskOptions { RetryOnWorkerLoss = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioMapOptions { Timeout = negative });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioPoolOptions { Workers = 1025 });
        Assert.Null(new AioPoolOptions { IdleTimeout = Timeout.InfiniteTimeSpan }.IdleTimeout);
    }

    [Fact]
    public async Task MapSettledAsync_OneItemHangs_TheOthersHaveTheirResults()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 2, TaskTimeout = TimeSpan.FromMilliseconds(300) });
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(PoolTargets.HangOnSeven, Enumerable.Range(0, 50), new() { ChunkSize = 10 }, Token).InTime();
        Assert.IsType<AioTimeoutException>(outcomes[7].Error);
        Assert.Equal(49, outcomes.Count(outcome => outcome.IsSuccess));
    }

    [Fact]
    public async Task ApplyAsync_WorkerIsStopped_ItsTaskTimesOutHard()
    {
        await using var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        Task<int> task = pool.ApplyAsync(PoolTargets.Meet, begun, go, Token, new() { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        Signals.Send(pool.Workers[0].Id, Signals.Stop);
        await Assert.ThrowsAsync<AioTimeoutException>(() => task.InTime());
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task MapAsync_AnIdleWorkerIsStopped_TheOthersDoItsPart()
    {
        var pool = new AioPool(workers: 3);
        await Eventually.True(() => pool.Statistics.Workers.Count(worker => worker.IsReady) == 3, "all workers are ready");
        int stopped = pool.Workers[0].Id;
        Signals.Send(stopped, Signals.Stop);
        int[] results = await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 1000), new() { ChunkSize = 1 }, Token).InTime();
        Assert.Equal(Enumerable.Range(0, 1000).Select(x => x * 2), results);
        Signals.Send(stopped, Signals.Continue);
        await pool.DisposeAsync().AsTask().InTime();
    }

    [Fact]
    public async Task ApplyAsync_CanceledWhileWaiting_ItNeverBegins()
    {
        await using var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        using var ran = new AioQueue<int>();
        using var cancellation = new CancellationTokenSource();
        Task first = pool.ApplyAsync(PoolTargets.Meet, begun, go, Token);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        Task second = pool.ApplyAsync((queue, item) => queue.Put(item), ran, 1, cancellation.Token);
        Task third = pool.ApplyAsync((queue, item) => queue.Put(item), ran, 2, Token);
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.InTime());
        Assert.Equal(cancellation.Token, error.CancellationToken);
        go.Set();
        await first.InTime();
        await third.InTime();
        Assert.Equal(2, await ran.GetAsync(Token));
        Assert.True(ran.IsEmpty);
    }

    [Fact]
    public async Task ApplyAsync_CanceledAndListens_StopsByItselfAndKeepsItsWorker()
    {
        await using var pool = new AioPool(workers: 1);
        int before = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        using var begun = new AioEvent();
        using var cancellation = new CancellationTokenSource();
        Task<int> task = pool.ApplyAsync(PoolTargets.WaitForToken, begun, cancellation.Token, options: new() { KillGracePeriod = Timeout.InfiniteTimeSpan });
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.InTime());
        Assert.Equal(before, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task Cancel_RunningAndCannotHear_ItsWorkerIsKilledAndReplaced()
    {
        await using var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        AioTask<int> task = pool.Submit(PoolTargets.Meet, begun, go, Token);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        task.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.Result.InTime());
        Assert.Equal(AioTaskStatus.Canceled, task.Status);
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task MapAsync_Canceled_ThrowsAndThePoolGoesOn()
    {
        await using var pool = new AioPool(workers: 2);
        using AioEvent begun = new(), go = new();
        using var cancellation = new CancellationTokenSource();
        Task<int[]> map = pool.MapAsync(x => PoolTargets.MeetItem(x, begun, go), Enumerable.Range(0, 1000), cancellationToken: cancellation.Token);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map.InTime());
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task Submit_OneSlowTask_WhatWasQueuedBehindItRunsElsewhere()
    {
        await using var pool = new AioPool(workers: 2);
        await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 100), cancellationToken: Token).InTime();
        using AioEvent begun = new(), go = new();
        AioTask<int>[] tasks = [.. Enumerable.Range(0, 20).Select(i => i == 0 ? pool.Submit(PoolTargets.MeetItem, 0, begun, go, Token) : pool.Submit(PoolTargets.Double, i, Token))];
        await Task.WhenAll(tasks[1..].Select(task => task.Result)).InTime();
        Assert.False(tasks[0].Completion.IsCompleted);
        go.Set();
        await tasks[0].Result.InTime();
    }

    [Fact]
    public async Task Submit_FullWorkersAreRelievedTimeAndAgain_TheyStillTakeWork()
    {
        await using var pool = new AioPool(workers: 2);
        await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 1000), cancellationToken: Token).InTime();
        for (int round = 0; round < 3; round++)
        {
            // Each worker in turn is stopped with as much as it may hold, and the other one gets it.
            using AioEvent begun = new(), go = new();
            Task<int> slow = pool.ApplyAsync(PoolTargets.MeetItem, 0, begun, go, Token);
            Task<int>[] quick = [.. Enumerable.Range(0, 400).Select(i => pool.ApplyAsync(PoolTargets.Double, i, Token))];
            await Task.WhenAll(quick).InTime();
            go.Set();
            await slow.InTime();
        }
    }
}
