namespace AioProcessing.Tests.Conformance;

/// <summary>Simple queues that managers host.</summary>
public abstract class SimpleQueueConformance(HostedHome home) : Conformance(home)
{
    private readonly AioManager _manager = home.Manager;

    [Fact]
    public async Task PutAndGet_InEveryWay_KeepTheOrder()
    {
        using IAioSimpleQueue<int> queue = _manager.SimpleQueue<int>();
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
        Assert.False((await queue.TryGetAsync(Short, Token)).Taken);
    }

    [Fact]
    public async Task Name_OfAnotherKindOfQueue_IsRefused()
    {
        using IAioSimpleQueue<int> queue = _manager.SimpleQueue<int>("a simple one"), same = _manager.SimpleQueue<int>("a simple one");
        queue.Put(1, Token);
        Assert.Equal(1, same.Get(Token));
        Assert.Throws<AioNotHostedException>(() => _manager.Queue<int>("a simple one"));
        await _manager.RemoveAsync("a simple one", Token);
    }

    [Fact]
    public async Task Close_WithAWaiter_EndsItsWait()
    {
        IAioSimpleQueue<int> queue = _manager.SimpleQueue<int>();
        Task waiting = queue.GetAsync(Token).AsTask();
        queue.Close();
        queue.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
    }
}
