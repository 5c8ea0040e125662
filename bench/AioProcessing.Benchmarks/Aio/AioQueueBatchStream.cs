using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>As <see cref="AioQueueStream{T}"/>, many messages to a call.</summary>
internal sealed class AioQueueBatchStream<T>(T message, int capacity, int batch) : AioPair
{
    private readonly AioQueue<T> _queue = new(capacity);
    private readonly AioQueue<int> _received = new(capacity: 1);
    private readonly T[] _messages = [.. Enumerable.Repeat(message, batch)];

    protected override async Task<double> LeadAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int left = operations; left > 0; left -= _messages.Length)
            await _queue.PutManyAsync(left >= _messages.Length ? _messages : _messages[..left]);
        await _received.GetAsync();
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int left = operations; left > 0;)
            left -= (await _queue.GetManyAsync(Math.Min(left, _messages.Length))).Length;
        await _received.PutAsync(operations);
    }
}
