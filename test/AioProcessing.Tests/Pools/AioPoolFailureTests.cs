namespace AioProcessing.Tests.Pools;

public sealed class AioPoolFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_WorkerIsKilled_TheTaskFailsAndThePoolGoesOn()
    {
        await using var pool = new AioPool(workers: 1);
        AioWorkerLostException error = await Assert.ThrowsAsync<AioWorkerLostException>(() => pool.ApplyAsync(PoolTargets.DieOnSeven, 7, Token).InTime());
        Assert.Equal((-9, "SIGKILL"), (error.ExitCode!.Value, error.SignalName));
        Assert.Contains("DieOnSeven", error.Task, StringComparison.Ordinal);
        Assert.Contains($"pid {error.ProcessId}", error.Message, StringComparison.Ordinal);
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
        Assert.Equal(1, pool.Statistics.WorkersLost);
    }

    [Fact]
    public async Task ApplyAsync_TaskExitsTheProcess_TheErrorTellsTheCode()
    {
        await using var pool = new AioPool(workers: 1);
        AioWorkerLostException error = await Assert.ThrowsAsync<AioWorkerLostException>(() => pool.ApplyAsync(PoolTargets.ExitWith, 3, Token).InTime());
        Assert.Equal(3, error.ExitCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task MapSettledAsync_WorkerDiesInTheMiddleOfAChunk_OnlyThatItemIsLost(int chunkSize)
    {
        await using var pool = new AioPool(workers: 2);
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(PoolTargets.DieOnSeven, Enumerable.Range(0, 200), new() { ChunkSize = chunkSize }, Token).InTime();
        Assert.All(outcomes.Index(), one => Assert.Equal(one.Index != 7, one.Item.IsSuccess));
        Assert.IsType<AioWorkerLostException>(outcomes[7].Error);
    }

    [Fact]
    public async Task ApplyAsync_RetryOnWorkerLoss_OnlyTheLostTaskRunsAgain()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 2, RetryOnWorkerLoss = 1 });
        using var runs = new AioQueue<int>();
        int[] results = await pool.MapAsync(x => DieOnce(x, runs), Enumerable.Range(0, 40), new() { ChunkSize = 10 }, Token).InTime();
        Assert.Equal(Enumerable.Range(0, 40), results);
        var seen = new List<int>();
        while (runs.TryGet(out int item))
            seen.Add(item);
        Assert.Equal(41, seen.Count);
        Assert.Equal(2, seen.Count(item => item == 7));
    }

    [Theory]
    [InlineData]
    [InlineData("text")]
    [InlineData(null)]
    [InlineData(5, 6)]
    public void Constructor_ArgumentsThatTheInitializerDoesNotTake_SaysSo(params object?[]? arguments)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new AioPool(new AioPoolOptions { Workers = 1, Initializer = PoolTargets.Remember, InitializerArguments = arguments ?? [null] }));
        Assert.Contains("takes (System.Int32)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_InitializerOfAnotherDelegateType_SaysWhatCrosses()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new AioPool(new AioPoolOptions { Initializer = new FinishedHandler(PoolTargets.Remember), InitializerArguments = [1] }));
        Assert.Contains("Action or a Func", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_InitializerThrows_EveryCallFailsWithThatErrorAndNothingStartsAgain()
    {
        await using var pool = new AioPool(new AioPoolOptions { Workers = 2, Initializer = PoolTargets.Fail });
        for (int i = 0; i < 2; i++)
        {
            AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.ApplyAsync(PoolTargets.Double, 1, Token).InTime());
            Assert.Contains("no database", error.Message, StringComparison.Ordinal);
            Assert.IsType<InvalidOperationException>(error.InnerException);
        }

        await Assert.ThrowsAsync<AioRemoteException>(() => pool.Started.InTime());
        Assert.InRange(pool.Statistics.WorkersStarted, 1, 2);
    }

    [Fact]
    public async Task ApplyAsync_ResultCannotCross_FailsThatTaskOnly()
    {
        await using var pool = new AioPool(workers: 1);
        int before = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.ApplyAsync(PoolTargets.Unserialisable, Token).InTime());
        Assert.Contains(nameof(AioSerializationException), error.RemoteType, StringComparison.Ordinal);
        Assert.Equal(before, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_ExceptionCannotBeRebuilt_ItsTextComes()
    {
        await using var pool = new AioPool(workers: 1);
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.ApplyAsync(PoolTargets.ThrowUnbuildable, Token).InTime());
        Assert.Equal("1two", error.RemoteMessage);
    }

    [Fact]
    public async Task MapSettledAsync_OneItemCannotCross_OnlyThatOneFails()
    {
        await using var pool = new AioPool(workers: 1);
        object[] items = [1, new Thread(() => { }), 3];
        AioOutcome<string?>[] outcomes = await pool.MapSettledAsync(item => item.ToString(), items, new() { ChunkSize = 3 }, Token).InTime();
        Assert.Equal(("1", "3"), (outcomes[0].GetValue(), outcomes[2].GetValue()));
        Assert.IsType<AioSerializationException>(outcomes[1].Error);
    }

    [Fact]
    public async Task MapAsync_IdleWorkersAreKilled_NothingIsLost()
    {
        await using var pool = new AioPool(workers: 2);
        await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 10), cancellationToken: Token).InTime();
        foreach (AioProcess worker in pool.Workers)
            worker.Kill();
        Assert.Equal(10, (await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 10), cancellationToken: Token).InTime()).Length);
    }

    private static int DieOnce(int item, AioQueue<int> runs)
    {
        bool isFirst = item == 7 && !Contains(runs, 7);
        runs.Put(item);
        return isFirst ? PoolTargets.DieOnSeven(7) : item;
    }

    // Takes all, and puts it back: only this item asks.
    private static bool Contains(AioQueue<int> queue, int wanted)
    {
        bool found = false;
        for (int left = queue.Count; left > 0 && queue.TryGet(out int item); left--)
        {
            found |= item == wanted;
            queue.Put(item);
        }

        return found;
    }

    private delegate void FinishedHandler(int number);
}
