namespace AioProcessing.Tests.Conformance;

public abstract class SemaphoreConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task AcquireAndRelease_CountsPermits()
    {
        using IAioSemaphore semaphore = Home.Semaphore(2);
        Assert.Equal(2, semaphore.CurrentCount);
        AioSemaphoreReleaser first = await semaphore.AcquireAsync(Token);
        Assert.True(semaphore.TryAcquire());
        Assert.Equal(0, semaphore.CurrentCount);
        Assert.False(semaphore.TryAcquire());
        Assert.False(await semaphore.TryAcquireAsync(Short, Token));
        Assert.False(semaphore.TryAcquire(Short, Token));
        await first.DisposeAsync();
        semaphore.Release();
        Assert.Equal(2, semaphore.CurrentCount);
        semaphore.Release(3);
        Assert.Equal(5, semaphore.CurrentCount);
    }

    [Fact]
    public async Task Release_Several_LetsAsManyWaitersGoOn()
    {
        using IAioSemaphore semaphore = Home.Semaphore(0);
        Task<AioSemaphoreReleaser>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => semaphore.AcquireAsync(Token).AsTask())];
        Task<bool> blocked = OnThread(() => semaphore.TryAcquire(Eventually.Patience, Token));
        semaphore.Release(4);
        await Task.WhenAll(waiting).InTime();
        Assert.True(await blocked.InTime());
        Assert.Equal(0, semaphore.CurrentCount);
    }

    [Fact]
    public async Task Release_TooManyOfABoundedOne_ThrowsAndChangesNothing()
    {
        using IAioSemaphore semaphore = Home.BoundedSemaphore(2);
        Assert.Equal(2, semaphore.Capacity);
        Assert.Throws<AioException>(() => semaphore.Release());
        AioSemaphoreReleaser permit = await semaphore.AcquireAsync(Token);
        Assert.Throws<AioException>(() => semaphore.Release(2));
        Assert.Equal(1, semaphore.CurrentCount);
        permit.Dispose();
        Assert.Throws<AioException>(permit.Dispose);
        Assert.Equal(2, semaphore.CurrentCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Release(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Release_SomeByReleasersSomeWithout_EachGivesOneBack(bool isReleaserFirst)
    {
        using IAioSemaphore semaphore = Home.BoundedSemaphore(2);
        AioSemaphoreReleaser before = isReleaserFirst ? await semaphore.AcquireAsync(Token) : default;
        Assert.True(semaphore.TryAcquire());
        AioSemaphoreReleaser after = isReleaserFirst ? default : await semaphore.AcquireAsync(Token);
        semaphore.Release();
        Assert.Equal(1, semaphore.CurrentCount);
        before.Dispose();
        after.Dispose();
        Assert.Equal(2, semaphore.CurrentCount);
    }

    [Fact]
    public async Task AnyWait_Cancelled_TakesNoPermit()
    {
        using IAioSemaphore semaphore = Home.Semaphore(0);
        using var source = new CancellationTokenSource();
        Task cancelled = semaphore.AcquireAsync(source.Token).AsTask(), blocked = OnThread(() => semaphore.Acquire(source.Token));
        Task behind = semaphore.AcquireAsync(Token).AsTask();
        await source.CancelAsync();
        await AssertCancelled(cancelled, source.Token);
        await AssertCancelled(blocked, source.Token);
        semaphore.Release();
        await behind.InTime();
        Assert.Equal(0, semaphore.CurrentCount);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        IAioSemaphore semaphore = Home.Semaphore(0);
        Task waiting = semaphore.AcquireAsync(Token).AsTask();
        semaphore.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
    }

    [Fact]
    public void New_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Home.Semaphore(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Home.BoundedSemaphore(0));
    }

    [Fact]
    public async Task Acquire_HolderInAnotherProcessKilled_ItsPermitsComeBack()
    {
        using IAioSemaphore semaphore = Home.BoundedSemaphore(3);
        await using AioProcess peer = await StartPeerAsync(TakeTwo, semaphore);
        Assert.Equal(1, semaphore.CurrentCount);
        Assert.True(semaphore.TryAcquire());
        Task waiting = semaphore.AcquireAsync(Token).AsTask();
        await KillAsync(peer);
        await waiting.InTime();
        await Eventually.True(() => semaphore.CurrentCount == 1, "the other permit");
    }

    [Fact]
    public async Task Release_WaiterInAnotherProcessKilled_ThePermitIsNotLost()
    {
        using IAioSemaphore semaphore = Home.Semaphore(0);
        await using AioProcess peer = await StartPeerAsync(WaitForOne, semaphore);
        await KillAsync(peer);
        semaphore.Release();
        Assert.True(await semaphore.TryAcquireAsync(Eventually.Patience, Token));
    }

    private static void TakeTwo(IAioSemaphore semaphore, AioEvent ready)
    {
        semaphore.Acquire();
        semaphore.Acquire();
        ready.Set();
        Sleep();
    }

    private static void WaitForOne(IAioSemaphore semaphore, AioEvent ready)
    {
        Task waiting = semaphore.AcquireAsync().AsTask();
        ready.Set();
        waiting.Wait();
        Sleep();
    }
}
