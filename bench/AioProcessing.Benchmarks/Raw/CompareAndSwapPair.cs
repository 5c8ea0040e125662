using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>The least that a lock can do: one compare-and-swap to take it, one exchange to give it back.</summary>
internal sealed unsafe class CompareAndSwapPair : Contestant
{
    private uint* _word;

    public override Task PrepareAsync(LaneSettings settings)
    {
        _word = (uint*)SharedRegion.Create().Memory;
        return Task.CompletedTask;
    }

    public override Task<double> MeasureAsync(int operations)
    {
        uint* word = _word;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            if (Interlocked.CompareExchange(ref *word, 1, 0) != 0)
                throw new InvalidOperationException("Nobody else knows this word.");
            Interlocked.Exchange(ref *word, 0);
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}
