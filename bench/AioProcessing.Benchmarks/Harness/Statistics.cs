using System.Diagnostics;

namespace AioProcessing.Benchmarks.Harness;

internal static class Statistics
{
    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

/// <summary>Stopwatch ticks are the system's monotonic clock, so they may be compared between processes.</summary>
internal static class Time
{
    public static double Nanoseconds(long ticks) => ticks * (1e9 / Stopwatch.Frequency);

    public static double PerOperation(long startTicks, long operations) =>
        Nanoseconds(Stopwatch.GetTimestamp() - startTicks) / operations;
}

/// <summary>How long a waiter is left alone before it is woken, so that it really sleeps.</summary>
internal static class WakeGap
{
    public const int Milliseconds = 1;
}
