using AioProcessing.Core.Layout;

namespace AioProcessing.Pools;

/// <summary>What the numbers and durations that bound a pool and its tasks may be. What may not is refused where it is set.</summary>
internal static class PoolLimits
{
    public static int Workers(string name, int value) => value is > 0 and <= ArenaLayout.MaxProcesses
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"A pool has 1 to {ArenaLayout.MaxProcesses:N0} workers: a context has no room for more processes.");

    public static TimeSpan? Positive(string name, TimeSpan? value) => value == TimeSpan.Zero ? throw NotPositive(name, value.Value) : NotNegative(name, value);

    public static TimeSpan? NotNegative(string name, TimeSpan? value) =>
        value is null || value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw NotPositive(name, value.Value);

    public static int? NotNegative(string name, int? value) =>
        value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must not be negative.");

    public static ArgumentOutOfRangeException TooSmall(string name, long value) => new(name, value, $"{name} is {value}; it must be positive.");

    private static ArgumentOutOfRangeException NotPositive(string name, TimeSpan value) => new(name, value, "A duration here is positive, or Timeout.InfiniteTimeSpan.");
}
