using System.Diagnostics;

namespace AioProcessing.Core;

/// <summary>How long the next wait at one object looks again before it sleeps; learns from the last ones.</summary>
/// <remarks>
/// <para>
/// Sleeping and being woken on another core costs tens of microseconds, so looking again for that long at most doubles the cost and often
/// saves all of it. Where it does not pay the budget is halved down to nothing, and tried in full now and then in case things have changed.
/// </para>
/// <para>
/// On one processor the other side cannot act while we look, so there the processor is given to it between two looks: a hand-over that needs neither a sleep
/// nor a wake-up. The kernel may give it to a third party as well, and for milliseconds, which a sleeper would not have had to wait for. So an answer
/// that is found late counts as a failure, and the more of the answers are late, the longer it is until the next try.
/// </para>
/// </remarks>
internal struct SpinBudget
{
    private const int TryAgainEvery = 16;
    private const int LongestPause = 4_096;

    private static readonly long s_full = Stopwatch.Frequency / 40_000; // 25 µs
    private static readonly long s_least = Stopwatch.Frequency / 1_000_000;

    private long _ticks;
    private int _sinceFull;
    private int _pause; // Waits that sleep at once after the next late answer.
    private bool _wasLate;

    /// <summary>Whether the other side needs the processor that looks.</summary>
    public static bool SharesProcessor { get; } = Environment.ProcessorCount == 1;

    public long Begin()
    {
        if (_ticks != 0 || ++_sinceFull % TryAgainEvery != 1)
            return _ticks;
        return _ticks = s_full;
    }

    /// <summary>What was waited for has come, and was taken.</summary>
    public void Succeeded()
    {
        if (_wasLate)
        {
            _wasLate = false;
            return;
        }

        _ticks = s_full;
        _pause -= _pause >> 5;
    }

    public void Failed()
    {
        _ticks /= 4;
        if (_ticks < s_least || SharesProcessor)
            _ticks = 0;
    }

    /// <summary>The processor came back when a sleeper would have long had what it waits for. If it is there now, the success that follows does not count.</summary>
    public void CameLate(bool isThere)
    {
        _ticks = 0;
        _sinceFull = -_pause;
        _pause = Math.Min((2 * _pause) + TryAgainEvery, LongestPause);
        _wasLate = isThere;
    }
}
