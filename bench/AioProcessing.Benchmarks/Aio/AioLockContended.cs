using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

internal sealed class AioLockContended : AioPair
{
    private readonly AioLock _lock = new();
    private readonly AioQueue<int> _progress = new(capacity: 2);

    protected override async Task<double> LeadAsync(int operations)
    {
        await _progress.GetAsync();
        long start = Stopwatch.GetTimestamp();
        await HammerAsync(operations);
        await _progress.GetAsync();
        return Time.PerOperation(start, 2L * operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        await _progress.PutAsync(0);
        await HammerAsync(operations);
        await _progress.PutAsync(operations);
    }

    private async Task HammerAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            using (await _lock.AcquireAsync())
            {
            }
        }
    }
}
