using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Suite;

/// <summary>All benchmarks, in the order in which they run.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        .. ProcessStart.All,
        .. LockPair.All,
        .. LockFairness.All,
        .. SyncPair.All,
        .. EventWake.All,
        .. QueueRoundTrip.All,
        .. QueueThroughput.All,
        .. SharedData.All,
        .. Pools.All,
        .. Connections.All,
        .. Managers.All,
        .. Idle.All,
    ];

    public static Benchmark Find(string name) => All.Single(benchmark => benchmark.Name == name);
}
