namespace AioProcessing.Benchmarks.Harness;

/// <summary>One thing that is measured. It lives in a process of its own for all rounds, so that nobody else's compilation, garbage or pinning touches it.</summary>
internal abstract class Contestant
{
    /// <summary>Operations per sample where that is not left to the calibration.</summary>
    public virtual int? FixedOperations => null;

    /// <summary>
    /// A sample is the median of batches of about this length. Shorter than a slice of the scheduler, so that on a busy machine most batches run
    /// undisturbed; long enough that the clock and the start do not count.
    /// </summary>
    public virtual TimeSpan BatchTime => TimeSpan.FromMilliseconds(1);

    /// <summary>Called once, before the first measurement.</summary>
    public virtual Task PrepareAsync(LaneSettings settings) => Task.CompletedTask;

    /// <summary>Performs so many operations and returns the cost of one: nanoseconds, unless the benchmark's unit says otherwise.</summary>
    public abstract Task<double> MeasureAsync(int operations);
}
