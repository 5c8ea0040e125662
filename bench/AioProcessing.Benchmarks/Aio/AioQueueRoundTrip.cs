using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;

namespace AioProcessing.Benchmarks.Aio;

/// <param name="idleMilliseconds">How long nothing happens before each round trip; not counted.</param>
internal sealed class AioQueueRoundTrip(int idleMilliseconds = 0) : AioPair
{
    private readonly int _idleMilliseconds = idleMilliseconds;
    private readonly AioQueue<Message16> _there = new(capacity: 16);
    private readonly AioQueue<Message16> _back = new(capacity: 16);

    protected override async Task<double> LeadAsync(int operations)
    {
        long ticks = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            if (_idleMilliseconds != 0)
            {
                await Task.Delay(_idleMilliseconds);
                start = Stopwatch.GetTimestamp();
            }
            await _there.PutAsync(new Message16(i, i));
            await _back.GetAsync();
            if (_idleMilliseconds != 0)
                ticks += Stopwatch.GetTimestamp() - start;
        }
        return _idleMilliseconds != 0 ? Time.Nanoseconds(ticks) / operations : Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
            await _back.PutAsync(await _there.GetAsync());
    }
}
