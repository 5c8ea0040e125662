using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>The runtime's own lock between threads.</summary>
internal sealed class MonitorPair : Contestant
{
    private readonly object _lock = new();

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            Monitor.Enter(_lock);
            Monitor.Exit(_lock);
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>The runtime's own lock that can be awaited.</summary>
internal sealed class SemaphoreSlimPair : Contestant
{
    private readonly SemaphoreSlim _lock = new(1, 1);

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            await _lock.WaitAsync();
            _lock.Release();
        }
        return Time.PerOperation(start, operations);
    }
}
