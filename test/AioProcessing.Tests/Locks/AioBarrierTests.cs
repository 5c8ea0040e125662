namespace AioProcessing.Tests.Locks;

public sealed class AioBarrierTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignalAndWaitAsync_TwoTasks_PassWithDifferentIndexes()
    {
        using var barrier = new AioBarrier(2);
        Task<int> first = barrier.SignalAndWaitAsync(Token).AsTask();
        Assert.Equal(1, barrier.WaitingCount);
        Assert.False(first.IsCompleted);
        Assert.Equal(1, await barrier.SignalAndWaitAsync(Token));
        Assert.Equal(0, await first.InTime());
        Assert.Equal(0, barrier.WaitingCount);
        Assert.Equal(2, barrier.ParticipantCount);
    }

    [Fact]
    public async Task SignalAndWaitAsync_ManyRounds_NobodyIsARoundAhead()
    {
        const int Parties = 5, Rounds = 300;
        using var barrier = new AioBarrier(Parties);
        int[] rounds = new int[Parties], indexes = new int[Rounds];
        await Task.WhenAll(Enumerable.Range(0, Parties).Select(party => Task.Run(async () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Assert.DoesNotContain(rounds, other => Math.Abs(Volatile.Read(ref other) - round) > 1);
                int index = party % 2 == 0 ? await barrier.SignalAndWaitAsync(Token) : barrier.SignalAndWait(Token);
                Interlocked.Or(ref indexes[round], 1 << index);
                Volatile.Write(ref rounds[party], round + 1);
            }
        }, Token))).InTime();
        Assert.All(indexes, set => Assert.Equal((1 << Parties) - 1, set));
    }

    [Fact]
    public async Task SignalAndWait_OneParty_PassesAtOnce()
    {
        int acted = 0;
        using var barrier = new AioBarrier(1, () => acted++);
        Assert.Equal(0, barrier.SignalAndWait(Token));
        Assert.Equal(0, await barrier.SignalAndWaitAsync(Token));
        Assert.True(barrier.TrySignalAndWait(out int index));
        Assert.Equal(0, index);
        Assert.Equal(3, acted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void New_PartiesOutOfRange_Throws(int parties) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioBarrier(parties));

    [Fact]
    public void New_TimeLimitOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioBarrier(2, timeout: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioBarrier(2, timeout: TimeSpan.FromSeconds(-3)));
    }

    [Fact]
    public async Task Action_EachRound_RunsOnceBeforeAnybodyGoesOn()
    {
        const int Parties = 3, Rounds = 100;
        int acted = 0;
        using var barrier = new AioBarrier(Parties, () => acted++);
        await Task.WhenAll(Enumerable.Range(0, Parties).Select(_ => Task.Run(async () =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                await barrier.SignalAndWaitAsync(Token);
                Assert.InRange(Volatile.Read(ref acted), round, round + 1);
            }
        }, Token))).InTime();
        Assert.Equal(Rounds, acted);
    }

    [Fact]
    public async Task Action_Throws_ThatPartyGetsItAndTheOthersABrokenBarrier()
    {
        bool fails = true;
        using var barrier = new AioBarrier(2, () =>
        {
            if (fails)
                throw new InvalidTimeZoneException("no");
        });
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await barrier.SignalAndWaitAsync(Token));
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
        Assert.True(barrier.IsBroken);
        fails = false;
        barrier.Reset();
        await PassesAsync(barrier);
    }

    [Fact]
    public async Task SignalAndWait_WhileTheActionRuns_BelongsToTheNextRound()
    {
        using var acting = new AioEvent();
        using var goOn = new AioEvent();
        int acted = 0;
        using var barrier = new AioBarrier(2, () =>
        {
            acted++;
            acting.Set();
            goOn.Wait(Token);
        });
        Task<int> first = barrier.SignalAndWaitAsync(Token).AsTask();
        Task<int> second = Task.Run(() => barrier.SignalAndWait(Token), Token);
        await acting.WaitAsync(Token).AsTask().InTime();
        Task<int> third = barrier.SignalAndWaitAsync(Token).AsTask();
        Assert.False(await barrier.TrySignalAndWaitAsync(s_short, Token) is (true, _));
        Assert.False(barrier.TrySignalAndWait(s_short, out _, Token));
        Assert.False(barrier.TrySignalAndWait(out _));
        Assert.False(barrier.IsBroken);
        Task<int> fourth = Task.Run(() => barrier.SignalAndWait(Token), Token);
        goOn.Set();
        Assert.Equal(1, await first.InTime() + await second.InTime());
        Assert.Equal(1, await third.InTime() + await fourth.InTime());
        Assert.Equal(2, acted);
    }

    [Fact]
    public async Task TrySignalAndWaitAsync_TimedOut_BreaksItForAllUntilReset()
    {
        using var barrier = new AioBarrier(3);
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        Assert.Equal((false, -1), await barrier.TrySignalAndWaitAsync(s_short, Token));
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
        Assert.True(barrier.IsBroken);
        Assert.Equal(0, barrier.WaitingCount);
        await Assert.ThrowsAsync<AioBrokenBarrierException>(async () => await barrier.SignalAndWaitAsync(Token));
        Assert.Throws<AioBrokenBarrierException>(() => barrier.SignalAndWait(Token));
        Assert.Throws<AioBrokenBarrierException>(() => barrier.TrySignalAndWait(out _));
        barrier.Reset();
        await PassesAsync(barrier);
    }

    [Fact]
    public async Task TrySignalAndWait_BlockingAndTimedOut_BreaksIt()
    {
        using var barrier = new AioBarrier(2);
        Assert.False(barrier.TrySignalAndWait(s_short, out int index, Token));
        Assert.Equal(-1, index);
        Assert.True(barrier.IsBroken);
        barrier.Reset();
        await PassesAsync(barrier);
    }

    [Fact]
    public async Task SignalAndWait_BarriersTimeLimit_ThrowsAndBreaksIt()
    {
        using var barrier = new AioBarrier(2, timeout: s_short);
        await Assert.ThrowsAsync<AioBrokenBarrierException>(async () => await barrier.SignalAndWaitAsync(Token));
        barrier.Reset();
        Assert.Throws<AioBrokenBarrierException>(() => barrier.SignalAndWait(Token));
        barrier.Reset();
        Task<(bool, int)> patient = barrier.TrySignalAndWaitAsync(Eventually.Patience, Token).AsTask();
        Assert.Equal(1, await barrier.SignalAndWaitAsync(Token));
        Assert.Equal((true, 0), await patient.InTime());
    }

    [Fact]
    public async Task SignalAndWaitAsync_CancelledWhileWaiting_BreaksIt()
    {
        using var barrier = new AioBarrier(3);
        using var source = new CancellationTokenSource();
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        Task<int> cancelled = barrier.SignalAndWaitAsync(source.Token).AsTask();
        await source.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        Assert.Equal(source.Token, error.CancellationToken);
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
    }

    [Fact]
    public async Task SignalAndWaitAsync_CancelledBefore_DoesNotArrive()
    {
        using var barrier = new AioBarrier(2);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await barrier.SignalAndWaitAsync(cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => barrier.SignalAndWait(cancelled));
        Assert.Equal(0, barrier.WaitingCount);
        Assert.False(barrier.IsBroken);
    }

    [Fact]
    public async Task TrySignalAndWait_OthersMissing_DoesNotArrive()
    {
        using var barrier = new AioBarrier(2);
        Assert.False(barrier.TrySignalAndWait(out int index));
        Assert.Equal(-1, index);
        Assert.Equal((false, -1), await barrier.TrySignalAndWaitAsync(TimeSpan.Zero, Token));
        Assert.Equal(0, barrier.WaitingCount);
        Assert.False(barrier.IsBroken);
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        Assert.True(barrier.TrySignalAndWait(out index));
        Assert.Equal(1, index);
        Assert.Equal(0, await waiting.InTime());
    }

    [Fact]
    public async Task Abort_WithWaiters_BreaksItUntilReset()
    {
        using var barrier = new AioBarrier(2);
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        barrier.Abort();
        barrier.Abort();
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
        Assert.True(barrier.IsBroken);
        barrier.Reset();
        Assert.False(barrier.IsBroken);
        await PassesAsync(barrier);
    }

    [Fact]
    public async Task Reset_WithWaiters_TheyFailAndTheBarrierIsNew()
    {
        using var barrier = new AioBarrier(2);
        barrier.Reset();
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        barrier.Reset();
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
        Assert.False(barrier.IsBroken);
        Assert.Equal(0, barrier.WaitingCount);
        await PassesAsync(barrier);
    }

    [Fact]
    public async Task Abort_WhileTheActionRuns_NobodyPasses()
    {
        AioBarrier? self = null;
        using var barrier = new AioBarrier(2, () => self!.Abort());
        self = barrier;
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        await Assert.ThrowsAsync<AioBrokenBarrierException>(async () => await barrier.SignalAndWaitAsync(Token));
        await Assert.ThrowsAsync<AioBrokenBarrierException>(() => waiting.InTime());
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        var barrier = new AioBarrier(2);
        Task<int> waiting = barrier.SignalAndWaitAsync(Token).AsTask();
        barrier.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
        Assert.Throws<ObjectDisposedException>(() => barrier.IsBroken);
    }

    [Fact]
    public void Put_ActionThatCannotCross_NamesTheMember()
    {
        var timer = new Timer(_ => { });
        using var barrier = new AioBarrier(2, () => timer.Change(0, 0));
        using var queue = new AioQueue<Job>(1);
        AioSerializationException error = Assert.Throws<AioSerializationException>(() => queue.Put(new Job(barrier), Token));
        Assert.Contains("Barrier.action", error.MemberPath, StringComparison.Ordinal);
        Assert.Contains("timer", error.MemberPath, StringComparison.Ordinal);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task Put_ActionThatCanCross_TheCopyRunsIt()
    {
        using var acted = new AioQueue<int>(1);
        using var barrier = new AioBarrier(1, () => acted.Put(42));
        using var queue = new AioQueue<Job>(1);
        await queue.PutAsync(new Job(barrier), Token);
        using AioBarrier same = (await queue.GetAsync(Token)).Barrier;
        Assert.Equal(0, same.SignalAndWait(Token));
        Assert.Equal(42, await acted.GetAsync(Token));
    }

    private static async Task PassesAsync(AioBarrier barrier)
    {
        Task<int>[] parties = [.. Enumerable.Range(0, barrier.ParticipantCount).Select(_ => barrier.SignalAndWaitAsync(Token).AsTask())];
        Assert.Equal(Enumerable.Range(0, barrier.ParticipantCount), await Task.WhenAll(parties).InTime());
    }

    private sealed record Job(AioBarrier Barrier);
}
