namespace AioProcessing.Tests.Conformance;

public abstract class LockConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public void TryAcquire_FreeThenHeld_SucceedsOnce()
    {
        using IAioLock mutex = Home.Lock();
        Assert.False(mutex.IsHeld);
        Assert.True(mutex.TryAcquire(out AioLockReleaser releaser));
        Assert.False(releaser.WasAbandoned);
        Assert.True(mutex.IsHeld);
        Assert.False(mutex.TryAcquire());
        Assert.False(mutex.TryAcquire(TimeSpan.Zero, Token));
        mutex.Release();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task AcquireAsync_ManyTasks_ExcludeEachOther()
    {
        using IAioLock mutex = Home.Lock();
        int inside = 0, total = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 40; i++)
            {
                await using (await mutex.AcquireAsync(Token))
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    await Task.Yield();
                    total++;
                    Assert.Equal(0, Interlocked.Decrement(ref inside));
                }
            }
        }, Token))).InTime();
        Assert.Equal(6 * 40, total);
    }

    [Fact]
    public async Task AcquireAsync_SeveralWaiters_FirstComeFirstServed()
    {
        using IAioLock mutex = Home.Lock();
        var order = new List<int>();
        AioLockReleaser first = await mutex.AcquireAsync(Token);
        Task[] waiters = [.. Enumerable.Range(0, 5).Select(WaitAsync)];
        await first.DisposeAsync();
        await Task.WhenAll(waiters).InTime();
        Assert.Equal(Enumerable.Range(0, 5), order);

        async Task WaitAsync(int number)
        {
            await using (await mutex.AcquireAsync(Token))
                order.Add(number);
        }
    }

    [Fact]
    public async Task AnyWait_TimedOut_LeavesNothing()
    {
        using IAioLock mutex = Home.Lock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        Assert.False(await mutex.TryAcquireAsync(Short, Token));
        Assert.False(await mutex.TryAcquireAsync(TimeSpan.Zero, Token));
        Assert.False(mutex.TryAcquire(Short, Token));
        held.Dispose();
        Assert.False(mutex.IsHeld);
        Assert.True(await mutex.TryAcquireAsync(Short, Token));
    }

    [Fact]
    public async Task AnyWait_Cancelled_ThrowsWithTheTokenAndTakesNothing()
    {
        using IAioLock mutex = Home.Lock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        using var source = new CancellationTokenSource();
        Task cancelled = mutex.AcquireAsync(source.Token).AsTask(), limited = mutex.TryAcquireAsync(TimeSpan.FromMinutes(1), source.Token).AsTask();
        Task blocked = OnThread(() => mutex.Acquire(source.Token));
        Task<AioLockReleaser> behind = mutex.AcquireAsync(Token).AsTask();
        await source.CancelAsync();
        await AssertCancelled(cancelled, source.Token);
        await AssertCancelled(limited, source.Token);
        await AssertCancelled(blocked, source.Token);
        held.Dispose();
        (await behind.InTime()).Dispose();
        Assert.False(mutex.IsHeld);
        await AssertCancelled(mutex.AcquireAsync(source.Token).AsTask(), source.Token);
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task AcquireAsync_CancelledAndReleasedAtOnce_IsNeverLeftHeld()
    {
        using IAioLock mutex = Home.Lock();
        for (int i = 0; i < 30; i++)
        {
            AioLockReleaser held = await mutex.AcquireAsync(Token);
            using var source = new CancellationTokenSource();
            Task<AioLockReleaser> waiting = mutex.AcquireAsync(source.Token).AsTask();
            Task cancelling = Task.Run(source.Cancel, Token);
            await held.DisposeAsync();
            await cancelling;
            await ((Task)waiting).InTime().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (waiting.IsCompletedSuccessfully)
                await (await waiting).DisposeAsync();
            await using AioLockReleaser next = await mutex.AcquireAsync(Token).AsTask().InTime();
            Assert.False(next.WasAbandoned);
        }
    }

    [Fact]
    public async Task Acquire_Blocking_IsWokenByRelease()
    {
        using IAioLock mutex = Home.Lock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        Task<bool> blocked = OnThread(() =>
        {
            using (mutex.Acquire(Token))
                return true;
        });
        held.Dispose();
        Assert.True(await blocked.InTime());
    }

    [Fact]
    public async Task Release_TooOften_ThrowsAndDoesNotEndTheNextHolding()
    {
        using IAioLock mutex = Home.Lock();
        Assert.Throws<AioException>(mutex.Release);
        AioLockReleaser releaser = await mutex.AcquireAsync(Token);
        releaser.Dispose();
        Assert.Throws<AioException>(releaser.Dispose);
        AioLockReleaser next = await mutex.AcquireAsync(Token);
        Assert.Throws<AioException>(releaser.Dispose);
        Assert.True(mutex.IsHeld);
        next.Dispose();
        Assert.Throws<AioException>(mutex.Release);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        IAioLock mutex = Home.Lock();
        Assert.True(mutex.TryAcquire());
        Task waiting = mutex.AcquireAsync(Token).AsTask();
        mutex.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
        Assert.Throws<ObjectDisposedException>(() => mutex.TryAcquire());
    }

    [Fact]
    public void TryAcquire_NegativeTimeout_Throws()
    {
        using IAioLock mutex = Home.Lock();
        Assert.Throws<ArgumentOutOfRangeException>(() => mutex.TryAcquire(TimeSpan.FromSeconds(-2), Token));
    }

    [Fact]
    public async Task Acquire_HolderInAnotherProcessKilled_TheNextOwnerIsTold()
    {
        using IAioLock mutex = Home.Lock();
        await using AioProcess peer = await StartPeerAsync(Hold, mutex);
        Assert.False(mutex.TryAcquire());
        Assert.Throws<AioException>(mutex.Release);
        Task<AioLockReleaser> waiting = mutex.AcquireAsync(Token).AsTask();
        await KillAsync(peer);
        AioLockReleaser releaser = await waiting.InTime();
        Assert.True(releaser.WasAbandoned);
        Assert.Throws<AioAbandonedLockException>(() => releaser.ThrowIfAbandoned());
        Assert.True(mutex.TryAcquire(out AioLockReleaser next));
        Assert.False(next.WasAbandoned);
        next.Dispose();
    }

    [Fact]
    public async Task Release_WaiterInAnotherProcessKilled_IsSkipped()
    {
        using IAioLock mutex = Home.Lock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        await using AioProcess peer = await StartPeerAsync(WaitForIt, mutex);
        await KillAsync(peer);
        held.Dispose();
        using AioLockReleaser next = await mutex.AcquireAsync(Token).AsTask().InTime();
        Assert.False(next.WasAbandoned);
    }

    private static void Hold(IAioLock mutex, AioEvent ready)
    {
        mutex.Acquire();
        ready.Set();
        Sleep();
    }

    private static void WaitForIt(IAioLock mutex, AioEvent ready)
    {
        Task<AioLockReleaser> waiting = mutex.AcquireAsync().AsTask();
        ready.Set();
        waiting.Wait();
        Sleep();
    }
}
