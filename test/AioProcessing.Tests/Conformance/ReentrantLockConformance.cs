namespace AioProcessing.Tests.Conformance;

public abstract class ReentrantLockConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task AcquireAsync_OwnersFlow_EntersAgainAndHoldsUntilTheLastRelease()
    {
        using IAioReentrantLock mutex = Home.ReentrantLock();
        using (await mutex.AcquireAsync(Token))
        {
            await Task.Yield();
            using (await mutex.AcquireAsync(Token))
                Assert.True(mutex.IsHeldByCaller);
            Assert.True(await mutex.TryAcquireAsync(Short, Token));
            Assert.True(mutex.TryAcquire());
            mutex.Release();
            mutex.Release();
            Assert.True(mutex.IsHeld);
        }

        Assert.False(mutex.IsHeld);
        Assert.False(mutex.IsHeldByCaller);
    }

    [Fact]
    public async Task AcquireAsync_ManyTasks_ExcludeEachOther()
    {
        using IAioReentrantLock mutex = Home.ReentrantLock();
        int inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await using (await mutex.AcquireAsync(Token))
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    await Task.Yield();
                    await using (await mutex.AcquireAsync(Token))
                        Assert.Equal(0, Interlocked.Decrement(ref inside));
                }
            }
        }, Token))).InTime();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task Acquire_OwnersThread_EntersAgainAndOtherFlowsDoNot()
    {
        using IAioReentrantLock mutex = Home.ReentrantLock();
        await OnThread(() =>
        {
            using (mutex.Acquire(Token))
            using (mutex.Acquire(Token))
            {
                Assert.True(mutex.IsHeldByCaller);
                Assert.False(OnThread(() => mutex.IsHeldByCaller || mutex.TryAcquire() || mutex.TryAcquire(Short, Token)).GetAwaiter().GetResult());
            }

            return true;
        }).InTime();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task Release_NotTheOwnerOrTooOften_Throws()
    {
        using IAioReentrantLock mutex = Home.ReentrantLock();
        Assert.Throws<AioException>(mutex.Release);
        AioLockReleaser outer = await mutex.AcquireAsync(Token);
        AioLockReleaser inner = await mutex.AcquireAsync(Token);
        inner.Dispose();
        Assert.Throws<AioException>(inner.Dispose);
        Assert.True(mutex.IsHeld);
        outer.Dispose();
        Assert.Throws<AioException>(outer.Dispose);
        Assert.Throws<AioException>(mutex.Release);
    }

    [Fact]
    public async Task AcquireAsync_Cancelled_TakesNothing()
    {
        using IAioReentrantLock mutex = Home.ReentrantLock();
        Task<AioLockReleaser> taking;
        using (ExecutionContext.SuppressFlow())
            taking = Task.Run(async () => await mutex.AcquireAsync(Token), Token);
        AioLockReleaser held = await taking;
        using var source = new CancellationTokenSource();
        Task waiting = mutex.AcquireAsync(source.Token).AsTask();
        Assert.False(await mutex.TryAcquireAsync(Short, Token));
        await source.CancelAsync();
        await AssertCancelled(waiting, source.Token);
        held.Dispose();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task Acquire_HolderInAnotherProcessKilledAtDepth_TheNextOwnerIsToldAtEachLevel()
    {
        using IAioReentrantLock mutex = Home.ReentrantLock();
        await using AioProcess peer = await StartPeerAsync(HoldTwice, mutex);
        Assert.False(mutex.TryAcquire());
        Assert.False(mutex.IsHeldByCaller);
        await KillAsync(peer);
        using AioLockReleaser outer = await mutex.AcquireAsync(Token).AsTask().InTime();
        using AioLockReleaser inner = await mutex.AcquireAsync(Token);
        Assert.True(outer.WasAbandoned);
        Assert.True(inner.WasAbandoned);
    }

    private static void HoldTwice(IAioReentrantLock mutex, AioEvent ready)
    {
        mutex.Acquire();
        mutex.Acquire();
        ready.Set();
        Sleep();
    }
}
