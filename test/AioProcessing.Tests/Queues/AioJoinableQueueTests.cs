namespace AioProcessing.Tests.Queues;

public sealed class AioJoinableQueueTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Join_UntilTheLastTaskIsDone_Waits()
    {
        using var queue = new AioJoinableQueue<string>(10);
        Assert.True(queue.TryJoin());
        await queue.PutAsync("a", Token);
        await queue.PutAsync(new string('b', 9_000), Token);
        Task join = queue.JoinAsync(Token).AsTask();
        Assert.Equal("a", await queue.GetAsync(Token));
        Assert.True(queue.TryGet(out _));
        Assert.True(queue.IsEmpty);
        Assert.False(queue.TryJoin());
        Assert.False(queue.TryJoin(s_short, Token));
        queue.TaskDone();
        Assert.False(await queue.TryJoinAsync(s_short, Token));
        Assert.False(join.IsCompleted);
        queue.TaskDone();
        await join.WaitAsync(s_long, Token);
        queue.Join(Token);
        Assert.True(await queue.TryJoinAsync(s_short, Token));
    }

    [Fact]
    public void TaskDone_TooManyTimes_Throws()
    {
        using var queue = new AioJoinableQueue<int>();
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
        queue.Put(1, Token);
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
        Assert.Equal(1, queue.Get(Token));
        queue.TaskDone();
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
    }

    [Fact]
    public async Task JoinAsync_Cancelled_Throws()
    {
        using var queue = new AioJoinableQueue<int>();
        queue.Put(1, Token);
        using var source = new CancellationTokenSource();
        Task join = queue.JoinAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => join.WaitAsync(s_long, Token));
    }

    [Fact]
    public async Task Join_PutsWhileItWaits_AreWaitedForToo()
    {
        using var queue = new AioJoinableQueue<int>();
        queue.Put(3, Token);
        Task join = queue.JoinAsync(Token).AsTask();
        int done = 0;
        for (; queue.TryGet(out int left); done++)
        {
            if (left > 0)
                queue.Put(left - 1, Token);
            Assert.False(join.IsCompleted);
            queue.TaskDone();
        }

        Assert.Equal(4, done);
        await join.WaitAsync(s_long, Token);
    }
}
