namespace AioProcessing.Tests.Queues;

public sealed class AioSimpleQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PutAndGet_Items_ComeInOrder()
    {
        using var queue = new AioSimpleQueue<string>();
        Assert.True(queue.IsEmpty);
        queue.Put("a", Token);
        await queue.PutAsync("b", Token);
        Assert.False(queue.IsEmpty);
        Assert.Equal("a", await queue.GetAsync(Token));
        Assert.True(queue.TryGet(out string second));
        Assert.Equal("b", second);
        Assert.False(queue.TryGet(out _));
    }

    [Fact]
    public void Close_Twice_IsFineAndUseThrows()
    {
        var queue = new AioSimpleQueue<int>();
        queue.Close();
        queue.Close();
        Assert.Throws<ObjectDisposedException>(() => queue.IsEmpty);
        Assert.Throws<ObjectDisposedException>(() => queue.TryPut(1));
        Assert.Throws<ObjectDisposedException>(() => queue.TryGet(out _));
    }
}
