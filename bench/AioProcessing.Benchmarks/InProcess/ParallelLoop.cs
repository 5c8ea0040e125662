using System.Diagnostics;
using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>The same tasks on two threads of this process: what a pool costs that crosses no border, and protects from nothing.</summary>
internal sealed class ParallelLoop(bool works) : Contestant
{
    public override int? FixedOperations => works ? 200 : null;

    public override TimeSpan BatchTime => TimeSpan.FromMilliseconds(50);

    public override async Task<double> MeasureAsync(int operations)
    {
        int[] results = new int[operations];
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, operations), new ParallelOptions { MaxDegreeOfParallelism = 2 }, (i, _) =>
        {
            results[i] = works ? MillisecondWork.Run(i) : i;
            return default;
        });
        return Time.PerOperation(start, operations);
    }
}
