using System.Diagnostics;

namespace AioProcessing.Core;

/// <summary>How long the next wait at one object looks again before it sleeps; learns from the last ones.</summary>
/// <remarks>
/// Sleeping and being woken on another core costs tens of microseconds, so looking again for that long at most doubles the cost and often
/// saves all of it. Where it does not pay the budget is halved down to nothing, and tried in full now and then in case things have changed. On one
/// processor the other side cannot act while we look, so there is never a budget.
/// </remarks>
internal struct SpinBudget
{
    private const int TryAgainEvery = 16;

    private static readonly long s_full = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 40_000 : 0; // 25 µs
    private static readonly long s_least = Stopwatch.Frequency / 1_000_000;

    private long _ticks;
    private int _sinceFull;

    public long Begin()
    {
        if (_ticks != 0 || ++_sinceFull % TryAgainEvery != 1)
            return _ticks;
        return _ticks = s_full;
    }

    public void Succeeded() => _ticks = s_full;

    public void Failed()
    {
        _ticks /= 4;
        if (_ticks < s_least)
            _ticks = 0;
    }
}
