namespace AioProcessing.Tests.Queues;

public sealed class AioLeaseTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3)]
    [InlineData(50_000)]
    public async Task Dispose_NotCompleted_ItemComesAgainBeforeNewerOnes(int length)
    {
        using var queue = new AioQueue<string>(4);
        string first = new('a', length);
        queue.Put(first, Token);
        queue.Put("b", Token);
        await using (AioLease<string> lease = await queue.LeaseAsync(Token))
        {
            Assert.Equal(first, lease.Item);
            Assert.Equal(1, lease.DeliveryCount);
            Assert.Equal(1, queue.Count);
        }

        Assert.Equal(2, queue.Count);
        using AioLease<string> again = queue.Lease(Token);
        Assert.Equal(first, again.Item);
        Assert.Equal(2, again.DeliveryCount);
        Assert.Equal("b", queue.Get(Token));
    }

    [Fact]
    public void Complete_ThenDispose_ItemIsGone()
    {
        using var queue = new AioQueue<int>(4);
        queue.Put(1, Token);
        Assert.True(queue.TryLease(out AioLease<int>? lease));
        Assert.Equal(1, lease!.Item);
        lease.Complete();
        lease.Complete();
        lease.Dispose();
        Assert.True(queue.IsEmpty);
        Assert.False(queue.TryLease(out _));
        Assert.Equal(1, lease.Item);
    }

    [Fact]
    public void Complete_AfterDispose_Throws()
    {
        using var queue = new AioQueue<int>(4);
        queue.Put(1, Token);
        AioLease<int> lease = queue.Lease(Token);
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(lease.Complete);
        Assert.Throws<ObjectDisposedException>(() => lease.Item);
        Assert.Equal(1, queue.Get(Token));
    }

    [Fact]
    public void Dispose_SeveralLeases_ComeBackInTheirOrder()
    {
        using var queue = new AioQueue<int>(100);
        for (int i = 0; i < 40; i++)
            queue.Put(i, Token);
        List<AioLease<int>> leases = [.. Enumerable.Range(0, 30).Select(_ => queue.Lease(Token))];
        foreach (AioLease<int> lease in leases.OrderBy(lease => (lease.Item * 7) % 30))
            lease.Dispose();
        Assert.Equal(Enumerable.Range(0, 40), Enumerable.Range(0, 40).Select(_ => queue.Get(Token)));
    }

    [Fact]
    public async Task LeaseAsync_Empty_CompletesWhenALeaseIsGivenBack()
    {
        using var queue = new AioQueue<int>(4);
        queue.Put(1, Token);
        AioLease<int> first = queue.Lease(Token);
        Task<AioLease<int>> second = queue.LeaseAsync(Token).AsTask();
        Assert.False(second.IsCompleted);
        first.Dispose();
        using AioLease<int> lease = await second.WaitAsync(s_long, Token);
        Assert.Equal(2, lease.DeliveryCount);
    }

    [Fact]
    public async Task TryLease_Empty_TimesOutAndTakesNothing()
    {
        using var queue = new AioQueue<int>(4);
        Assert.False(queue.TryLease(out _));
        Assert.False(queue.TryLease(s_short, out AioLease<int>? none, Token));
        Assert.Null(none);
        Assert.Equal((false, null), await queue.TryLeaseAsync(s_short, Token));
        using var source = new CancellationTokenSource();
        Task<AioLease<int>> cancelled = queue.LeaseAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(s_long, Token));
        queue.Put(5, Token);
        (bool taken, AioLease<int>? lease) = await queue.TryLeaseAsync(s_short, Token);
        Assert.True(taken);
        Assert.Equal(5, lease!.Item);
    }

    [Fact]
    public async Task LeaseAsync_CompletedQueue_Throws()
    {
        using var queue = new AioQueue<int>(4);
        queue.Complete(new InvalidDataException("torn"));
        AioCompletedException error = await Assert.ThrowsAsync<AioCompletedException>(() => queue.LeaseAsync(Token).AsTask());
        Assert.Contains("torn", error.Message);
    }

    [Fact]
    public void Dispose_AfterTheQueue_DoesNoHarm()
    {
        var queue = new AioQueue<string>(4);
        queue.Put(new string('x', 10_000), Token);
        queue.Put("y", Token);
        AioLease<string> large = queue.Lease(Token), small = queue.Lease(Token);
        queue.Dispose();
        Assert.Equal("y", small.Item);
        large.Dispose();
        small.Complete();
    }

    [Fact]
    public void Complete_ItemWithAHandle_TheHandleStaysUsable()
    {
        using var queue = new AioQueue<AioQueue<int>>(2);
        var inner = new AioQueue<int>(3);
        inner.Put(7, Token);
        queue.Put(inner, Token);
        inner.Dispose();
        queue.Lease(Token).Dispose();
        using AioLease<AioQueue<int>> lease = queue.Lease(Token);
        AioQueue<int> same = lease.Item;
        lease.Complete();
        Assert.Equal(7, same.Get(Token));
        same.Dispose();
    }
}
