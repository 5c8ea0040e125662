using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>As <see cref="AioStartToFirstInstruction"/>, but a child waits already.</summary>
internal sealed class AioStandbyToFirstInstruction : Contestant
{
    public override int? FixedOperations => 5;

    public override async Task<double> MeasureAsync(int operations)
    {
        var costs = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            await AioStandby.Warm(1);
            // A child that has just become ready still compiles in the background; one that waits for work has long finished.
            await Task.Delay(200);
            long start = Stopwatch.GetTimestamp();
            costs[i] = Time.Nanoseconds(await AioProcess.RunAsync(Stopwatch.GetTimestamp) - start);
        }
        return Statistics.Median(costs);
    }
}
