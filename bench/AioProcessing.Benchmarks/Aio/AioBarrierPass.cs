using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Two processes that meet again and again: one of them always comes last and wakes the other.</summary>
internal sealed class AioBarrierPass : AioPair
{
    private readonly AioBarrier _barrier = new(2);

    protected override async Task<double> LeadAsync(int operations)
    {
        await _barrier.SignalAndWaitAsync();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await _barrier.SignalAndWaitAsync();
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i <= operations; i++)
            await _barrier.SignalAndWaitAsync();
    }
}
