namespace AioProcessing;

/// <summary>How a named context is opened.</summary>
public sealed class AioContextOptions
{
    /// <summary>
    /// How long to wait for another process that is opening or leaving the context, or looking up a name in it. That takes a millisecond, so only a
    /// process that is stopped there takes longer. 30 seconds if nothing is said; up to 24 days.
    /// </summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
