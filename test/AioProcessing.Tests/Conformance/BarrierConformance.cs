namespace AioProcessing.Tests.Conformance;

public abstract class BarrierConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task SignalAndWait_AllParties_PassWithDifferentIndexes()
    {
        using IAioBarrier barrier = Home.Barrier(3);
        Assert.Equal(3, barrier.ParticipantCount);
        for (int round = 0; round < 3; round++)
        {
            Task<int> first = barrier.SignalAndWaitAsync(Token).AsTask(), second = OnThread(() => barrier.SignalAndWait(Token));
            await Eventually.True(() => barrier.WaitingCount == 2, "two wait");
            (bool passed, int last) = await barrier.TrySignalAndWaitAsync(Eventually.Patience, Token);
            Assert.True(passed);
            Assert.Equal([0, 1, 2], new[] { await first.InTime(), await second.InTime(), last }.Order());
            Assert.Equal(0, barrier.WaitingCount);
        }
    }

    [Fact]
    public async Task TrySignalAndWait_OthersNotThere_DoesNothing()
    {
        using IAioBarrier barrier = Home.Barrier(2);
        Assert.False(barrier.TrySignalAndWait(out int index));
        Assert.Equal(-1, index);
        Assert.Equal((false, -1), await barrier.TrySignalAndWaitAsync(TimeSpan.Zero, Token));
        Assert.False(barrier.IsBroken);
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        await Eventually.True(() => barrier.WaitingCount == 1, "one waits");
        Assert.True(barrier.TrySignalAndWait(out index));
        Assert.Equal(1, index);
        Assert.Equal(0, await waiting.InTime());
    }

    [Fact]
    public async Task Action_EachRound_RunsOnceBeforeAnybodyGoesOn()
    {
        int acted = 0;
        using IAioBarrier barrier = Home.Barrier(3, () => Interlocked.Increment(ref acted));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (int round = 1; round <= 10; round++)
            {
                await barrier.SignalAndWaitAsync(Token);
                Assert.InRange(Volatile.Read(ref acted), round, round + 1);
            }
        }, Token))).InTime();
        Assert.Equal(10, acted);
    }

    [Fact]
    public async Task Action_Throws_ItsPartyGetsItAndTheBarrierIsBroken()
    {
        using IAioBarrier barrier = Home.Barrier(2, static () => throw new InvalidDataException("no"));
        Task<int> first = barrier.SignalAndWaitAsync(Token).AsTask();
        await Eventually.True(() => barrier.WaitingCount == 1, "one waits");
        await Assert.ThrowsAsync<InvalidDataException>(() => barrier.SignalAndWaitAsync(Token).AsTask().InTime());
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => first.InTime());
        Assert.True(barrier.IsBroken);
    }

    [Fact]
    public async Task TrySignalAndWait_TimedOut_BreaksItForAllUntilReset()
    {
        using IAioBarrier barrier = Home.Barrier(3);
        Task<int> other = barrier.SignalAndWaitAsync(Token).AsTask();
        await Eventually.True(() => barrier.WaitingCount == 1, "one waits");
        Assert.Equal((false, -1), await barrier.TrySignalAndWaitAsync(Short, Token));
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => other.InTime());
        Assert.True(barrier.IsBroken);
        Assert.Throws<AioBrokenBarrierException>(() => barrier.TrySignalAndWait(out _));
        Assert.Throws<AioBrokenBarrierException>(() => barrier.SignalAndWait(Token));
        barrier.Reset();
        Assert.False(barrier.IsBroken);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => barrier.SignalAndWaitAsync(Token).AsTask())).InTime();
    }

    [Fact]
    public async Task SignalAndWait_ItsOwnTimeLimitRunsOut_IsBroken()
    {
        using IAioBarrier barrier = Home.Barrier(2, timeout: Short);
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => barrier.SignalAndWaitAsync(Token).AsTask().InTime());
        Assert.Throws<AioBrokenBarrierException>(() => barrier.SignalAndWait(Token));
        Assert.True(barrier.IsBroken);
    }

    [Fact]
    public async Task SignalAndWait_Cancelled_ThrowsWithTheTokenAndBreaksIt()
    {
        using IAioBarrier barrier = Home.Barrier(3);
        using var source = new CancellationTokenSource();
        Task<int> cancelled = barrier.SignalAndWaitAsync(source.Token).AsTask(), other = barrier.SignalAndWaitAsync(Token).AsTask();
        await Eventually.True(() => barrier.WaitingCount == 2, "two wait");
        await source.CancelAsync();
        await AssertCancelled(cancelled, source.Token);
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => other.InTime());
    }

    [Fact]
    public async Task AbortAndReset_WhileOthersWait_TheyAreTold()
    {
        using IAioBarrier barrier = Home.Barrier(2);
        foreach (Action deed in new[] { barrier.Abort, barrier.Reset })
        {
            barrier.Reset();
            Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
            await Eventually.True(() => barrier.WaitingCount == 1, "one waits");
            deed();
            await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
        }

        Assert.False(barrier.IsBroken);
    }

    [Fact]
    public void New_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Home.Barrier(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Home.Barrier(2, timeout: TimeSpan.Zero));
    }

    [Fact]
    public async Task SignalAndWait_WaiterInAnotherProcessKilled_IsBroken()
    {
        using IAioBarrier barrier = Home.Barrier(3);
        await using AioProcess peer = await StartPeerAsync(WaitThere, barrier);
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        await Eventually.True(() => barrier.WaitingCount == 2, "both wait");
        await KillAsync(peer);
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
        Assert.True(barrier.IsBroken);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        IAioBarrier barrier = Home.Barrier(3);
        Task first = barrier.SignalAndWaitAsync(Token).AsTask(), second = barrier.SignalAndWaitAsync(Token).AsTask();
        barrier.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second.InTime());
    }

    private static void WaitThere(IAioBarrier barrier, AioEvent ready)
    {
        Task waiting = barrier.SignalAndWaitAsync().AsTask();
        ready.Set();
        waiting.Wait();
    }
}
