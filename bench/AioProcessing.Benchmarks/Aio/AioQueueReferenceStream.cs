using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Items that are written in place and read in place: nothing is copied, whatever their size.</summary>
internal sealed class AioQueueReferenceStream(int messageBytes, int capacity) : AioPair
{
    private readonly AioQueue<byte[]> _queue = new(capacity);
    private readonly AioQueue<int> _received = new(capacity: 1);
    private readonly int _messageBytes = messageBytes;

    protected override async Task<double> LeadAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using AioQueueBuffer buffer = _queue.Rent(_messageBytes);
            buffer.Span[0] = (byte)i;
            await buffer.PutAsync();
        }

        await _received.GetAsync();
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            using AioLease<byte[]> lease = await _queue.LeaseAsync();
            if (lease.Memory.Span[0] != (byte)i)
                throw new InvalidOperationException($"Message {i} came out of order.");
            lease.Complete();
        }

        await _received.PutAsync(operations);
    }
}
