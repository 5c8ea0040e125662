using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>Two threads of one process, each blocked in turn: what the runtime offers where we have two processes.</summary>
internal abstract class ThreadPair : Contestant
{
    public sealed override TimeSpan BatchTime => TimeSpan.FromMilliseconds(20);

    protected abstract double Lead(int operations);

    protected abstract void Follow(int operations);

    public sealed override async Task<double> MeasureAsync(int operations)
    {
        Task follower = Task.Factory.StartNew(() => Follow(operations), TaskCreationOptions.LongRunning);
        double cost = Lead(operations);
        await follower;
        return cost;
    }
}

/// <summary>The counterpart of a condition: <see cref="Monitor.Wait(object)"/> and <see cref="Monitor.Pulse"/>.</summary>
internal sealed class MonitorRoundTrip : ThreadPair
{
    private readonly object _gate = new();
    private bool _isThere;

    protected override double Lead(int operations)
    {
        lock (_gate)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < operations; i++)
            {
                _isThere = true;
                Monitor.Pulse(_gate);
                while (_isThere)
                    Monitor.Wait(_gate);
            }
            return Time.PerOperation(start, operations);
        }
    }

    protected override void Follow(int operations)
    {
        lock (_gate)
        {
            for (int i = 0; i < operations; i++)
            {
                while (!_isThere)
                    Monitor.Wait(_gate);
                _isThere = false;
                Monitor.Pulse(_gate);
            }
        }
    }
}

/// <summary><see cref="System.Threading.Barrier"/>, which blocks.</summary>
internal sealed class ThreadBarrierPass : ThreadPair
{
    private readonly Barrier _barrier = new(2);

    protected override double Lead(int operations)
    {
        _barrier.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            _barrier.SignalAndWait();
        return Time.PerOperation(start, operations);
    }

    protected override void Follow(int operations)
    {
        for (int i = 0; i <= operations; i++)
            _barrier.SignalAndWait();
    }
}
