using System.Collections.Concurrent;
using System.Diagnostics;

namespace AioProcessing.Torture.Scenarios;

/// <summary>How long calls of a process that nobody kills took while others were being killed.</summary>
internal sealed class StallClock
{
    private readonly ConcurrentDictionary<int, long> _running = [];
    private readonly ConcurrentQueue<(long Start, long End)> _ended = [];
    private int _lastCall;

    /// <summary>Measures one call.</summary>
    public async Task<T> MeasureAsync<T>(Func<ValueTask<T>> callAsync)
    {
        int call = Interlocked.Increment(ref _lastCall);
        long start = Stopwatch.GetTimestamp();
        _running[call] = start;
        try
        {
            return await callAsync();
        }
        finally
        {
            _running.TryRemove(call, out _);
            _ended.Enqueue((start, Stopwatch.GetTimestamp()));
            while (_ended.Count > 10_000)
                _ended.TryDequeue(out _);
        }
    }

    /// <summary>The longest part, in milliseconds, that any call spent after that moment: the stall that a kill at that moment caused, at most.</summary>
    public double LongestSince(long moment)
    {
        long now = Stopwatch.GetTimestamp();
        IEnumerable<long> ended = _ended.Where(call => call.End > moment).Select(call => call.End - Math.Max(call.Start, moment));
        IEnumerable<long> running = _running.Values.Select(start => now - Math.Max(start, moment));
        return ended.Concat(running).DefaultIfEmpty().Max() * 1000.0 / Stopwatch.Frequency;
    }
}
