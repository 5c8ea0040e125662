using AioProcessing.Backends;

namespace AioProcessing.Tests.Queues;

/// <summary>Handles in items: what they are handles on lives as long as the item does. A pipe tells when an end of it is gone, so ends are what is put here.</summary>
public sealed class CarriedHandleTests : IDisposable
{
    private readonly AioQueue<AioConnection> _queue = new(4);
    private readonly AioConnection _sent;
    private readonly AioConnection _peer;

    public CarriedHandleTests() => (_sent, _peer) = AioPipe.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _queue.Dispose();
        _sent.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public async Task Get_SenderLetGoOfIt_IsAlive()
    {
        await _queue.PutAsync(_sent, Token);
        _sent.Dispose();
        Assert.False(_peer.TryPoll());

        using AioConnection got = await _queue.GetAsync(Token);

        await got.SendAsync(1, Token);
        Assert.Equal(1, await _peer.ReceiveAsync<int>(Token));
    }

    [Fact]
    public async Task Dispose_OfTheQueueWithTheItemInIt_LetsGo()
    {
        await _queue.PutAsync(_sent, Token);
        _sent.Dispose();

        _queue.Dispose();

        await MustEnd();
    }

    [Fact]
    public async Task Dispose_OfTheQueueThatIsAloneInAnother_LetsGoOfBoth()
    {
        using AioQueue<AioQueue<AioConnection>> outer = new(1);
        await _queue.PutAsync(_sent, Token);
        _sent.Dispose();
        await outer.PutAsync(_queue, Token);
        _queue.Dispose();
        Assert.False(_peer.TryPoll());

        outer.Dispose();

        await MustEnd();
    }

    [Fact]
    public async Task Complete_OfALeaseThatNobodyLookedAt_LetsGo()
    {
        await _queue.PutAsync(_sent, Token);
        _sent.Dispose();

        using (AioLease<AioConnection> lease = await _queue.LeaseAsync(Token))
            lease.Complete();

        await MustEnd();
    }

    [Fact]
    public async Task Dispose_OfALease_TheNextOneHasItAlive()
    {
        await _queue.PutAsync(_sent, Token);
        _sent.Dispose();
        using (AioLease<AioConnection> lease = await _queue.LeaseAsync(Token))
            lease.Item.Dispose();

        using AioConnection again = await _queue.GetAsync(Token);

        await _peer.SendAsync(2, Token);
        Assert.Equal(2, await again.ReceiveAsync<int>(Token));
    }

    [Fact]
    public async Task Put_CancelledWhileWaitingForRoom_LetsGo()
    {
        using AioQueue<object> full = new(1);
        await full.PutAsync("first", Token);
        using CancellationTokenSource cancel = new();
        Task putting = full.PutAsync(_sent, cancel.Token).AsTask();
        _sent.Dispose();
        Assert.False(_peer.TryPoll());

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => putting.InTime());
        await MustEnd();
    }

    [Fact]
    public async Task Dispose_OfTheQueueWhilePutsWaitForRoom_EndsThemAndLetsGo()
    {
        using AioQueue<object> full = new(1);
        await full.PutAsync("first", Token);
        Task[] putting = [full.PutAsync(_sent, Token).AsTask(), full.PutAsync(new byte[10_000], Token).AsTask(), full.PutAsync("last", Token).AsTask()];
        _sent.Dispose();

        full.Dispose();

        foreach (Task one in putting)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.InTime());
        await MustEnd();
    }

    [Fact]
    public async Task Put_ThroughASerializer_ArrivesAliveToo()
    {
        using AioQueue<object[]> queue = new(1, AioSerializer.Default);
        await queue.PutAsync([_sent, new byte[10_000]], Token);
        _sent.Dispose();

        object[] got = await queue.GetAsync(Token);

        ((AioConnection)got[0]).Send(3, Token);
        Assert.Equal(3, await _peer.ReceiveAsync<int>(Token));
        ((AioConnection)got[0]).Dispose();
        await MustEnd();
    }

    [Fact]
    public async Task PutAndGet_ManyTimes_LeavesNoObjectBehind()
    {
        using AioQueue<AioEvent[]> queue = new(2);
        ulong before = SharedMemoryBackend.Default.Arena.Header.HighObject;
        for (int i = 0; i < 5_000; i++)
        {
            using AioEvent one = new(), other = new();
            await queue.PutAsync([one, other], Token);
            foreach (AioEvent got in await queue.GetAsync(Token))
                got.Dispose();
        }

        ulong more = SharedMemoryBackend.Default.Arena.Header.HighObject - before;
        Assert.True(more < 5_000, $"{more} more headers have been used");
    }

    private async Task MustEnd() => await Assert.ThrowsAsync<AioConnectionClosedException>(() => _peer.ReceiveAsync<int>(Token).AsTask().InTime());
}
