namespace AioProcessing.Backends;

/// <summary>The one rule for time limits.</summary>
internal static class TimeLimit
{
    /// <summary>How long an opener waits for another one, if nothing else is said: opening takes some milliseconds.</summary>
    public static readonly TimeSpan ForOpening = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentOutOfRangeException">Negative but not <see cref="Timeout.InfiniteTimeSpan"/>, or over 24 days.</exception>
    public static void Check(TimeSpan timeout)
    {
        if ((timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan) || timeout.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time limit is zero, positive up to 24 days, or Timeout.InfiniteTimeSpan.");
    }

    /// <summary>What is left of a limit that began to run at that <see cref="Environment.TickCount64"/>.</summary>
    public static TimeSpan Left(TimeSpan timeout, long begun)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return timeout;
        TimeSpan left = timeout - TimeSpan.FromMilliseconds(Environment.TickCount64 - begun);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
