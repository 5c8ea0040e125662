using AioProcessing.Interleavings;

namespace AioProcessing.Core;

/// <summary>The explorer's clock: it moves only when the scenario says so, by the same amount at each look.</summary>
internal static class Clock
{
    public static long Frequency => 1_000_000_000;

    public static long Now => Actor.Current?.World.Tick() ?? 0;
}
