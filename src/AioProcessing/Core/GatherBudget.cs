using System.Diagnostics;

namespace AioProcessing.Core;

/// <summary>Whether a reader that has taken all that it saw lets more come before it looks again; learns from the last times.</summary>
/// <remarks>
/// <para>
/// A reader right behind a writer fetches the line with the tail from the writer's cache for every item, and the writer has to fetch it back: that is the
/// slowest way to stream, by a factor of three to five, and once in it both stay in it. A reader that lets a hundred items come first leaves the line to the writer,
/// and then reads them undisturbed.
/// </para>
/// <para>
/// It pays only where items come faster than a few in a microsecond, which an exchange of questions and answers never does. So it is tried now and then, ends as soon as
/// a slice of the wait brought nothing, and is given up for longer and longer while it does not pay.
/// </para>
/// </remarks>
internal struct GatherBudget
{
    /// <summary>With so many at hand a look costs little per item.</summary>
    public const ulong Plenty = 16;

    private const int FirstPause = 16;
    private const int LongestPause = 4_096;
    private const int Pauses = 8;

    private static readonly long s_full = Stopwatch.Frequency / 333_333; // 3 µs
    private static readonly long s_slice = Stopwatch.Frequency / 2_000_000;

    private int _skips;
    private int _pause;

    // Threads may count down together, and below nothing.
    public bool IsDue() => _skips <= 0 || --_skips <= 0;

    /// <summary>When the wait is over at the latest.</summary>
    public static long Begin() => Stopwatch.GetTimestamp() + s_full;

    public static void PassSlice()
    {
        long end = Stopwatch.GetTimestamp() + s_slice;
        do
        {
            for (int i = 0; i < Pauses; i++)
                Atomic.Pause();
        }
        while (Stopwatch.GetTimestamp() < end);
    }

    /// <summary>Whether so many in one slice are worth another.</summary>
    public static bool IsStream(ulong items) => items >= 2;

    public void Learn(ulong gathered)
    {
        bool hasPaid = gathered >= Plenty / 2;
        _pause = hasPaid ? 0 : Math.Clamp(2 * _pause, FirstPause, LongestPause);
        _skips = _pause;
    }
}
