using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Permits as signals: one process gives what the other one waits for.</summary>
internal sealed class AioSemaphoreRoundTrip : AioPair
{
    private readonly AioSemaphore _there = new(0, permitsAreOwned: false);
    private readonly AioSemaphore _back = new(0, permitsAreOwned: false);

    protected override async Task<double> LeadAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            _there.Release();
            await _back.AcquireAsync();
        }
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            await _there.AcquireAsync();
            _back.Release();
        }
    }
}
