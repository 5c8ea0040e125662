namespace AioProcessing.Tests.Locks;

public sealed class AioReentrantLockTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AcquireAsync_OwnersFlowAcrossAwaits_EntersAgain()
    {
        using var mutex = new AioReentrantLock();
        using (await mutex.AcquireAsync(Token))
        {
            await Task.Yield();
            await EnterDeeperAsync(mutex, 3);
            Assert.True(mutex.IsHeldByCaller);
            Assert.True(mutex.TryAcquire());
            mutex.Release();
            Assert.True(mutex.IsHeld);
        }

        Assert.False(mutex.IsHeld);
        Assert.False(mutex.IsHeldByCaller);
    }

    [Fact]
    public async Task AcquireAsync_ManyTasksOfOneProcess_ExcludeEachOther()
    {
        using var mutex = new AioReentrantLock();
        int inside = 0, total = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                using (await mutex.AcquireAsync(Token))
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    if (i % 10 == 0)
                        await Task.Yield();
                    using (await mutex.AcquireAsync(Token))
                        total++;
                    Assert.Equal(0, Interlocked.Decrement(ref inside));
                }
            }
        }, Token))).InTime();
        Assert.Equal(8 * 200, total);
    }

    [Fact]
    public async Task AcquireAsync_TasksOfAFlowThatHeldItBefore_AreStrangers()
    {
        using var mutex = new AioReentrantLock();
        (await mutex.AcquireAsync(Token)).Dispose();
        using var entered = new AioEvent();
        using var leave = new AioEvent();
        Task first = Task.Run(async () =>
        {
            using (await mutex.AcquireAsync(Token))
            {
                entered.Set();
                await leave.WaitAsync(Token);
            }
        }, Token);
        await entered.WaitAsync(Token).AsTask().InTime();
        Assert.False(await Task.Run(() => mutex.TryAcquireAsync(s_short, Token).AsTask(), Token));
        leave.Set();
        await first.InTime();
    }

    [Fact]
    public void Acquire_OwnersThread_EntersAgainAndOtherThreadsDoNot()
    {
        using var mutex = new AioReentrantLock();
        using (mutex.Acquire(Token))
        using (mutex.Acquire(Token))
        {
            Assert.True(mutex.IsHeldByCaller);
            Assert.True(mutex.AcquireAsync(Token) is { IsCompletedSuccessfully: true });
            mutex.Release();
            OnAnotherThread(() =>
            {
                Assert.False(mutex.IsHeldByCaller);
                Assert.False(mutex.TryAcquire());
                Assert.False(mutex.TryAcquire(s_short, Token));
                Assert.Throws<AioException>(mutex.Release);
            });
        }

        OnAnotherThread(() => mutex.Acquire(Token).Dispose());
    }

    [Fact]
    public async Task Acquire_HeldByTheFlow_EntersAgain()
    {
        using var mutex = new AioReentrantLock();
        using (await mutex.AcquireAsync(Token))
        {
            await Task.Yield();
            using (mutex.Acquire(Token))
                Assert.True(mutex.IsHeldByCaller);
            Assert.True(mutex.IsHeldByCaller);
        }
    }

    [Fact]
    public async Task Release_AnotherFlow_ThrowsAndChangesNothing()
    {
        using var mutex = new AioReentrantLock();
        Task other;
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        using (ExecutionContext.SuppressFlow())
            other = Task.Run(() => Assert.Throws<AioException>(mutex.Release), Token);
        await other;
        Assert.True(mutex.IsHeldByCaller);
        held.Dispose();
    }

    [Fact]
    public async Task Dispose_ReleaserInAnotherFlow_Releases()
    {
        using var mutex = new AioReentrantLock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        Task other;
        using (ExecutionContext.SuppressFlow())
            other = Task.Run(held.Dispose, Token);
        await other;
        Assert.False(mutex.IsHeld);
        Assert.False(mutex.IsHeldByCaller);
    }

    [Fact]
    public async Task Dispose_AnyOrder_FreeWhenEachIsReleased()
    {
        using var mutex = new AioReentrantLock();
        AioLockReleaser outer = await mutex.AcquireAsync(Token), middle = await mutex.AcquireAsync(Token), inner = await mutex.AcquireAsync(Token);
        outer.Dispose();
        inner.Dispose();
        Assert.True(mutex.IsHeldByCaller);
        Assert.Throws<AioException>(outer.Dispose);
        Assert.Throws<AioException>(inner.Dispose);
        middle.Dispose();
        Assert.False(mutex.IsHeld);
        Assert.Throws<AioException>(middle.Dispose);
        Assert.Throws<AioException>(mutex.Release);
    }

    [Fact]
    public async Task AcquireAsync_TaskStartedWhileHolding_IsTheSameOwnerOnlyAsLongAsTheHoldingLasts()
    {
        using var mutex = new AioReentrantLock();
        using var ended = new AioEvent();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        Task<bool> inherited = Task.Run(() => mutex.IsHeldByCaller, Token);
        Assert.True(await inherited);
        Task<bool> later = Task.Run(
            async () =>
            {
                await ended.WaitAsync(Token);
                return mutex.IsHeldByCaller;
            },
            Token);
        held.Dispose();
        using (await mutex.AcquireAsync(Token))
        {
            ended.Set();
            Assert.False(await later.InTime());
        }
    }

    [Fact]
    public async Task AcquireAsync_InAnAsyncHelper_TheCallerOnlyGetsTheReleaser()
    {
        using var mutex = new AioReentrantLock();
        AioLockReleaser held = await AcquireInside();
        Assert.False(mutex.IsHeldByCaller);
        Assert.False(await mutex.TryAcquireAsync(s_short, Token));
        held.Dispose();
        Assert.False(mutex.IsHeld);
        using (await AcquireThrough())
            Assert.True(mutex.IsHeldByCaller);

        async Task<AioLockReleaser> AcquireInside() => await mutex.AcquireAsync(Token);
        ValueTask<AioLockReleaser> AcquireThrough() => mutex.AcquireAsync(Token);
    }

    [Fact]
    public async Task AcquireAsync_HadToWait_IsTheOwnerAfterwards()
    {
        using var mutex = new AioReentrantLock();
        AioLockReleaser first = AcquireOnAnotherThread(mutex);
        Task waiting = WaitAndReEnter();
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        await waiting.InTime();
        Assert.False(mutex.IsHeld);

        async Task WaitAndReEnter()
        {
            using (await mutex.AcquireAsync(Token))
            {
                Assert.True(mutex.IsHeldByCaller);
                using (await mutex.AcquireAsync(Token))
                    await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task TryAcquireAsync_TimedOutOrCancelled_LeavesNothing()
    {
        using var mutex = new AioReentrantLock();
        AioLockReleaser held = AcquireOnAnotherThread(mutex);
        Assert.False(await mutex.TryAcquireAsync(s_short, Token));
        Assert.False(await mutex.TryAcquireAsync(TimeSpan.Zero, Token));
        using var source = new CancellationTokenSource();
        Task<AioLockReleaser> cancelled = mutex.AcquireAsync(source.Token).AsTask();
        await source.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.False(mutex.IsHeldByCaller);
        held.Dispose();
        Assert.False(mutex.IsHeld);
        Assert.True(await mutex.TryAcquireAsync(s_short, Token));
        mutex.Release();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task Acquire_Blocking_IsWokenByRelease()
    {
        using var mutex = new AioReentrantLock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        Task blocked;
        using (ExecutionContext.SuppressFlow())
        {
            blocked = Task.Factory.StartNew(
                () =>
                {
                    using (mutex.Acquire(Token))
                        Assert.True(mutex.IsHeldByCaller);
                },
                Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        held.Dispose();
        await blocked.InTime();
    }

    [Fact]
    public async Task SecondHandle_OfOneProcess_SharesTheOwner()
    {
        using var mutex = new AioReentrantLock();
        using var queue = new AioQueue<AioReentrantLock>(1);
        await queue.PutAsync(mutex, Token);
        using AioReentrantLock same = await queue.GetAsync(Token);
        using (await mutex.AcquireAsync(Token))
        {
            Assert.True(same.IsHeldByCaller);
            using (await same.AcquireAsync(Token))
                Assert.True(mutex.IsHeldByCaller);
            Assert.True(mutex.IsHeld);
        }

        Assert.False(same.IsHeld);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        var mutex = new AioReentrantLock();
        AcquireOnAnotherThread(mutex);
        Task<AioLockReleaser> waiting = mutex.AcquireAsync(Token).AsTask();
        mutex.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
        Assert.Throws<ObjectDisposedException>(() => mutex.TryAcquire());
    }

    private async Task EnterDeeperAsync(AioReentrantLock mutex, int levels)
    {
        if (levels == 0)
            return;
        using (await mutex.AcquireAsync(Token))
        {
            await Task.Yield();
            await EnterDeeperAsync(mutex, levels - 1);
        }
    }

    private static AioLockReleaser AcquireOnAnotherThread(AioReentrantLock mutex)
    {
        AioLockReleaser held = default;
        OnAnotherThread(() => held = mutex.Acquire(Token));
        return held;
    }

    private static void OnAnotherThread(Action action)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(action));
        thread.Start();
        Assert.True(thread.Join(Eventually.Patience));
        Assert.Null(error);
    }
}
