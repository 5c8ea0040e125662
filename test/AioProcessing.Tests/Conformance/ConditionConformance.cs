namespace AioProcessing.Tests.Conformance;

public abstract class ConditionConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task AnyWaitOrNotify_LockNotHeld_Throws()
    {
        using IAioCondition condition = Home.Condition();
        Assert.Throws<AioException>(() => condition.Wait(Token));
        Assert.Throws<AioException>(() => condition.TryWait());
        Assert.Throws<AioException>(() => condition.TryWait(Short, Token));
        await Assert.ThrowsAsync<AioException>(async () => await condition.WaitAsync(Token));
        await Assert.ThrowsAsync<AioException>(async () => await condition.WaitForAsync(static () => true, Token));
        Assert.Throws<AioException>(() => condition.Notify());
        Assert.Throws<AioException>(condition.NotifyAll);
        Assert.False(condition.IsHeld);
    }

    [Fact]
    public async Task Notify_SeveralWait_WakesThatMany()
    {
        using IAioCondition condition = Home.Condition();
        int woken = 0;
        Task[] waiters = [.. Enumerable.Range(0, 5).Select(_ => WaitAsync())];
        await NotifyAsync(2, until: 2);
        await NotifyAsync(1, until: 3);
        await NotifyAsync(int.MaxValue, until: 5);
        await Task.WhenAll(waiters).InTime();

        async Task WaitAsync()
        {
            await using (await condition.AcquireAsync(Token))
            {
                await condition.WaitAsync(Token);
                woken++;
            }
        }

        async Task NotifyAsync(int count, int until)
        {
            await using (await condition.AcquireAsync(Token)) // Behind the waiters, who came first.
                condition.Notify(count);
            await Eventually.True(() => Volatile.Read(ref woken) >= until, $"{until} of them are awake");
            await using (await condition.AcquireAsync(Token))
                Assert.Equal(until, woken);
        }
    }

    [Fact]
    public async Task Notify_NobodyWaits_IsNotRemembered()
    {
        using IAioCondition condition = Home.Condition();
        using (await condition.AcquireAsync(Token))
        {
            condition.Notify();
            condition.NotifyAll();
            Assert.False(condition.TryWait());
            Assert.False(condition.TryWait(Short, Token));
            Assert.False(await condition.TryWaitAsync(Short, Token));
            Assert.True(condition.IsHeld);
        }

        Assert.False(condition.IsHeld);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_ThrowsWithTheLockHeldAndTakesNoNotification()
    {
        using IAioCondition condition = Home.Condition();
        using var source = new CancellationTokenSource();
        Task cancelled = WaitAsync(source.Token), behind = WaitAsync(Token);
        (await condition.AcquireAsync(Token)).Dispose(); // Now both wait.
        await source.CancelAsync();
        await AssertCancelled(cancelled, source.Token);
        await using (await condition.AcquireAsync(Token))
            condition.Notify();
        await behind.InTime();
        Assert.False(condition.IsHeld);

        async Task WaitAsync(CancellationToken token)
        {
            await using (await condition.AcquireAsync(Token))
            {
                try
                {
                    await condition.WaitAsync(token);
                }
                finally
                {
                    Assert.True(condition.IsHeld);
                }
            }
        }
    }

    [Fact]
    public async Task WaitFor_BecomesTrueLater_ReturnsThenWithTheLock()
    {
        using IAioCondition condition = Home.Condition();
        int level = 0;
        Task blocking = OnThread(() =>
        {
            using (condition.Acquire(Token))
            {
                condition.WaitFor(() => level == 3, Token);
                return condition.IsHeld;
            }
        });
        Task<bool> awaiting = WaitAsync();
        for (int i = 1; i <= 3; i++)
        {
            await using (await condition.AcquireAsync(Token))
            {
                level = i;
                condition.NotifyAll();
            }
        }

        await blocking.InTime();
        Assert.True(await awaiting.InTime());

        async Task<bool> WaitAsync()
        {
            await using (await condition.AcquireAsync(Token))
                return await condition.TryWaitForAsync(() => level == 3, Eventually.Patience, Token);
        }
    }

    [Fact]
    public async Task TryWaitFor_NeverTrue_IsFalseInTimeWithTheLock()
    {
        using IAioCondition condition = Home.Condition();
        using (await condition.AcquireAsync(Token))
        {
            Assert.False(condition.TryWaitFor(static () => false));
            Assert.False(condition.TryWaitFor(static () => false, Short, Token));
            Assert.False(await condition.TryWaitForAsync(static () => false, Short, Token));
            Assert.True(condition.TryWaitFor(static () => true, TimeSpan.Zero, Token));
            Assert.True(condition.IsHeld);
        }
    }

    [Fact]
    public async Task WaitAsync_ReentrantLock_GivesUpAllLevelsAndTakesThemBack()
    {
        using IAioReentrantLock mutex = Home.ReentrantLock();
        using IAioCondition condition = Home.Condition(mutex);
        Task waiting = WaitAsync();
        await using (await condition.AcquireAsync(Token).AsTask().InTime())
            condition.NotifyAll();
        await waiting.InTime();
        Assert.False(mutex.IsHeld);

        async Task WaitAsync()
        {
            await using (await mutex.AcquireAsync(Token))
            await using (await condition.AcquireAsync(Token))
            {
                await condition.WaitAsync(Token);
                Assert.True(mutex.IsHeldByCaller);
            }
        }
    }

    [Fact]
    public async Task NotifyAll_WaitersInOtherProcesses_TheLivingGoOn()
    {
        using IAioCondition condition = Home.Condition();
        await using AioProcess dies = await StartPeerAsync(WaitOnce, condition), lives = await StartPeerAsync(WaitOnce, condition);
        (await condition.AcquireAsync(Token)).Dispose();
        await KillAsync(dies);
        await using (await condition.AcquireAsync(Token).AsTask().InTime())
            condition.Notify();
        Assert.Equal(0, (await lives.JoinAsync(Token).InTime()).ExitCode);
    }

    [Fact]
    public async Task Wait_LockHolderInAnotherProcessKilled_TheWaiterWakesAndIsTold()
    {
        using IAioCondition condition = Home.Condition();
        AioLockReleaser releaser = await condition.AcquireAsync(Token);
        Task waiting = condition.WaitAsync(Token).AsTask();
        await using AioProcess holder = await StartPeerAsync(Hold, condition);
        Assert.False(waiting.IsCompleted);
        await KillAsync(holder);
        await waiting.InTime();
        Assert.True(releaser.WasAbandoned);
        releaser.Dispose();
        Assert.False(condition.IsHeld);
    }

    // It is ready while it has the lock, so whoever gets the lock next finds it waiting.
    private static void WaitOnce(IAioCondition condition, AioEvent ready)
    {
        using (condition.Acquire())
        {
            ready.Set();
            condition.Wait();
        }
    }

    private static void Hold(IAioCondition condition, AioEvent ready)
    {
        condition.Acquire();
        ready.Set();
        Sleep();
    }
}
