using System.Collections.Concurrent;

namespace AioProcessing.Tests.Queues;

public sealed class AioQueueTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void AnyCall_HandleWasDisposed_SaysWhichKindByItsPublicName()
    {
        var queue = new AioQueue<int>();
        var mutex = new AioLock();
        queue.Dispose();
        mutex.Dispose();
        Assert.Equal(nameof(AioQueue<>), Assert.Throws<ObjectDisposedException>(() => queue.Count).ObjectName);
        Assert.Equal(nameof(AioLock), Assert.Throws<ObjectDisposedException>(() => mutex.TryAcquire()).ObjectName);
    }

    [Fact]
    public void PutAndGet_Bounded_CountsAreExact()
    {
        using var queue = new AioQueue<int>(2);
        Assert.Equal(2, queue.Capacity);
        Assert.True(queue.IsEmpty);
        queue.Put(1, Token);
        Assert.True(queue.TryPut(2));
        Assert.True(queue.IsFull);
        Assert.False(queue.TryPut(3));
        Assert.False(queue.TryPut(3, s_short, Token));
        Assert.Equal(2, queue.Count);
        Assert.Equal(1, queue.Get(Token));
        Assert.True(queue.TryGet(out int second));
        Assert.Equal(2, second);
        Assert.False(queue.TryGet(out _));
        Assert.False(queue.TryGet(s_short, out _, Token));
    }

    [Fact]
    public void PutAndGet_References_ArriveEqual()
    {
        using var queue = new AioQueue<string?>(3);
        string large = new('x', 100_000);
        queue.Put("a", Token);
        queue.Put(null, Token);
        queue.Put(large, Token);
        Assert.Equal("a", queue.Get(Token));
        Assert.Null(queue.Get(Token));
        Assert.Equal(large, queue.Get(Token));
    }

    [Fact]
    public async Task GetAsync_Empty_CompletesWhenPut()
    {
        using var queue = new AioQueue<long>(1);
        Task<long>[] gets = [.. Enumerable.Range(0, 3).Select(_ => queue.GetAsync(Token).AsTask())];
        for (int i = 0; i < 3; i++)
            await queue.PutAsync(i, Token);
        long[] got = await Task.WhenAll(gets).WaitAsync(s_long, Token);
        Assert.Equal<long>([0, 1, 2], got);
    }

    [Fact]
    public async Task PutAsync_Full_CompletesWhenTaken()
    {
        using var queue = new AioQueue<long>(1);
        await queue.PutAsync(1, Token);
        Task put = queue.PutAsync(2, Token).AsTask();
        Assert.Equal(1, await queue.GetAsync(Token));
        await put.WaitAsync(s_long, Token);
        Assert.Equal(2, await queue.GetAsync(Token));
    }

    [Fact]
    public async Task GetAsync_Cancelled_TakesNothing()
    {
        using var queue = new AioQueue<int>(4);
        using var source = new CancellationTokenSource();
        Task<int> cancelled = queue.GetAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(s_long, Token));
        await queue.PutAsync(5, Token);
        Assert.Equal(1, queue.Count);
        Assert.Equal(5, await queue.GetAsync(Token));
    }

    [Fact]
    public async Task PutAsync_Cancelled_PutsNothing()
    {
        using var queue = new AioQueue<string>(1);
        await queue.PutAsync("a", Token);
        using var source = new CancellationTokenSource();
        Task cancelled = queue.PutAsync(new string('b', 10_000), source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(s_long, Token));
        Assert.Equal("a", await queue.GetAsync(Token));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public async Task TryGetAsync_TimesOut_TakesNothing()
    {
        using var queue = new AioQueue<int>(4);
        (bool taken, _) = await queue.TryGetAsync(s_short, Token);
        Assert.False(taken);
        Assert.True(await queue.TryPutAsync(1, s_short, Token));
        Assert.Equal((true, 1), await queue.TryGetAsync(s_short, Token));
    }

    [Fact]
    public async Task ReadAllAsync_Completed_EndsAfterTheLastItem()
    {
        using var queue = new AioQueue<int>(10);
        Task<List<int>> reading = Task.Run(async () => await queue.ReadAllAsync(Token).ToListAsync(Token), Token);
        for (int i = 0; i < 5; i++)
            await queue.PutAsync(i, Token);
        queue.Complete();
        queue.Complete();
        Assert.Equal([0, 1, 2, 3, 4], await reading.WaitAsync(s_long, Token));
        Assert.True(queue.IsCompleted);
        await Assert.ThrowsAsync<AioCompletedException>(() => queue.PutAsync(1, Token).AsTask());
        await Assert.ThrowsAsync<AioCompletedException>(() => queue.GetAsync(Token).AsTask());
        Assert.Throws<AioCompletedException>(() => queue.TryPut(1));
        Assert.False(queue.TryGet(out _));
    }

    [Fact]
    public async Task Complete_WithException_ReachesTheConsumers()
    {
        using var queue = new AioQueue<int>(10);
        Task<int> waiting = queue.GetAsync(Token).AsTask();
        queue.Complete(new InvalidDataException("bad header"));
        AioCompletedException error = await Assert.ThrowsAsync<AioCompletedException>(() => waiting.WaitAsync(s_long, Token));
        var cause = Assert.IsType<AioRemoteException>(error.InnerException);
        Assert.Equal("bad header", cause.RemoteMessage);
    }

    [Fact]
    public async Task Complete_ProducersWaitForRoom_TheyLearnOfIt()
    {
        using var queue = new AioQueue<int>(1);
        await queue.PutAsync(1, Token);
        Task put = queue.PutAsync(2, Token).AsTask();
        queue.Complete();
        await Assert.ThrowsAsync<AioCompletedException>(() => put.WaitAsync(s_long, Token));
        Assert.Equal(1, await queue.GetAsync(Token));
    }

    [Theory]
    [InlineData(1, 4, 4)]
    [InlineData(3, 2, 1)]
    [InlineData(100, 3, 3)]
    [InlineData(0, 2, 2)]
    public async Task PutAndGet_ManyTasks_EachItemOnceAndInOrderPerProducer(int capacity, int producers, int consumers)
    {
        const int Each = 3000;
        using var queue = new AioQueue<(int Producer, int Number)>(capacity);
        var seen = new ConcurrentBag<List<(int Producer, int Number)>>();
        Task[] reading = [.. Enumerable.Range(0, consumers).Select(_ => Task.Run(async () => seen.Add(await queue.ReadAllAsync(Token).ToListAsync(Token)), Token))];
        await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
                await queue.PutAsync((producer, i), Token);
        }, Token))).WaitAsync(s_long, Token);
        queue.Complete();
        await Task.WhenAll(reading).WaitAsync(s_long, Token);
        Assert.Equal(producers * Each, seen.SelectMany(items => items).Distinct().Count());
        foreach (List<(int Producer, int Number)> items in seen)
        {
            foreach (IGrouping<int, (int Producer, int Number)> ofOne in items.GroupBy(item => item.Producer))
                Assert.Equal(ofOne.OrderBy(item => item.Number), ofOne);
        }
    }

    [Fact]
    public void PutAndGet_UnmanagedItem_AllocatesNothing()
    {
        using var queue = new AioQueue<(long, long)>(16);
        for (int i = 0; i < 200; i++)
            PutGet(queue);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            PutGet(queue);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void PutGet(AioQueue<(long, long)> queue)
        {
            queue.PutAsync((1, 2), CancellationToken.None).GetAwaiter().GetResult();
            queue.GetAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    [Fact]
    public void PutAndGet_LargeUnmanagedItem_ArrivesWhole()
    {
        using var queue = new AioQueue<Big>(2);
        var big = new Big();
        big[0] = 1;
        big[Big.Length - 1] = 2;
        queue.Put(big, Token);
        Big got = queue.Get(Token);
        Assert.Equal((1, 2), (got[0], got[Big.Length - 1]));
    }

    [System.Runtime.CompilerServices.InlineArray(Length)]
    private struct Big
    {
        public const int Length = 2000;
        private int _first;
    }
}
