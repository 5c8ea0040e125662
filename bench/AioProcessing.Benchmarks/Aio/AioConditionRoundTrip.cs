using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Each side notifies the other one and waits, under the one lock of the condition; so whoever notifies knows that the other waits.</summary>
internal sealed class AioConditionRoundTrip : AioPair
{
    private readonly AioCondition _turn = new();
    private readonly AioEvent _isWaiting = new();

    protected override async Task<double> LeadAsync(int operations)
    {
        await _isWaiting.WaitAsync();
        _isWaiting.Reset();
        using (await _turn.AcquireAsync())
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < operations; i++)
            {
                _turn.Notify();
                await _turn.WaitAsync();
            }
            return Time.PerOperation(start, operations);
        }
    }

    protected override async Task FollowAsync(int operations)
    {
        using (await _turn.AcquireAsync())
        {
            _isWaiting.Set(); // Seen at once, but the lock is free only when this side waits.
            for (int i = 0; i < operations; i++)
            {
                await _turn.WaitAsync();
                _turn.Notify();
            }
        }
    }
}

/// <summary>One notification after a pause; over when the other process has the lock again.</summary>
internal sealed class AioConditionWake : AioPair
{
    private readonly AioCondition _signal = new();
    private readonly AioQueue<long> _wokenAt = new(capacity: 1);
    private readonly AioEvent _isWaiting = new();

    protected override async Task<double> LeadAsync(int operations)
    {
        var latencies = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            await _isWaiting.WaitAsync();
            _isWaiting.Reset();
            await Task.Delay(WakeGap.Milliseconds);
            long start;
            using (await _signal.AcquireAsync())
            {
                start = Stopwatch.GetTimestamp();
                _signal.Notify();
            }
            latencies[i] = Time.Nanoseconds(await _wokenAt.GetAsync() - start);
        }
        return Statistics.Median(latencies);
    }

    protected override async Task FollowAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            long wokenAt;
            using (await _signal.AcquireAsync())
            {
                _isWaiting.Set();
                await _signal.WaitAsync();
                wokenAt = Stopwatch.GetTimestamp();
            }
            await _wokenAt.PutAsync(wokenAt);
        }
    }
}
