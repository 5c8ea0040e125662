namespace AioProcessing.Tests.Queues;

public sealed class AioQueueManyTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PutManyAndGetMany_MoreThanFits_AllArriveInOrder()
    {
        using var queue = new AioQueue<int>(7);
        Task put = queue.PutManyAsync(Enumerable.Range(0, 100), Token).AsTask();
        var got = new List<int>();
        while (got.Count < 100)
        {
            int[] some = await queue.GetManyAsync(30, Token);
            Assert.InRange(some.Length, 1, 30);
            got.AddRange(some);
        }

        await put.WaitAsync(s_long, Token);
        Assert.Equal(Enumerable.Range(0, 100), got);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 2)]
    [InlineData(3000, 3)]
    public async Task PutManyAndGetMany_RandomBatchesOfBothSides_AllArriveInOrder(int capacity, int seed)
    {
        const int Items = 200_000;
        using var queue = new AioQueue<(int, long)>(capacity);
        Task put = Task.Run(async () =>
        {
            var random = new Random(seed);
            for (int next = 0; next < Items;)
            {
                (int, long)[] batch = [.. Enumerable.Range(next, Math.Min(Items - next, random.Next(1, 500))).Select(number => (number, ~(long)number))];
                if (random.Next(2) == 0)
                    await queue.PutManyAsync(batch, Token);
                else
                    queue.PutMany(new List<(int, long)>(batch), Token);
                next += batch.Length;
            }
        }, Token);
        await Task.Run(async () =>
        {
            var random = new Random(-seed);
            for (int next = 0; next < Items;)
            {
                foreach ((int number, long inverse) in random.Next(3) == 0 ? [await queue.GetAsync(Token)] : await queue.GetManyAsync(random.Next(1, 500), Token))
                {
                    Assert.True(number == next && inverse == ~(long)next, $"{number} came instead of {next}; seed {seed}");
                    next++;
                }
            }
        }, Token).WaitAsync(s_long, Token);
        await put;
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public async Task PutManyAsync_SlowSource_PutsEachAsItComes()
    {
        using var queue = new AioQueue<int>();
        using var goOn = new SemaphoreSlim(0);
        Task put = Task.Run(() => queue.PutManyAsync(Slowly(), Token).AsTask(), Token);
        Assert.Equal(1, await queue.GetAsync(Token).AsTask().WaitAsync(s_long, Token));
        goOn.Release();
        await put;
        Assert.Equal([2], queue.GetMany(9, Token));

        IEnumerable<int> Slowly()
        {
            yield return 1;
            goOn.Wait(Token);
            yield return 2;
        }
    }

    [Fact]
    public async Task TryPutMany_Full_TellsHowManyWerePut()
    {
        using var queue = new AioQueue<string>(3);
        Assert.False(queue.TryPutMany(["a", "b", "c", "d"], out int count));
        Assert.Equal(3, count);
        Assert.False(queue.TryPutMany(["d"], s_short, out count, Token));
        Assert.Equal(0, count);
        Assert.Equal(0, await queue.TryPutManyAsync(["d"], s_short, Token));
        Assert.True(queue.TryGetMany(2, out string[] items));
        Assert.Equal(["a", "b"], items);
        Assert.True(queue.TryPutMany(["d", "e"], s_short, out count, Token));
        Assert.Equal(2, count);
        Assert.Equal(["c", "d", "e"], queue.GetMany(10, Token));
        Assert.False(queue.TryGetMany(2, out items));
        Assert.Empty(items);
        Assert.False(queue.TryGetMany(2, s_short, out _, Token));
        Assert.Empty(await queue.TryGetManyAsync(2, s_short, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.TryGetMany(0, out _));
    }

    [Fact]
    public async Task GetManyAsync_Cancelled_TakesNothing()
    {
        using var queue = new AioQueue<int>(3);
        using var source = new CancellationTokenSource();
        Task<int[]> cancelled = queue.GetManyAsync(3, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(s_long, Token));
        queue.Put(1, Token);
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public async Task Unbounded_ManyItems_PutNeverWaits()
    {
        using var queue = new AioQueue<long>();
        for (long i = 0; i < 300_000; i++)
            Assert.True(queue.TryPut(i));
        Assert.Equal(300_000, queue.Count);
        Assert.False(queue.IsFull);
        for (long i = 0; i < 300_000; i++)
            Assert.Equal(i, await queue.GetAsync(Token));
    }
}
