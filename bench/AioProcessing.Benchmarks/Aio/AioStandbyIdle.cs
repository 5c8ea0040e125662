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
}

/// <summary>Nanoseconds of processor time per second, over all threads.</summary>
internal sealed class AioStandbyProcessorTime : AioStandbyIdle
{
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(2);

    public override async Task<double> MeasureAsync(int operations)
    {
        Dictionary<string, double> before = Threads();
        await Task.Delay(s_span);
        // A thread that has ended meanwhile is left out: what it used is no longer told.
        double used = Threads().Where(thread => before.ContainsKey(thread.Key)).Sum(thread => thread.Value - before[thread.Key]);
        return used / AioStandby.Count / s_span.TotalSeconds;
    }

    private static Dictionary<string, double> Threads() => AioStandby.Pool.Ids.SelectMany(pid => Directory.GetDirectories($"/proc/{pid}/task"))
        .ToDictionary(thread => thread, thread => double.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture));
}

/// <summary>Bytes that no other process shares.</summary>
internal sealed class AioStandbyPrivateMemory : AioStandbyIdle
{
    public override Task<double> MeasureAsync(int operations) => Task.FromResult(AioStandby.Pool.Ids.Average(Private));

    private static double Private(int pid) => File.ReadLines($"/proc/{pid}/smaps_rollup").Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
}
