using System.Globalization;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>What waiting children cost while they wait, each.</summary>
internal abstract class AioStandbyIdle : Contestant
{
    private const int Children = 4;

    public override int? FixedOperations => 1;

    public override async Task PrepareAsync(LaneSettings settings)
    {
        await AioStandby.Warm(Children);
        // The runtime compiles in the background for a moment after the last call.
        await Task.Delay(TimeSpan.FromSeconds(2));
    }

    protected static double AveragePerChild(Func<int, double> cost) => AioStandby.Pool.Ids.Average(cost);
}

/// <summary>Nanoseconds of processor time per second, over all threads.</summary>
internal sealed class AioStandbyProcessorTime : AioStandbyIdle
{
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(2);

    public override async Task<double> MeasureAsync(int operations)
    {
        double before = AveragePerChild(Used);
        await Task.Delay(s_span);
        return (AveragePerChild(Used) - before) / s_span.TotalSeconds;
    }

    private static double Used(int pid) => Directory.GetDirectories($"/proc/{pid}/task")
        .Sum(thread => double.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture));
}

/// <summary>Bytes that no other process shares.</summary>
internal sealed class AioStandbyPrivateMemory : AioStandbyIdle
{
    public override Task<double> MeasureAsync(int operations) => Task.FromResult(AveragePerChild(Private));

    private static double Private(int pid) => File.ReadLines($"/proc/{pid}/smaps_rollup").Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
}
