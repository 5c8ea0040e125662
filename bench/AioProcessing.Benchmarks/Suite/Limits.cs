using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Suite;

/// <summary>Limits that several benchmarks share.</summary>
internal static class Limits
{
    /// <summary>A hand-off between two sides that never sleep; pointless where both sit on one processor.</summary>
    public static IEnumerable<Entry> Awake(Placement placement) =>
        placement == Placement.OneCore ? [] : [new("raw cache-line ping-pong, spinning", () => new SpinPingPong())];
}
