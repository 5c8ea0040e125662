namespace AioProcessing.Tests.Conformance;

public abstract class JoinableQueueConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task Join_UntilTheLastItemIsDone_Waits()
    {
        using IAioJoinableQueue<string> queue = Home.JoinableQueue<string>(10);
        Assert.True(queue.TryJoin());
        await queue.PutAsync("a", Token);
        queue.Put(new string('b', 9_000), Token);
        Task join = queue.JoinAsync(Token).AsTask(), blocked = OnThread(() => queue.TryJoin(Eventually.Patience, Token));
        Assert.Equal("a", await queue.GetAsync(Token));
        Assert.True(queue.TryGet(out _));
        Assert.True(queue.IsEmpty);
        Assert.False(queue.TryJoin());
        queue.TaskDone();
        Assert.False(queue.TryJoin(Short, Token));
        Assert.False(await queue.TryJoinAsync(Short, Token));
        Assert.False(join.IsCompleted);
        queue.TaskDone();
        await join.InTime();
        await blocked.InTime();
        queue.Join(Token);
        Assert.True(await queue.TryJoinAsync(Short, Token));
    }

    [Fact]
    public async Task TaskDone_TooOften_Throws()
    {
        using IAioJoinableQueue<int> queue = Home.JoinableQueue<int>();
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
        queue.Put(1, Token);
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
        Assert.Equal(1, await queue.GetAsync(Token));
        queue.TaskDone();
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
        Assert.True(queue.TryJoin());
    }

    [Fact]
    public async Task GetManyStreamAndLease_EachItem_IsToBeDoneWith()
    {
        using IAioJoinableQueue<int> queue = Home.JoinableQueue<int>();
        queue.PutMany([1, 2, 3, 4, 5], Token);
        Assert.Equal([1, 2], queue.GetMany(2, Token));
        using (AioLease<int> lease = queue.Lease(Token))
        {
            Assert.Equal(3, lease.Item);
            lease.Complete();
        }

        queue.Complete();
        Assert.Equal([4, 5], await queue.ReadAllAsync(Token).ToListAsync(Token));
        for (int i = 0; i < 4; i++)
        {
            Assert.False(queue.TryJoin());
            queue.TaskDone();
        }

        Assert.True(queue.TryJoin());
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
    }

    [Fact]
    public async Task Join_Cancelled_ThrowsWithTheToken()
    {
        using IAioJoinableQueue<int> queue = Home.JoinableQueue<int>();
        queue.Put(1, Token);
        using var source = new CancellationTokenSource();
        Task join = queue.JoinAsync(source.Token).AsTask();
        await source.CancelAsync();
        await AssertCancelled(join, source.Token);
    }

    [Fact]
    public async Task Get_ConsumerInAnotherProcessKilledBeforeTaskDone_ItsItemsComeAgainAndJoinWaits()
    {
        using IAioJoinableQueue<int> queue = Home.JoinableQueue<int>();
        queue.PutMany([1, 2, 3], Token);
        await using AioProcess peer = await StartPeerAsync(TakeTwoFinishOne, queue);
        Assert.Equal(1, queue.Count);
        Task join = queue.JoinAsync(Token).AsTask();
        await KillAsync(peer);
        await Eventually.True(() => queue.Count == 2, "the item came back");
        Assert.Equal([2, 3], queue.GetMany(5, Token).Order());
        Assert.False(join.IsCompleted);
        queue.TaskDone();
        queue.TaskDone();
        await join.InTime();
    }

    private static void TakeTwoFinishOne(IAioJoinableQueue<int> queue, AioEvent ready)
    {
        queue.Get();
        queue.Get();
        queue.TaskDone();
        ready.Set();
        Sleep();
    }
}
