namespace AioProcessing.Tests.Pools;

public sealed class AioPoolApplyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_EveryShapeOfFunction_ReturnsItsResult()
    {
        await using var pool = new AioPool(workers: 1);
        int captured = 40;
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.DoubleLater, 21, Token).InTime());
        Assert.Equal(81, await pool.ApplyAsync(PoolTargets.Power, 3, 4, Token).InTime());
        Assert.Equal(42, await pool.ApplyAsync(() => captured + 2, Token).InTime());
        captured = 50;
        Assert.Equal(52, await pool.ApplyAsync(() => captured + 2, Token).InTime());
        Assert.Equal("ab", await pool.ApplyAsync((a, b) => a + b, "a", "b", Token).InTime());
        await pool.ApplyAsync(() => Console.Out.Flush(), Token).InTime();
        Assert.NotEqual(Environment.ProcessId, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task Apply_OnAThread_BlocksUntilTheResult()
    {
        await using var pool = new AioPool(workers: 2);
        Assert.Equal(42, await Task.Run(() => pool.Apply(PoolTargets.Double, 21), Token).InTime());
        Assert.Equal((int[])[0, 2, 4], await Task.Run(() => pool.Map(PoolTargets.Double, [0, 1, 2]), Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_FunctionThrows_ItsErrorComesBackAndTheWorkerStays()
    {
        await using var pool = new AioPool(workers: 1);
        int before = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.ApplyAsync(PoolTargets.ThrowOnSeven, 7, Token).InTime());
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Equal("seven", error.RemoteMessage);
        Assert.Equal(before, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_ArgumentCannotCross_ThrowsAtTheCall()
    {
        await using var pool = new AioPool(workers: 1);
        await Assert.ThrowsAsync<AioSerializationException>(() => pool.ApplyAsync(thread => thread.Name, new Thread(() => { }), Token).InTime());
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task ApplyAsync_LargeArgumentAndResult_CrossWhole()
    {
        await using var pool = new AioPool(workers: 1);
        byte[] large = new byte[5 << 20];
        Random.Shared.NextBytes(large);
        byte[] back = await pool.ApplyAsync(bytes => { Array.Reverse(bytes); return bytes; }, large, Token).InTime();
        Array.Reverse(back);
        Assert.Equal(large, back);
    }

    [Fact]
    public async Task ApplyAsync_HandleAmongTheArguments_IsTheSameObject()
    {
        await using var pool = new AioPool(workers: 1);
        using var queue = new AioQueue<int>();
        await pool.ApplyAsync((to, item) => to.Put(item), queue, 5, Token).InTime();
        Assert.True(queue.TryGet(out int item));
        Assert.Equal(5, item);
        AioQueue<int> back = await pool.ApplyAsync(same => same, queue, Token).InTime();
        back.Put(6, Token);
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public async Task Submit_TaskRunsAndEnds_ItsStatusFollows()
    {
        await using var pool = new AioPool(workers: 1);
        using AioEvent begun = new(), go = new();
        AioTask<int> task = pool.Submit(PoolTargets.Meet, begun, go, Token);
        AioTask<int> next = pool.Submit(PoolTargets.Double, 1, Token);
        Assert.True(await begun.TryWaitAsync(Eventually.Patience, Token));
        Assert.Equal(AioTaskStatus.Running, task.Status);
        Assert.Equal(AioTaskStatus.Waiting, next.Status);
        Assert.Equal(pool.Workers[0].Id, task.Worker!.Id);
        go.Set();
        Assert.Equal(pool.Workers[0].Id, await task.Result.InTime());
        Assert.Equal(AioTaskStatus.Succeeded, task.Status);
        Assert.Null(task.Worker);
        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task ApplyAsync_FromManyTasksAtOnce_AllGetTheirOwnResults()
    {
        await using var pool = new AioPool(workers: 2);
        int[] results = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => pool.ApplyAsync(PoolTargets.Double, i, Token), Token))).InTime();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => i * 2), results);
    }

    [Fact]
    public async Task ApplyAsync_ContinuationBlocksOnAnotherTask_NothingHangs()
    {
        await using var pool = new AioPool(workers: 1);
        async Task<int> Chain(int depth)
        {
            int x = await pool.ApplyAsync(PoolTargets.Double, depth, Token).ConfigureAwait(false);
            return depth == 0 ? x : x + pool.Apply(PoolTargets.Double, 1) + await Chain(depth - 1);
        }

        Assert.Equal(20 + (4 * 2), await Task.Run(() => Chain(4), Token).InTime());
    }
}
