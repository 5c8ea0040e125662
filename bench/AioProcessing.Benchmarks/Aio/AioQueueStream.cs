using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>One process puts, the other one gets, and says so when it has everything.</summary>
internal sealed class AioQueueStream<T>(T message, int capacity) : AioPair
{
    private readonly AioQueue<T> _queue = new(capacity);
    private readonly AioQueue<int> _received = new(capacity: 1);

    protected override async Task<double> LeadAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await _queue.PutAsync(message);
        await _received.GetAsync();
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
            await _queue.GetAsync();
        await _received.PutAsync(operations);
    }
}
