using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>What two processes get that fight for one lock for a while.</summary>
internal abstract class AioLockFight : AioPair
{
    private const int Warming = 1000;
    private static readonly TimeSpan s_fight = TimeSpan.FromSeconds(1);

    private readonly AioLock _lock = new();
    private readonly AioQueue<Score> _others = new(capacity: 2);

    public override int? FixedOperations => 1;

    protected abstract double Judge(Score mine, Score other);

    protected override async Task<double> LeadAsync(int operations)
    {
        await _others.GetAsync();
        Score mine = await FightAsync();
        return Judge(mine, await _others.GetAsync());
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < Warming; i++)
            (await _lock.AcquireAsync()).Dispose();
        await _others.PutAsync(default);
        await _others.PutAsync(await FightAsync());
    }

    private async Task<Score> FightAsync()
    {
        long start = Stopwatch.GetTimestamp(), longest = 0, count = 0;
        while (Stopwatch.GetElapsedTime(start) < s_fight)
        {
            long before = Stopwatch.GetTimestamp();
            AioLockReleaser releaser = await _lock.AcquireAsync();
            longest = Math.Max(longest, Stopwatch.GetTimestamp() - before);
            count++;
            releaser.Dispose();
        }
        return new Score(count, longest);
    }

    protected readonly record struct Score(long Acquisitions, long LongestWaitTicks);
}

/// <summary>The part, in percent, that the one who got less got; 50 is even.</summary>
internal sealed class AioLockSmallerShare : AioLockFight
{
    protected override double Judge(Score mine, Score other) =>
        100.0 * Math.Min(mine.Acquisitions, other.Acquisitions) / (mine.Acquisitions + other.Acquisitions);
}

/// <summary>The longest that either waited.</summary>
internal sealed class AioLockLongestWait : AioLockFight
{
    protected override double Judge(Score mine, Score other) => Time.Nanoseconds(Math.Max(mine.LongestWaitTicks, other.LongestWaitTicks));
}
