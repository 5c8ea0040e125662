using System.Diagnostics;

namespace AioProcessing.Core;

/// <summary>The time that decisions of the core depend on.</summary>
/// <remarks>A type of its own because the interleaving build replaces it by one that stands still: a schedule must repeat exactly.</remarks>
internal static class Clock
{
    /// <summary>Ticks per second.</summary>
    public static long Frequency => Stopwatch.Frequency;

    /// <summary>Ticks since some moment.</summary>
    public static long Now => Stopwatch.GetTimestamp();
}
