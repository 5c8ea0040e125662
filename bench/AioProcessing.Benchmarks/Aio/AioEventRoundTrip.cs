using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

internal sealed class AioEventRoundTrip : AioPair
{
    private readonly AioEvent _there = new();
    private readonly AioEvent _back = new();

    protected override async Task<double> LeadAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            _there.Set();
            await _back.WaitAsync();
            _back.Reset();
        }
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            await _there.WaitAsync();
            _there.Reset();
            _back.Set();
        }
    }
}
