namespace AioProcessing.Tests.AcrossProcesses;

public sealed class QueueAcrossProcessesTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public async Task PutAndGet_ManyProcesses_EachItemOnceAndInOrderPerProducer(int producers, int consumers)
    {
        const int Each = 20_000;
        using var queue = new AioQueue<(int Producer, int Number)>(500);
        var reading = new List<AioProcess<List<(int Producer, int Number)>>>();
        for (int i = 0; i < consumers; i++)
            reading.Add(AioProcess.Start(ReadAll, queue));
        var writing = new List<AioProcess>();
        for (int i = 0; i < producers; i++)
            writing.Add(AioProcess.Start(PutNumbers, queue, i, Each));
        foreach (AioProcess producer in writing)
            Assert.Equal(0, (await producer.JoinAsync(Token).WaitAsync(s_long, Token)).ExitCode);
        queue.Complete();

        var all = new List<(int Producer, int Number)>();
        foreach (AioProcess<List<(int Producer, int Number)>> consumer in reading)
        {
            List<(int Producer, int Number)> items = await consumer.Result.WaitAsync(s_long, Token);
            foreach (IGrouping<int, (int Producer, int Number)> ofOne in items.GroupBy(item => item.Producer))
                Assert.Equal(ofOne.OrderBy(item => item.Number), ofOne);
            all.AddRange(items);
        }

        Assert.Equal(producers * Each, all.Count);
        Assert.Equal(producers * Each, all.Distinct().Count());
    }

    [Fact]
    public async Task Put_ProducerExitsWithItemsUnread_ItemsStay()
    {
        using var queue = new AioQueue<string>(100);
        await using AioProcess producer = AioProcess.Start(static queue =>
        {
            for (int i = 0; i < 50; i++)
                queue.Put(new string((char)('a' + (i % 26)), i * 1000));
        }, queue);
        Assert.Equal(0, (await producer.JoinAsync(Token).WaitAsync(s_long, Token)).ExitCode);
        Assert.Equal(50, queue.Count);
        for (int i = 0; i < 50; i++)
            Assert.Equal(new string((char)('a' + (i % 26)), i * 1000), await queue.GetAsync(Token));
    }

    [Fact]
    public async Task Put_HandlesInsideItems_ArriveAsTheSameObjects()
    {
        using var requests = new AioQueue<Request>(4);
        await using AioProcess server = AioProcess.Start(Serve, requests);
        using var replies = new AioQueue<int>(1);
        using var done = new AioEvent();
        await requests.PutAsync(new Request(20, replies, done), Token);
        Assert.Equal(40, await replies.GetAsync(Token).AsTask().WaitAsync(s_long, Token));
        await done.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        requests.Complete();
        Assert.Equal(0, (await server.JoinAsync(Token).WaitAsync(s_long, Token)).ExitCode);
    }

    [Fact]
    public async Task Get_SenderDisposedItsHandleWhileInFlight_ObjectStillArrives()
    {
        using var queue = new AioQueue<AioQueue<int>>(1);
        var inner = new AioQueue<int>(3);
        await inner.PutAsync(7, Token);
        await queue.PutAsync(inner, Token);
        inner.Dispose();
        using AioQueue<int> same = await queue.GetAsync(Token);
        Assert.Equal(7, await same.GetAsync(Token));
    }

    [Fact]
    public async Task Complete_InAnotherProcess_ReachesTheReader()
    {
        using var queue = new AioQueue<int>(4);
        await using AioProcess producer = AioProcess.Start(static queue =>
        {
            queue.Put(1);
            queue.Complete(new InvalidDataException("torn page"));
        }, queue);
        Assert.Equal(1, await queue.GetAsync(Token).AsTask().WaitAsync(s_long, Token));
        AioCompletedException error = await Assert.ThrowsAsync<AioCompletedException>(() => queue.GetAsync(Token).AsTask().WaitAsync(s_long, Token));
        Assert.Contains("torn page", error.Message);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100_000)]
    public async Task Lease_HolderIsKilled_ItemIsDeliveredAgain(int length)
    {
        using var queue = new AioQueue<string>(4);
        using var hasIt = new AioEvent();
        string item = new('x', length);
        await queue.PutAsync(item, Token);
        await using AioProcess holder = AioProcess.Start(HoldForEver, queue, hasIt);
        await hasIt.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        Assert.True(queue.IsEmpty);
        Task<AioLease<string>> waiting = queue.LeaseAsync(Token).AsTask();
        holder.Kill();
        AioLease<string> lease = await waiting.WaitAsync(s_long, Token);
        Assert.Equal(item, lease.Item);
        Assert.Equal(2, lease.DeliveryCount);
        lease.Complete();
    }

    [Fact]
    public async Task Join_ConsumerIsKilled_WaitsForWhatItHad()
    {
        using var queue = new AioJoinableQueue<int>(4);
        using var hasIt = new AioEvent();
        await queue.PutAsync(1, Token);
        await queue.PutAsync(2, Token);
        await using AioProcess consumer = AioProcess.Start(TakeAndKeep, queue, hasIt);
        await hasIt.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        Task join = queue.JoinAsync(Token).AsTask();
        consumer.Kill();
        Assert.Equal(1, await queue.GetAsync(Token).AsTask().WaitAsync(s_long, Token));
        Assert.Equal(2, await queue.GetAsync(Token).AsTask().WaitAsync(s_long, Token));
        Assert.False(join.IsCompleted);
        queue.TaskDone();
        queue.TaskDone();
        await join.WaitAsync(s_long, Token);
    }

    [Fact]
    public async Task TaskDone_InAnotherProcess_EndsTheJoin()
    {
        using var queue = new AioJoinableQueue<int>(100);
        for (int i = 0; i < 50; i++)
            await queue.PutAsync(i, Token);
        Task join = queue.JoinAsync(Token).AsTask();
        await using AioProcess consumer = AioProcess.Start(static async queue =>
        {
            while (queue.TryGet(out _))
            {
                await Task.Yield();
                queue.TaskDone();
            }
        }, queue);
        await join.WaitAsync(s_long, Token);
        Assert.True(queue.IsEmpty);
    }

    private static async Task HoldForEver(AioQueue<string> queue, AioEvent hasIt)
    {
        AioLease<string> lease = await queue.LeaseAsync();
        hasIt.Set();
        await Task.Delay(Timeout.Infinite);
        lease.Complete();
    }

    private static async Task TakeAndKeep(AioJoinableQueue<int> queue, AioEvent hasIt)
    {
        await queue.GetAsync();
        await queue.GetAsync();
        hasIt.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task<List<(int, int)>> ReadAll(AioQueue<(int, int)> queue)
    {
        var items = new List<(int, int)>();
        await foreach ((int, int) item in queue.ReadAllAsync())
            items.Add(item);
        return items;
    }

    private static async Task PutNumbers(AioQueue<(int, int)> queue, int producer, int count)
    {
        for (int i = 0; i < count; i++)
            await queue.PutAsync((producer, i));
    }

    private static async Task Serve(AioQueue<Request> requests)
    {
        await foreach (Request request in requests.ReadAllAsync())
        {
            await request.Replies.PutAsync(request.Number * 2);
            request.Done.Set();
        }
    }

    private sealed record Request(int Number, AioQueue<int> Replies, AioEvent Done);
}
