using AioProcessing.Pools;

namespace AioProcessing;

/// <summary>What bounds one task of a pool; what is null is as the pool has it.</summary>
public sealed class AioTaskOptions
{
    /// <summary>
    /// Longest run, from the task's beginning in a worker. Then a function that takes a token is asked to stop, and has <see cref="KillGracePeriod"/> for it; others are
    /// stopped with their worker at once, which is replaced. The task fails with <see cref="AioTimeoutException"/>.
    /// </summary>
    public TimeSpan? Timeout
    {
        get;
        init => field = PoolLimits.Positive(nameof(Timeout), value);
    }

    /// <inheritdoc cref="AioPoolOptions.KillGracePeriod"/>
    public TimeSpan? KillGracePeriod
    {
        get;
        init => field = PoolLimits.NotNegative(nameof(KillGracePeriod), value);
    }

    /// <inheritdoc cref="AioPoolOptions.RetryOnWorkerLoss"/>
    public int? RetryOnWorkerLoss
    {
        get;
        init => field = PoolLimits.NotNegative(nameof(RetryOnWorkerLoss), value);
    }
}

/// <summary>How the items of a source are sent, and what bounds each of them; what is null is as the pool has it.</summary>
public sealed class AioMapOptions
{
    /// <summary>How many items are sent together; 0 = as many as take about a third of a millisecond, by measurement, and one by one when they take longer.</summary>
    public int ChunkSize
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(ChunkSize), value, "A chunk has at least 1 item; 0 = let the pool choose.");
    }

    /// <summary>
    /// Most items that are taken from the source and not done with; of a stream, not read either. 0 = as many as keep the workers busy, which depends on how long they take.
    /// </summary>
    public int MaxInFlight
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxInFlight), value, "At least 1 item is in flight; 0 = let the pool choose.");
    }

    /// <summary>Told a few times a second what is done, on a thread of the thread pool, and once at the end. What it throws ends the reports only.</summary>
    public IProgress<AioProgress>? Progress { get; init; }

    /// <summary>For each item: see <see cref="AioTaskOptions.Timeout"/>.</summary>
    public TimeSpan? Timeout
    {
        get;
        init => field = PoolLimits.Positive(nameof(Timeout), value);
    }

    /// <inheritdoc cref="AioPoolOptions.KillGracePeriod"/>
    public TimeSpan? KillGracePeriod
    {
        get;
        init => field = PoolLimits.NotNegative(nameof(KillGracePeriod), value);
    }

    /// <inheritdoc cref="AioPoolOptions.RetryOnWorkerLoss"/>
    public int? RetryOnWorkerLoss
    {
        get;
        init => field = PoolLimits.NotNegative(nameof(RetryOnWorkerLoss), value);
    }
}
