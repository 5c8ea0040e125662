namespace AioProcessing.Tests.Managers;

/// <summary>What built-in objects are made of, by an object that uses all of it.</summary>
public sealed class PlumbingTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly AioManagerOptions s_trusting = new() { TrustsClients = true };

    private static async Task<(AioManager Manager, MailboxProxy<T> Box)> ServeAsync<T>()
    {
        HostedMailbox.AddKind();
        AioManager manager = await AioManager.ServeAsync(options: s_trusting, cancellationToken: TestContext.Current.CancellationToken);
        return (manager, await MailboxProxy<T>.OpenAsync(manager));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (!await condition())
            Assert.True(Environment.TickCount64 < deadline, "Not in time.");
    }

    [Fact]
    public async Task Payload_PutAndGot_IsTheSameValue()
    {
        (AioManager manager, MailboxProxy<Dictionary<string, int[]>> box) = await ServeAsync<Dictionary<string, int[]>>();
        await using AioManager _ = manager;

        await box.PutAsync(new() { ["a"] = [1, 2] });

        Assert.Equal((int[])[1, 2], (await box.GetAsync(s_patience, TestContext.Current.CancellationToken)).Item["a"]);
    }

    [Fact]
    public async Task Get_BeforePut_IsAnsweredByIt()
    {
        (AioManager manager, MailboxProxy<string> box) = await ServeAsync<string>();
        await using AioManager _ = manager;
        ValueTask<(bool, string Item)> getting = box.GetAsync(s_patience, TestContext.Current.CancellationToken);

        await box.PutAsync("late");

        Assert.Equal("late", (await getting).Item);
    }

    [Fact]
    public async Task Get_TimedOutOrCancelled_LeavesNothingBehind()
    {
        (AioManager manager, MailboxProxy<int> box) = await ServeAsync<int>();
        await using AioManager _ = manager;
        using CancellationTokenSource source = new();

        Assert.False((await box.GetAsync(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken)).HasCome);
        ValueTask<(bool, int)> getting = box.GetAsync(s_patience, source.Token);
        await source.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await getting);

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal((0, 0, 0), await box.CountAsync());
    }

    [Fact]
    public async Task Process_KilledWithWaitSeatAndItems_GivesAllBack()
    {
        (AioManager manager, MailboxProxy<int> box) = await ServeAsync<int>();
        await using AioManager _ = manager;
        using AioEvent hasAll = new();
        MailboxProxy<int> other = await MailboxProxy<int>.OpenAsync(manager);
        AioProcess client = AioProcess.Start(OccupyAsync, (object)box, (object)other, hasAll);
        await hasAll.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 1, 1), await box.CountAsync());
        Assert.False(await box.TakeSeatAsync());

        client.Kill();
        await client.JoinAsync(TestContext.Current.CancellationToken);

        await UntilAsync(async () => await box.CountAsync() == (0, 0, 0));
        Assert.True(await box.TakeSeatAsync());
    }

    private static async Task OccupyAsync(object box, object other, AioEvent hasAll)
    {
        var mine = (MailboxProxy<int>)box;
        Assert.True(await mine.TakeSeatAsync());
        _ = mine.GetAsync(s_patience).AsTask();
        while ((await mine.CountAsync()).Waiting == 0)
            await Task.Yield();
        hasAll.Set();
        await Task.Delay(Timeout.Infinite);
    }

    [Fact]
    public async Task Handle_InAnItemThatIsReadOnce_IsTheSameObject()
    {
        (AioManager manager, MailboxProxy<AioLock> box) = await ServeAsync<AioLock>();
        await using AioManager _ = manager;
        using AioLock mutex = new();
        await box.PutAsync(mutex);

        using AioLock got = (await box.GetAsync(s_patience, TestContext.Current.CancellationToken)).Item;

        Assert.True(mutex.TryAcquire());
        Assert.False(got.TryAcquire());
    }

    [Fact]
    public async Task Handle_InAValueThatIsKept_IsRefused()
    {
        (AioManager manager, MailboxProxy<AioLock[]> box) = await ServeAsync<AioLock[]>();
        await using AioManager _ = manager;
        using AioLock mutex = new();

        AioSerializationException error = await Assert.ThrowsAsync<AioSerializationException>(async () => await box.PutAsync([mutex], isReadOnce: false));

        Assert.Contains("'item'", error.Message);
        Assert.Equal((0, 0, 0), await box.CountAsync());
    }

    [Fact]
    public async Task Proxy_InAnItem_KeepsItsObjectAlive()
    {
        (AioManager manager, MailboxProxy<MailboxProxy<int>> box) = await ServeAsync<MailboxProxy<int>>();
        await using AioManager _ = manager;
        MailboxProxy<int> inner = await MailboxProxy<int>.OpenAsync(manager);
        await inner.PutAsync(7);
        await box.PutAsync(inner);
        AioProxy.Release(inner);
        Assert.Equal(2, (await manager.GetStatisticsAsync(TestContext.Current.CancellationToken)).Objects);

        MailboxProxy<int> got = (await box.GetAsync(s_patience, TestContext.Current.CancellationToken)).Item;

        Assert.Equal(7, (await got.GetAsync(s_patience, TestContext.Current.CancellationToken)).Item);
        AioProxy.Release(got);
        await UntilAsync(async () => (await manager.GetStatisticsAsync(TestContext.Current.CancellationToken)).Objects == 1);
    }

    [Fact]
    public async Task Proxy_Released_CannotBeUsedAndReleasesNothingElse()
    {
        (AioManager manager, MailboxProxy<int> box) = await ServeAsync<int>();
        await using AioManager _ = manager;
        MailboxProxy<int> again = await MailboxProxy<int>.OpenAsync(manager, "kept");
        MailboxProxy<int> same = await MailboxProxy<int>.OpenAsync(manager, "kept");
        Assert.Equal(again, same);

        AioProxy.Release(again);
        AioProxy.Release(again);

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await again.CountAsync());
        Assert.Equal((0, 0, 0), await same.CountAsync());
        Assert.Equal((0, 0, 0), await box.CountAsync());
    }
}
