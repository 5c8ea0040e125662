using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

internal sealed class AioEventWake : AioPair
{
    private readonly AioEvent _signal = new();
    private readonly AioQueue<long> _wokenAt = new(capacity: 1);

    protected override async Task<double> LeadAsync(int operations)
    {
        var latencies = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            await Task.Delay(WakeGap.Milliseconds);
            long start = Stopwatch.GetTimestamp();
            _signal.Set();
            latencies[i] = Time.Nanoseconds(await _wokenAt.GetAsync() - start);
        }
        return Statistics.Median(latencies);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            await _signal.WaitAsync();
            long wokenAt = Stopwatch.GetTimestamp();
            _signal.Reset();
            await _wokenAt.PutAsync(wokenAt);
        }
    }
}
