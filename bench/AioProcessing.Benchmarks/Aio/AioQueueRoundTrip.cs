using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;

namespace AioProcessing.Benchmarks.Aio;

internal sealed class AioQueueRoundTrip : AioPair
{
    private readonly AioQueue<Message16> _there = new(capacity: 16);
    private readonly AioQueue<Message16> _back = new(capacity: 16);

    protected override async Task<double> LeadAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            await _there.PutAsync(new Message16(i, i));
            await _back.GetAsync();
        }
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
            await _back.PutAsync(await _there.GetAsync());
    }
}
