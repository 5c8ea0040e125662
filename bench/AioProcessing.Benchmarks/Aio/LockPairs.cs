using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

internal sealed class AioLockAwaited : Contestant
{
    private readonly AioLock _lock = new();

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (await _lock.AcquireAsync())
            {
            }
        }
        return Time.PerOperation(start, operations);
    }
}

internal sealed class AioLockBlocking : Contestant
{
    private readonly AioLock _lock = new();

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (_lock.Acquire())
            {
            }
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}
