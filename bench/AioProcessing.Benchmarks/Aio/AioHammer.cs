using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Two processes do the same to the same object at the same time, as often as they can.</summary>
internal abstract class AioHammer : AioPair
{
    private readonly AioQueue<int> _progress = new(capacity: 2);

    protected abstract Task HammerAsync(int operations);

    protected sealed override async Task<double> LeadAsync(int operations)
    {
        await _progress.GetAsync();
        long start = Stopwatch.GetTimestamp();
        await HammerAsync(operations);
        await _progress.GetAsync();
        return Time.PerOperation(start, 2L * operations);
    }

    protected sealed override async Task FollowAsync(int operations)
    {
        await _progress.PutAsync(0);
        await HammerAsync(operations);
        await _progress.PutAsync(operations);
    }
}
