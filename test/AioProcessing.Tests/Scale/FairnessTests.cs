using System.Diagnostics;

namespace AioProcessing.Tests.Scale;

public sealed class FairnessTests
{
    private const double LeastShare = 0.30;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_fight = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Acquire_TwoProcessesFightForASecond_NeitherStarves(bool areBlocking)
    {
        using var mutex = new AioLock();
        using var ready = new AioSemaphore(0, permitsAreOwned: false);
        using var go = new AioEvent();
        await using AioProcess<Score> first = AioProcess.Start(FightAsync, mutex, ready, go, areBlocking);
        await using AioProcess<Score> second = AioProcess.Start(FightAsync, mutex, ready, go, areBlocking);
        using IDisposable firstEnd = first.KillAtEnd(), secondEnd = second.KillAtEnd();
        await ready.AcquireAsync(Token);
        await ready.AcquireAsync(Token);
        go.Set();
        Score[] scores = [await first.Result.WaitAsync(s_patience, Token), await second.Result.WaitAsync(s_patience, Token)];
        double all = scores.Sum(score => score.Acquisitions);
        string said = string.Join("; ", scores.Select(score => $"{score.Acquisitions:N0} acquisitions, {score.Acquisitions / all:P1}, longest wait {score.LongestWait.TotalMilliseconds:F2} ms"));
        TestContext.Current.TestOutputHelper!.WriteLine(said);
        Assert.All(scores, score => Assert.True(score.Acquisitions / all >= LeastShare, said));
    }

    private static async Task<Score> FightAsync(AioLock mutex, AioSemaphore ready, AioEvent go, bool areBlocking)
    {
        // The first turns compile; they do not count.
        for (int i = 0; i < 1000; i++)
            (areBlocking ? mutex.Acquire() : await mutex.AcquireAsync()).Dispose();
        ready.Release();
        await go.WaitAsync();
        long start = Stopwatch.GetTimestamp(), longest = 0, count = 0;
        while (Stopwatch.GetElapsedTime(start) < s_fight)
        {
            long before = Stopwatch.GetTimestamp();
            AioLockReleaser releaser = areBlocking ? mutex.Acquire() : await mutex.AcquireAsync();
            longest = Math.Max(longest, Stopwatch.GetTimestamp() - before);
            count++;
            releaser.Dispose();
        }

        return new Score(count, Stopwatch.GetElapsedTime(0, longest));
    }

    private sealed record Score(long Acquisitions, TimeSpan LongestWait);
}
