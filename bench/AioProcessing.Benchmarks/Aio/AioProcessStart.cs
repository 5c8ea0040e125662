using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>The child's method does nothing but look at the clock, which all processes share.</summary>
internal sealed class AioStartToFirstInstruction : Contestant
{
    public override int? FixedOperations => 5;

    public override async Task<double> MeasureAsync(int operations)
    {
        var costs = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            costs[i] = Time.Nanoseconds(await AioProcess.RunAsync(Stopwatch.GetTimestamp) - start);
        }
        return Statistics.Median(costs);
    }
}

internal sealed class AioStartToExit : Contestant
{
    public override int? FixedOperations => 5;

    public override async Task<double> MeasureAsync(int operations)
    {
        var costs = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await using AioProcess child = AioProcess.Start(DoNothing);
            await child.JoinAsync();
            costs[i] = Time.PerOperation(start, 1);
        }
        return Statistics.Median(costs);
    }

    private static void DoNothing()
    {
    }
}
