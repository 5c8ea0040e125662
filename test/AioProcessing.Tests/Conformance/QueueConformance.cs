namespace AioProcessing.Tests.Conformance;

public abstract class QueueConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task PutAndGet_InEveryWay_KeepTheOrder()
    {
        using IAioQueue<string> queue = Home.Queue<string>(10);
        Assert.Equal(10, queue.Capacity);
        Assert.True(queue.IsEmpty);
        Assert.True(queue.TryPut("a"));
        queue.Put("b", Token);
        Assert.True(queue.TryPut("c", Short, Token));
        await queue.PutAsync("d", Token);
        Assert.True(await queue.TryPutAsync("e", Short, Token));
        Assert.Equal(5, queue.Count);
        Assert.False(queue.IsFull);
        Assert.True(queue.TryGet(out string item));
        Assert.Equal("a", item);
        Assert.Equal("b", queue.Get(Token));
        Assert.True(queue.TryGet(Short, out item, Token));
        Assert.Equal("c", item);
        Assert.Equal("d", await queue.GetAsync(Token));
        Assert.Equal((true, "e"), await queue.TryGetAsync(Short, Token));
        Assert.False(queue.TryGet(out _));
    }

    [Fact]
    public async Task Put_Full_WaitsForRoom()
    {
        using IAioQueue<int> queue = Home.Queue<int>(1);
        queue.Put(1, Token);
        Assert.True(queue.IsFull);
        Assert.False(queue.TryPut(2));
        Assert.False(queue.TryPut(2, Short, Token));
        Assert.False(await queue.TryPutAsync(2, Short, Token));
        Task put = queue.PutAsync(3, Token).AsTask();
        Task<bool> blocked = OnThread(() => queue.TryPut(4, Eventually.Patience, Token));
        var got = new List<int>();
        for (int i = 0; i < 3; i++)
            got.Add(await queue.GetAsync(Token).AsTask().InTime());
        await put.InTime();
        Assert.True(await blocked.InTime());
        Assert.Equal(1, got[0]);
        Assert.Equal([1, 3, 4], got.Order());
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public async Task Get_Cancelled_TakesNothing()
    {
        using IAioQueue<int> queue = Home.Queue<int>(4);
        using var source = new CancellationTokenSource();
        Task cancelled = queue.GetAsync(source.Token).AsTask(), blocked = OnThread(() => queue.Get(source.Token)), leasing = queue.LeaseAsync(source.Token).AsTask();
        await source.CancelAsync();
        await AssertCancelled(cancelled, source.Token);
        await AssertCancelled(blocked, source.Token);
        await AssertCancelled(leasing, source.Token);
        Assert.False(queue.TryGet(Short, out _, Token));
        Assert.Equal((false, 0), await queue.TryGetAsync(Short, Token));
        await queue.PutAsync(5, Token);
        Assert.Equal(1, queue.Count);
        Assert.Equal(5, await queue.GetAsync(Token));
    }

    [Fact]
    public async Task GetAsync_CancelledWhileAnItemComes_TheItemIsNotLost()
    {
        using IAioQueue<int> queue = Home.Queue<int>(4);
        for (int i = 0; i < 30; i++)
        {
            using var source = new CancellationTokenSource();
            Task<int> waiting = queue.GetAsync(source.Token).AsTask();
            Task cancelling = Task.Run(source.Cancel, Token);
            await queue.PutAsync(i, Token);
            await cancelling;
            await ((Task)waiting).InTime().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Assert.Equal(i, waiting.IsCompletedSuccessfully ? await waiting : await queue.GetAsync(Token).AsTask().InTime());
            Assert.True(queue.IsEmpty);
        }
    }

    [Fact]
    public async Task Put_Cancelled_PutsNothing()
    {
        using IAioQueue<string> queue = Home.Queue<string>(1);
        await queue.PutAsync("a", Token);
        using var source = new CancellationTokenSource();
        Task cancelled = queue.PutAsync(new string('b', 10_000), source.Token).AsTask();
        await source.CancelAsync();
        await AssertCancelled(cancelled, source.Token);
        Assert.Equal("a", await queue.GetAsync(Token));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public async Task Complete_ItemsLeft_AreReadBeforeTheEnd()
    {
        using IAioQueue<int> queue = Home.Queue<int>(10);
        Task<List<int>> reading = Task.Run(async () => await queue.ReadAllAsync(Token).ToListAsync(Token), Token);
        queue.PutMany([1, 2, 3], Token);
        queue.Complete();
        queue.Complete();
        Assert.Equal([1, 2, 3], await reading.InTime());
        Assert.True(queue.IsCompleted);
        await Assert.ThrowsAsync<AioCompletedException>(() => queue.PutAsync(1, Token).AsTask());
        await Assert.ThrowsAsync<AioCompletedException>(() => queue.GetAsync(Token).AsTask());
        Assert.Throws<AioCompletedException>(() => queue.TryPut(1));
        Assert.False(queue.TryGet(out _));
    }

    [Fact]
    public async Task Complete_WithException_ReachesWhoWaits()
    {
        using IAioQueue<int> queue = Home.Queue<int>(10);
        Task<int> waiting = queue.GetAsync(Token).AsTask();
        queue.Complete(new InvalidDataException("bad header"));
        AioCompletedException error = await Assert.ThrowsAsync<AioCompletedException>(() => waiting.InTime());
        Assert.Equal("bad header", Assert.IsType<AioRemoteException>(error.InnerException).RemoteMessage);
        await Assert.ThrowsAsync<AioCompletedException>(async () => await queue.ReadAllAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Complete_ProducersWaitForRoom_TheyLearnOfIt()
    {
        using IAioQueue<int> queue = Home.Queue<int>(1);
        await queue.PutAsync(1, Token);
        Task put = queue.PutAsync(2, Token).AsTask();
        queue.Complete();
        await Assert.ThrowsAsync<AioCompletedException>(() => put.InTime());
        Assert.Equal(1, await queue.GetAsync(Token));
    }

    [Fact]
    public async Task PutManyAndGetMany_MoreThanFits_GoInOrder()
    {
        using IAioQueue<int> queue = Home.Queue<int>(4);
        Assert.False(queue.TryPutMany([1, 2, 3, 4, 5], out int count));
        Assert.Equal(4, count);
        Assert.False(queue.TryPutMany([6], Short, out count, Token));
        Assert.Equal(0, count);
        Assert.Equal(0, await queue.TryPutManyAsync([6], Short, Token));
        Assert.True(queue.TryGetMany(2, out int[] some));
        Assert.Equal([1, 2], some);
        Assert.Equal([3, 4], queue.GetMany(10, Token));
        Assert.False(queue.TryGetMany(10, out some));
        Assert.Empty(await queue.TryGetManyAsync(10, Short, Token));
        Task putting = queue.PutManyAsync(Enumerable.Range(0, 20), Token).AsTask();
        var got = new List<int>();
        while (got.Count < 20)
            got.AddRange(await queue.GetManyAsync(7, Token).AsTask().InTime());
        await putting.InTime();
        Assert.Equal(Enumerable.Range(0, 20), got);
    }

    [Fact]
    public async Task Put_ItemCannotCross_ThrowsAndNothingIsQueued()
    {
        using IAioQueue<object> queue = Home.Queue<object>(1);
        Assert.Throws<AioSerializationException>(() => queue.Put(new Thread(static () => { }), Token));
        await Assert.ThrowsAsync<AioSerializationException>(async () => await queue.PutAsync(new Thread(static () => { }), Token));
        Assert.True(queue.IsEmpty);
        queue.Put("fine", Token);
        Assert.Equal("fine", (await queue.GetAsync(Token)).ToString()); // Strangers get JSON.
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(1 << 20)]
    public async Task PutAndGet_ItemOfAnySize_ArrivesWhole(int length)
    {
        using IAioQueue<byte[]> queue = Home.Queue<byte[]>();
        byte[] item = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        await queue.PutAsync(item, Token);
        Assert.Equal(item, await queue.GetAsync(Token));
    }

    [Fact]
    public async Task Lease_NotCompleted_TheItemComesAgainBeforeNewerOnes()
    {
        using IAioQueue<string> queue = Home.Queue<string>(4);
        queue.PutMany(["a", "b"], Token);
        await using (AioLease<string> lease = await queue.LeaseAsync(Token))
        {
            Assert.Equal(("a", 1), (lease.Item, lease.DeliveryCount));
            Assert.Equal(1, queue.Count);
        }

        Assert.Equal(2, queue.Count);
        AioLease<string> again = queue.Lease(Token);
        Assert.Equal(("a", 2), (again.Item, again.DeliveryCount));
        again.Complete();
        again.Complete();
        again.Dispose();
        Assert.True(queue.TryLease(out AioLease<string>? last));
        last!.Dispose();
        Assert.Throws<ObjectDisposedException>(last.Complete);
        Assert.Equal("b", queue.Get(Token));
        Assert.False(queue.TryLease(out _));
        Assert.False(queue.TryLease(Short, out _, Token));
        Assert.False((await queue.TryLeaseAsync(Short, Token)).Taken);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        IAioQueue<int> queue = Home.Queue<int>(1);
        Task<int> waiting = queue.GetAsync(Token).AsTask();
        queue.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
        Assert.Throws<ObjectDisposedException>(() => queue.TryPut(1));
    }

    [Fact]
    public void New_NegativeCapacity_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Home.Queue<int>(-1));

    [Fact]
    public async Task Put_ProducerInAnotherProcessKilled_ItsItemsStay()
    {
        using IAioQueue<(int, string)> queue = Home.Queue<(int, string)>();
        await using AioProcess peer = await StartPeerAsync(PutTen, queue);
        await KillAsync(peer);
        Assert.Equal(10, queue.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (i, $"item {i}")), queue.GetMany(10, Token));
    }

    [Fact]
    public async Task Get_ConsumerInAnotherProcessKilledWaiting_TakesNothingAlong()
    {
        using IAioQueue<int> queue = Home.Queue<int>();
        await using AioProcess peer = await StartPeerAsync(WaitForOne, queue);
        await KillAsync(peer);
        queue.Put(1, Token);
        Assert.True(queue.TryGet(Eventually.Patience, out int item, Token));
        Assert.Equal(1, item);
    }

    [Fact]
    public async Task Lease_HolderInAnotherProcessKilled_TheItemComesAgain()
    {
        using IAioQueue<string> queue = Home.Queue<string>();
        queue.PutMany(["first", "second"], Token);
        await using AioProcess peer = await StartPeerAsync(LeaseOne, queue);
        Assert.Equal(1, queue.Count);
        await KillAsync(peer);
        await Eventually.True(() => queue.Count == 2, "it came back");
        using AioLease<string> lease = queue.Lease(Token);
        Assert.Equal(("first", 2), (lease.Item, lease.DeliveryCount));
    }

    private static void PutTen(IAioQueue<(int, string)> queue, AioEvent ready)
    {
        for (int i = 0; i < 10; i++)
            queue.Put((i, $"item {i}"));
        ready.Set();
        Sleep();
    }

    private static void WaitForOne(IAioQueue<int> queue, AioEvent ready)
    {
        Task waiting = queue.GetAsync().AsTask();
        ready.Set();
        waiting.Wait();
        Sleep();
    }

    private static void LeaseOne(IAioQueue<string> queue, AioEvent ready)
    {
        AioLease<string> lease = queue.Lease();
        ready.Set();
        Sleep();
        GC.KeepAlive(lease);
    }
}
