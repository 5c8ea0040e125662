namespace AioProcessing.Tests.Pools;

public sealed class AioPoolStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamAsync_InfiniteSource_IsReadOnlyAsFarAsNeeded()
    {
        await using var pool = new AioPool(workers: 2);
        int pulled = 0;
        IEnumerable<int> Endless()
        {
            while (true)
                yield return Interlocked.Increment(ref pulled);
        }

        int expected = 0;
        await foreach (int value in pool.StreamAsync(PoolTargets.Double, Endless(), new() { MaxInFlight = 20 }, Token))
        {
            Assert.Equal(2 * ++expected, value);
            Assert.True(Volatile.Read(ref pulled) - expected <= 21, $"{pulled} items were read for {expected} results.");
            if (expected == 200)
                break;
        }

        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task StreamAsync_ReaderStops_TheSourceIsReadNoFurtherByDefault()
    {
        await using var pool = new AioPool(workers: 1);
        int pulled = 0;
        IEnumerable<int> Endless()
        {
            while (true)
                yield return Interlocked.Increment(ref pulled);
        }

        await using IAsyncEnumerator<int> results = pool.StreamAsync(PoolTargets.Double, Endless(), cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.True(await results.MoveNextAsync().AsTask().InTime());
        await Eventually.True(() => pool.Statistics is { WaitingTasks: 0, RunningTasks: 0 }, "the workers have done what was read");
        Assert.InRange(pulled, 1, 100_000);
    }

    [Fact]
    public async Task StreamUnorderedAsync_OneItemIsSlow_TheOthersComeFirst()
    {
        await using var pool = new AioPool(workers: 2);
        using AioEvent begun = new(), go = new();
        var seen = new List<int>();
        await foreach (int value in pool.StreamUnorderedAsync(x => x == 0 ? PoolTargets.MeetItem(x, begun, go) : x, Enumerable.Range(0, 20), new() { ChunkSize = 1 }, Token))
        {
            seen.Add(value);
            if (seen.Count == 19)
                go.Set();
        }

        Assert.Equal(0, seen[^1]);
        Assert.Equal(Enumerable.Range(0, 20), seen.Order());
    }

    [Fact]
    public async Task StreamAsync_AnItemFails_TheResultsBeforeItCome()
    {
        await using var pool = new AioPool(workers: 2);
        var seen = new List<int>();
        await Assert.ThrowsAsync<AioRemoteException>(async () =>
        {
            await foreach (int value in pool.StreamAsync(PoolTargets.ThrowOnSeven, Enumerable.Range(0, 100), cancellationToken: Token))
                seen.Add(value);
        });
        Assert.Equal(Enumerable.Range(0, 7), seen);
    }

    [Fact]
    public async Task StreamAsync_Canceled_EndsAlsoWhenTheSourceDoesNot()
    {
        await using var pool = new AioPool(workers: 1);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        static async IAsyncEnumerable<int> Stuck()
        {
            yield return 1;
            await new TaskCompletionSource().Task;
        }

        Task reading = Task.Run(
            async () =>
            {
                await foreach (int _ in pool.StreamAsync(PoolTargets.Double, Stuck(), cancellation.Token))
                    await cancellation.CancelAsync();
            },
            Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
    }
}
