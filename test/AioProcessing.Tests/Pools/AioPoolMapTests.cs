namespace AioProcessing.Tests.Pools;

public sealed class AioPoolMapTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(20_000, 0)]
    [InlineData(1_000, 1)]
    [InlineData(1_000, 7)]
    public async Task MapAsync_AnyChunkSize_ResultsAreInTheOrderOfTheItems(int count, int chunkSize)
    {
        await using var pool = new AioPool(workers: 2);
        int[] items = [.. Enumerable.Range(0, count)];
        int[] results = await pool.MapAsync(PoolTargets.Double, items, new() { ChunkSize = chunkSize }, Token).InTime();
        Assert.Equal(items.Select(x => x * 2), results);
    }

    [Fact]
    public async Task MapAsync_SourcesAndShapes_AllWork()
    {
        await using var pool = new AioPool(workers: 2);
        Assert.Equal((int[])[0, 2, 4], await pool.MapAsync(PoolTargets.Double, Items(3), Token).InTime());
        Assert.Equal((int[])[0, 2, 4], await pool.MapAsync(PoolTargets.DoubleLater, Enumerable.Range(0, 3).Where(x => x >= 0), Token).InTime());
        Assert.Equal((int[])[1, 8], await pool.StarMapAsync(PoolTargets.Power, [(1, 2), (2, 3)], Token).InTime());
        Assert.Equal((string[])["a!", "b!"], await pool.MapAsync((s, _) => s + "!", ["a", "b"], cancellationToken: Token).InTime());
        using var queue = new AioQueue<int>();
        await pool.MapAsync(x => queue.Put(x), [1, 2, 3], cancellationToken: Token).InTime();
        Assert.Equal(3, queue.Count);
    }

    [Fact]
    public async Task MapAsync_OneItemThrows_FailsWithThatErrorAndThePoolGoesOn()
    {
        await using var pool = new AioPool(workers: 2);
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.MapAsync(PoolTargets.ThrowOnSeven, Enumerable.Range(0, 100), cancellationToken: Token).InTime());
        Assert.Equal("seven", error.RemoteMessage);
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task MapSettledAsync_SomeFail_EachHasItsOutcome()
    {
        await using var pool = new AioPool(workers: 2);
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(PoolTargets.ThrowOnSeven, Enumerable.Range(0, 50), cancellationToken: Token).InTime();
        Assert.Equal(50, outcomes.Length);
        Assert.IsType<AioRemoteException>(outcomes[7].Error);
        Assert.All(outcomes.Index().Where(one => one.Index != 7), one => Assert.Equal(one.Index, one.Item.GetValue()));
    }

    [Fact]
    public async Task MapAsync_SourceThrows_ThatErrorIsThrownAsItIs()
    {
        await using var pool = new AioPool(workers: 1);
        static IEnumerable<int> Broken()
        {
            yield return 1;
            throw new FormatException("source");
        }

        await Assert.ThrowsAsync<FormatException>(() => pool.MapAsync(PoolTargets.Double, Broken(), cancellationToken: Token).InTime());
    }

    [Fact]
    public async Task MapAsync_WithProgress_TheLastReportIsComplete()
    {
        await using var pool = new AioPool(workers: 2);
        var reports = new List<AioProgress>();
        await pool.MapAsync(PoolTargets.Double, Enumerable.Range(0, 1000).ToArray(), new() { Progress = new Listener(reports.Add) }, Token).InTime();
        Assert.Equal(1000, reports[^1].Done);
        Assert.Equal(1, reports[^1].Fraction);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [Fact]
    public async Task MapAsync_ProgressThrows_TheResultComesNevertheless()
    {
        await using var pool = new AioPool(workers: 1);
        Assert.Equal((int[])[2], await pool.MapAsync(PoolTargets.Double, [1], new() { Progress = new Listener(_ => throw new InvalidOperationException()) }, Token).InTime());
    }

    private static async IAsyncEnumerable<int> Items(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    private sealed class Listener(Action<AioProgress> listen) : IProgress<AioProgress>
    {
        public void Report(AioProgress value) => listen(value);
    }
}
