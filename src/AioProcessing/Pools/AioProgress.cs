namespace AioProcessing;

/// <summary>How far a call is.</summary>
/// <param name="Done">Items that have an outcome.</param>
/// <param name="Total">All items; null when the source does not say beforehand.</param>
/// <param name="Elapsed">Since the call began.</param>
public readonly record struct AioProgress(long Done, long? Total, TimeSpan Elapsed)
{
    /// <summary>Items per second so far.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The part that is done, 0 to 1; null when the total is not known.</summary>
    public double? Fraction => Total is long total ? total == 0 ? 1 : (double)Done / total : null;

    /// <summary>What the rest takes at the rate so far; null when the total or the rate is not known.</summary>
    public TimeSpan? Remaining => Total is long total && Rate > 0 ? TimeSpan.FromSeconds(Math.Min((total - Done) / Rate, TimeSpan.MaxValue.TotalSeconds / 2)) : null;
}
