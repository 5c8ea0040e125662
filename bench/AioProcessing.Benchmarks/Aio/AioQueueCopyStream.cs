using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Bytes from an array of one process to an array of the other, both of which stay: one copy in and one copy out.</summary>
internal sealed class AioQueueCopyStream(int messageBytes, int capacity) : AioPair
{
    private readonly AioQueue<byte[]> _queue = new(capacity);
    private readonly AioQueue<int> _received = new(capacity: 1);
    private readonly int _messageBytes = messageBytes;

    protected override async Task<double> LeadAsync(int operations)
    {
        byte[] message = new byte[_messageBytes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await _queue.PutAsync(message);
        await _received.GetAsync();
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        byte[] message = new byte[_messageBytes];
        for (int i = 0; i < operations; i++)
        {
            using AioLease<byte[]> lease = await _queue.LeaseAsync();
            lease.Memory.CopyTo(message);
            lease.Complete();
        }

        await _received.PutAsync(operations);
    }
}
