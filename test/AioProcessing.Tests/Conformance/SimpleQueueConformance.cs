namespace AioProcessing.Tests.Conformance;

public abstract class SimpleQueueConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task PutAndGet_InEveryWay_KeepTheOrder()
    {
        using IAioSimpleQueue<int> queue = Home.SimpleQueue<int>();
        Assert.True(queue.IsEmpty);
        Assert.True(queue.TryPut(1));
        queue.Put(2, Token);
        Assert.True(queue.TryPut(3, Short, Token));
        await queue.PutAsync(4, Token);
        Assert.True(await queue.TryPutAsync(5, Short, Token));
        Assert.False(queue.IsEmpty);
        Assert.True(queue.TryGet(out int item));
        Assert.Equal(1, item);
        Assert.Equal(2, queue.Get(Token));
        Assert.True(queue.TryGet(Eventually.Patience, out item, Token));
        Assert.Equal(3, item);
        Assert.Equal(4, await queue.GetAsync(Token));
        Assert.Equal((true, 5), await queue.TryGetAsync(Eventually.Patience, Token));
        Assert.False(queue.TryGet(out _));
        Assert.False(queue.TryGet(Short, out _, Token));
        Assert.False((await queue.TryGetAsync(Short, Token)).Taken);
    }

    [Fact]
    public async Task Put_NobodyReads_NeverWaits()
    {
        using IAioSimpleQueue<byte[]> queue = Home.SimpleQueue<byte[]>();
        for (int i = 0; i < 200; i++)
            Assert.True(queue.TryPut(new byte[i * 100]));
        for (int i = 0; i < 200; i++)
            Assert.Equal(i * 100, (await queue.GetAsync(Token)).Length);
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public async Task Get_Cancelled_TakesNothing()
    {
        using IAioSimpleQueue<int> queue = Home.SimpleQueue<int>();
        using var source = new CancellationTokenSource();
        Task cancelled = queue.GetAsync(source.Token).AsTask(), blocked = OnThread(() => queue.Get(source.Token));
        await source.CancelAsync();
        await AssertCancelled(cancelled, source.Token);
        await AssertCancelled(blocked, source.Token);
        await AssertCancelled(queue.PutAsync(1, source.Token).AsTask(), source.Token);
        queue.Put(2, Token);
        Assert.Equal(2, await queue.GetAsync(Token).AsTask().InTime());
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Put_ItemCannotCross_ThrowsAndNothingIsQueued()
    {
        using IAioSimpleQueue<object> queue = Home.SimpleQueue<object>();
        Assert.Throws<AioSerializationException>(() => queue.Put(new Thread(static () => { }), Token));
        Assert.True(queue.IsEmpty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CloseOrDispose_WithAWaiter_EndsItsWait(bool isDispose)
    {
        IAioSimpleQueue<int> queue = Home.SimpleQueue<int>();
        Action end = isDispose ? queue.Dispose : queue.Close;
        Task waiting = queue.GetAsync(Token).AsTask();
        end();
        end();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
        Assert.Throws<ObjectDisposedException>(() => queue.IsEmpty);
        Assert.Throws<ObjectDisposedException>(() => queue.TryPut(1));
        Assert.Throws<ObjectDisposedException>(() => queue.TryGet(out _));
    }

    [Fact]
    public async Task Put_ProducerInAnotherProcessKilled_ItsItemsStay()
    {
        using IAioSimpleQueue<(int, string)> queue = Home.SimpleQueue<(int, string)>();
        await using AioProcess peer = await StartPeerAsync(PutTen, queue);
        await KillAsync(peer);
        for (int i = 0; i < 10; i++)
            Assert.Equal((i, $"item {i}"), await queue.GetAsync(Token).AsTask().InTime());
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public async Task Get_ConsumerInAnotherProcessKilledWaiting_TakesNothingAlong()
    {
        using IAioSimpleQueue<int> queue = Home.SimpleQueue<int>();
        await using AioProcess peer = await StartPeerAsync(WaitForOne, queue);
        await KillAsync(peer);
        queue.Put(1, Token);
        Assert.True(queue.TryGet(Eventually.Patience, out int item, Token));
        Assert.Equal(1, item);
    }

    private static void PutTen(IAioSimpleQueue<(int, string)> queue, AioEvent ready)
    {
        for (int i = 0; i < 10; i++)
            queue.Put((i, $"item {i}"));
        ready.Set();
        Sleep();
    }

    private static void WaitForOne(IAioSimpleQueue<int> queue, AioEvent ready)
    {
        _ = queue.GetAsync().AsTask();
        ready.Set();
        Sleep();
    }
}
