namespace AioProcessing.Tests.Locks;

public sealed class AioSemaphoreTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_UpToTheCount_ThenWaits()
    {
        using var semaphore = new AioSemaphore(2);
        AioSemaphoreReleaser first = await semaphore.AcquireAsync(Token);
        Assert.True(semaphore.TryAcquire());
        Assert.Equal(0, semaphore.CurrentCount);
        Assert.False(semaphore.TryAcquire());
        Assert.False(semaphore.TryAcquire(s_short, Token));
        Assert.False(await semaphore.TryAcquireAsync(s_short, Token));
        Task<AioSemaphoreReleaser> waiting = semaphore.AcquireAsync(Token).AsTask();
        first.Dispose();
        (await waiting.WaitAsync(s_long, Token)).Dispose();
        semaphore.Release();
        Assert.Equal(2, semaphore.CurrentCount);
    }

    [Fact]
    public async Task Release_Several_WakesSeveral()
    {
        using var semaphore = new AioSemaphore(0);
        Task[] waiting = [.. Enumerable.Range(0, 5).Select(_ => semaphore.AcquireAsync(Token).AsTask())];
        semaphore.Release(5);
        await Task.WhenAll(waiting).WaitAsync(s_long, Token);
        Assert.Equal(0, semaphore.CurrentCount);
    }

    [Fact]
    public void Release_BoundedTooOften_ThrowsAndChangesNothing()
    {
        using var semaphore = new AioBoundedSemaphore(2);
        Assert.Throws<AioException>(() => semaphore.Release());
        Assert.True(semaphore.TryAcquire());
        Assert.Throws<AioException>(() => semaphore.Release(2));
        semaphore.Release();
        Assert.Equal(2, semaphore.CurrentCount);
        Assert.Equal(2, semaphore.Capacity);
    }

    [Fact]
    public void Release_MoreThanANumberCanCount_ThrowsAndChangesNothing()
    {
        using var semaphore = new AioSemaphore(1);
        Assert.Throws<AioException>(() => semaphore.Release(int.MaxValue));
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public async Task AcquireAsync_Cancelled_TakesNothing()
    {
        using var semaphore = new AioBoundedSemaphore(1);
        AioSemaphoreReleaser held = await semaphore.AcquireAsync(Token);
        using var source = new CancellationTokenSource();
        Task waiting = semaphore.AcquireAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(s_long, Token));
        held.Dispose();
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(262_144)]
    public void Constructor_ImpossibleCount_Throws(int initial) => Assert.Throws<ArgumentOutOfRangeException>(() => new AioSemaphore(initial));

    [Fact]
    public async Task Acquire_ManyTasks_NeverMoreThanTheCountInside()
    {
        using var semaphore = new AioSemaphore(3);
        int inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 300; i++)
            {
                using (await semaphore.AcquireAsync(Token))
                {
                    Assert.InRange(Interlocked.Increment(ref inside), 1, 3);
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                }
            }
        }, Token))).WaitAsync(s_long, Token);
        Assert.Equal(3, semaphore.CurrentCount);
    }
}
