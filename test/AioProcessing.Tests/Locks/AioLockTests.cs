namespace AioProcessing.Tests.Locks;

public sealed class AioLockTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void TryAcquire_Free_Succeeds()
    {
        using var mutex = new AioLock();
        Assert.True(mutex.TryAcquire());
        Assert.True(mutex.IsHeld);
        Assert.False(mutex.TryAcquire());
        mutex.Release();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task AcquireAsync_Free_CompletesAtOnce()
    {
        using var mutex = new AioLock();
        ValueTask<AioLockReleaser> acquired = mutex.AcquireAsync(Token);
        Assert.True(acquired.IsCompletedSuccessfully);
        using (await acquired)
            Assert.True(mutex.IsHeld);
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task AcquireAsync_ManyTasksOfOneProcess_ExcludeEachOther()
    {
        using var mutex = new AioLock();
        int inside = 0, total = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
            {
                using (await mutex.AcquireAsync(Token))
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    if (i % 10 == 0)
                        await Task.Yield();
                    total++;
                    Assert.Equal(0, Interlocked.Decrement(ref inside));
                }
            }
        }, Token)));
        Assert.Equal(8 * 500, total);
    }

    [Fact]
    public async Task AcquireAsync_SeveralWaiters_FirstComeFirstServed()
    {
        using var mutex = new AioLock();
        var order = new List<int>();
        AioLockReleaser first = await mutex.AcquireAsync(Token);
        Task[] waiters = [.. Enumerable.Range(0, 10).Select(WaitAsync)];
        first.Dispose();
        await Task.WhenAll(waiters).WaitAsync(s_long, Token);
        Assert.Equal(Enumerable.Range(0, 10), order);

        async Task WaitAsync(int number)
        {
            using (await mutex.AcquireAsync(Token))
                order.Add(number);
        }
    }

    [Fact]
    public async Task TryAcquireAsync_Held_TimesOutAndLeavesNothing()
    {
        using var mutex = new AioLock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        Assert.False(await mutex.TryAcquireAsync(s_short, Token));
        Assert.False(mutex.TryAcquire(s_short, Token));
        Assert.False(mutex.TryAcquire(TimeSpan.Zero, Token));
        held.Dispose();
        Assert.True(mutex.TryAcquire());
    }

    [Fact]
    public async Task AcquireAsync_Cancelled_ThrowsWithTheTokenAndLeavesNothing()
    {
        using var mutex = new AioLock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        using var source = new CancellationTokenSource();
        Task<AioLockReleaser> cancelled = mutex.AcquireAsync(source.Token).AsTask();
        Task<AioLockReleaser> behind = mutex.AcquireAsync(Token).AsTask();
        await source.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(source.Token, error.CancellationToken);
        held.Dispose();
        (await behind.WaitAsync(s_long, Token)).Dispose();
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public async Task Acquire_Blocking_IsWokenByRelease()
    {
        using var mutex = new AioLock();
        AioLockReleaser held = await mutex.AcquireAsync(Token);
        Task<bool> blocked = Task.Factory.StartNew(
            () =>
            {
                using (mutex.Acquire(Token))
                    return true;
            },
            Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        held.Dispose();
        Assert.True(await blocked.WaitAsync(s_long, Token));
    }

    [Fact]
    public async Task Acquire_BlockingAndCancelled_Throws()
    {
        using var mutex = new AioLock();
        using AioLockReleaser held = await mutex.AcquireAsync(Token);
        using var source = new CancellationTokenSource(s_short);
        Assert.ThrowsAny<OperationCanceledException>(() => mutex.Acquire(source.Token));
    }

    [Fact]
    public async Task Dispose_ReleaserTwice_Throws()
    {
        using var mutex = new AioLock();
        AioLockReleaser releaser = await mutex.AcquireAsync(Token);
        releaser.Dispose();
        Assert.Throws<AioException>(releaser.Dispose);
    }

    [Fact]
    public void Release_NotHeld_Throws()
    {
        using var mutex = new AioLock();
        Assert.Throws<AioException>(mutex.Release);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        var mutex = new AioLock();
        Assert.True(mutex.TryAcquire());
        Task<AioLockReleaser> waiting = mutex.AcquireAsync(Token).AsTask();
        mutex.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(s_long, Token));
        Assert.Throws<ObjectDisposedException>(() => mutex.TryAcquire());
    }

    [Fact]
    public void TryAcquire_NegativeTimeout_Throws()
    {
        using var mutex = new AioLock();
        Assert.Throws<ArgumentOutOfRangeException>(() => mutex.TryAcquire(TimeSpan.FromSeconds(-2), Token));
    }
}
