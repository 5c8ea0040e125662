namespace AioProcessing.Tests.AcrossProcesses;

public sealed class ConditionAcrossProcessesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NotifyAll_WaitersInSeveralProcesses_AllGoOn()
    {
        using var condition = new AioCondition();
        using var ready = new AioQueue<int>(10);
        var waiters = new List<AioProcess<bool>>();
        for (int i = 0; i < 3; i++)
            waiters.Add(AioProcess.Start(WaitOnce, condition, ready));
        await AllReady(ready, 3);
        waiters[0].Kill();
        await waiters[0].JoinAsync(Token).InTime();
        using (await condition.AcquireAsync(Token))
            condition.NotifyAll();
        Assert.True(await waiters[1].Result.InTime());
        Assert.True(await waiters[2].Result.InTime());
    }

    [Fact]
    public async Task Notify_DeadWaiter_TakesNoNotification()
    {
        using var condition = new AioCondition();
        using var ready = new AioQueue<int>(10);
        await using AioProcess<bool> dies = AioProcess.Start(WaitOnce, condition, ready), lives = AioProcess.Start(WaitOnce, condition, ready);
        await AllReady(ready, 2);
        dies.Kill();
        await dies.JoinAsync(Token).InTime();
        using (await condition.AcquireAsync(Token))
            condition.Notify();
        Assert.True(await lives.Result.InTime());
    }

    [Fact]
    public async Task LockHolder_Killed_TheWaiterWakesAndIsTold()
    {
        using var condition = new AioCondition();
        using var held = new AioEvent();
        AioLockReleaser releaser = await condition.AcquireAsync(Token);
        await using AioProcess holder = AioProcess.Start(HoldForEver, condition, held);
        ValueTask waiting = condition.WaitAsync(Token);
        await held.WaitAsync(Token).AsTask().InTime();
        holder.Kill();
        await waiting.AsTask().InTime();
        Assert.True(releaser.WasAbandoned);
        Assert.False(await condition.TryWaitAsync(TimeSpan.FromMilliseconds(1), Token));
        Assert.False(releaser.WasAbandoned);
        releaser.Dispose();
        Assert.False(condition.IsHeld);
    }

    [Fact]
    public async Task WaitFor_LockHolderKilledBetweenChangeAndNotify_TheWaiterSeesTheChange()
    {
        using var mutex = new AioReentrantLock();
        using var condition = new AioCondition(mutex);
        using var items = new AioQueue<int>(1);
        AioLockReleaser releaser = await mutex.AcquireAsync(Token);
        await using AioProcess holder = AioProcess.Start(ChangeAndHang, condition, items);
        ValueTask<bool> waiting = condition.TryWaitForAsync(() => items.Count == 1, Eventually.Patience, Token);
        await Eventually.True(() => items.Count == 1, "the change");
        holder.Kill();
        Assert.True(await waiting.AsTask().InTime());
        Assert.True(releaser.WasAbandoned);
        Assert.True(mutex.IsHeldByCaller);
        releaser.Dispose();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task WaitFor_ToldOfADeathButWaitsOn_TheNextOwnerIsTold()
    {
        using var condition = new AioCondition();
        using var held = new AioEvent();
        int asked = 0;
        bool isSo = false;
        AioLockReleaser waiter = await condition.AcquireAsync(Token);
        await using AioProcess holder = AioProcess.Start(HoldForEver, condition, held);
        ValueTask waiting = condition.WaitForAsync(() => Interlocked.Increment(ref asked) > 1 && isSo, Token);
        await held.WaitAsync(Token).AsTask().InTime();
        holder.Kill();
        await Eventually.True(() => Volatile.Read(ref asked) > 1, "the wait's own look after the death");
        using (AioLockReleaser next = await condition.AcquireAsync(Token).AsTask().InTime())
        {
            Assert.True(next.WasAbandoned);
            isSo = true;
            condition.NotifyAll();
        }

        await waiting.AsTask().InTime();
        Assert.False(waiter.WasAbandoned);
        waiter.Dispose();
    }

    [Fact]
    public async Task WaitFor_ProducersAndConsumersWithKills_NobodyHangs()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const int Kills = 12;
        using var condition = new AioCondition();
        using var items = new AioQueue<int>(1);
        AioProcess[] members = new AioProcess[4];
        for (int i = 0; i < members.Length; i++)
            members[i] = AioProcess.Start(i % 2 == 0 ? Produce : Consume, condition, items);
        for (int i = 0; i < Kills; i++)
        {
            await Task.Delay(random.Next(30), Token);
            int victim = random.Next(members.Length);
            members[victim].Kill();
            await members[victim].JoinAsync(Token).InTime();
            members[victim] = AioProcess.Start(victim % 2 == 0 ? Produce : Consume, condition, items);
        }

        // They go on: an item comes and goes under the lock.
        for (int i = 0; i < 20; i++)
        {
            using (await condition.AcquireAsync(Token).AsTask().InTime())
            {
                Assert.True(await condition.TryWaitForAsync(() => items.Count == 1, Eventually.Patience, Token), "The producers hang.");
                Assert.True(items.TryGet(out _));
                condition.NotifyAll();
            }
        }

        foreach (AioProcess member in members)
        {
            member.Kill();
            await member.JoinAsync(Token).InTime();
        }
    }

    [Fact]
    public async Task ReentrantLock_HeldByTheParent_IsNotHeldInTheChild()
    {
        using var mutex = new AioReentrantLock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        await using AioProcess<bool> child = AioProcess.Start(TryThenAcquireTwice, mutex);
        Assert.True(await child.Result.InTime() is false);
        held.Dispose();
        await using AioProcess<bool> again = AioProcess.Start(TryThenAcquireTwice, mutex);
        Assert.True(await again.Result.InTime());
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task ReentrantLock_HolderKilledInside_NextOwnerIsToldAtEachLevel()
    {
        using var mutex = new AioReentrantLock();
        using var held = new AioEvent();
        await using AioProcess holder = AioProcess.Start(HoldTwice, mutex, held);
        await held.WaitAsync(Token).AsTask().InTime();
        Assert.False(mutex.TryAcquire());
        Task<AioLockReleaser> waiting = mutex.AcquireAsync(Token).AsTask();
        holder.Kill();
        using AioLockReleaser releaser = await waiting.InTime();
        Assert.True(releaser.WasAbandoned);
        using AioLockReleaser inner = await mutex.AcquireAsync(Token);
        Assert.True(inner.WasAbandoned);
    }

    private static async Task AllReady(AioQueue<int> ready, int count)
    {
        for (int i = 0; i < count; i++)
            await ready.GetAsync(Token).AsTask().InTime();
    }

    private static async Task<bool> WaitOnce(AioCondition condition, AioQueue<int> ready)
    {
        using (await condition.AcquireAsync())
        {
            ValueTask waiting = condition.WaitAsync();
            await ready.PutAsync(Environment.ProcessId);
            await waiting;
            return condition.IsHeld;
        }
    }

    private static async Task HoldForEver(AioCondition condition, AioEvent held)
    {
        await condition.AcquireAsync();
        held.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task ChangeAndHang(AioCondition condition, AioQueue<int> items)
    {
        await condition.AcquireAsync();
        await items.PutAsync(1);
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task Produce(AioCondition condition, AioQueue<int> items)
    {
        for (int i = 0; ; i++)
        {
            using (await condition.AcquireAsync())
            {
                await condition.WaitForAsync(() => items.Count == 0);
                if (!items.TryPut(i))
                    throw new InvalidOperationException("Somebody put without the lock.");
                condition.Notify(2);
            }
        }
    }

    private static async Task Consume(AioCondition condition, AioQueue<int> items)
    {
        while (true)
        {
            using (await condition.AcquireAsync())
            {
                await condition.WaitForAsync(() => items.Count == 1);
                if (!items.TryGet(out _))
                    throw new InvalidOperationException("Somebody took without the lock.");
                condition.NotifyAll();
            }
        }
    }

    private static async Task<bool> TryThenAcquireTwice(AioReentrantLock mutex)
    {
        if (mutex.IsHeldByCaller || !mutex.TryAcquire())
            return false;
        mutex.Release();
        using (await mutex.AcquireAsync())
        using (await mutex.AcquireAsync())
            return mutex.IsHeldByCaller;
    }

    private static async Task HoldTwice(AioReentrantLock mutex, AioEvent held)
    {
        await mutex.AcquireAsync();
        await mutex.AcquireAsync();
        held.Set();
        await Task.Delay(Timeout.Infinite);
    }
}
