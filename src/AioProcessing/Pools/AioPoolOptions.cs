using AioProcessing.Bootstrap;
using AioProcessing.Pools;

namespace AioProcessing;

/// <summary>How a pool works. Everything may be left as it is.</summary>
public sealed class AioPoolOptions
{
    /// <summary>How many workers, 1 to 1,024; null = <see cref="AioEnvironment.ProcessorCount"/>.</summary>
    public int? Workers
    {
        get;
        init => field = value is { } count ? PoolLimits.Workers(nameof(Workers), count) : null;
    }

    /// <summary>The pool's name, which its workers' names begin with; null = "Pool-N".</summary>
    public string? Name { get; init; }

    /// <summary>The processors that the workers may use, as <see cref="AioProcessOptions.Affinity"/>; null = those of this process.</summary>
    public IReadOnlyList<int>? Affinity
    {
        get;
        init => field = value is null or { Count: > 0 } ? value : throw new ArgumentException("Workers need a processor: name one, or leave Affinity null.", nameof(Affinity));
    }

    /// <summary>
    /// Run by every worker before its first task: a method, or a lambda whose captured values cross; synchronous or not. What it throws ends the start of
    /// the pool: every call fails with that error, and no worker is started again.
    /// </summary>
    public Delegate? Initializer { get; init; }

    /// <summary>The initialiser's arguments.</summary>
    public IReadOnlyList<object?> InitializerArguments { get; init; } = [];

    /// <summary>Run by every worker after its last task, without arguments; not by one that is killed. What it throws is thrown by <c>CompleteAsync</c>.</summary>
    public Delegate? Finalizer { get; init; }

    /// <summary>A worker is replaced after so many tasks; null = never. The replacement is started before it goes.</summary>
    public int? MaxTasksPerWorker
    {
        get;
        init => field = value is null or > 0 ? value : throw PoolLimits.TooSmall(nameof(MaxTasksPerWorker), value.Value);
    }

    /// <summary>
    /// A worker whose working set is found larger than so many bytes after a task is replaced; null = never. It is looked at about ten times a second, so this
    /// bounds growth and not a single task.
    /// </summary>
    public long? MaxMemoryPerWorker
    {
        get;
        init => field = value is null or > 0 ? value : throw PoolLimits.TooSmall(nameof(MaxMemoryPerWorker), value.Value);
    }

    /// <summary>A worker without work for so long ends, and is started again when there is more than the others can do; null = they stay.</summary>
    public TimeSpan? IdleTimeout
    {
        get;
        init => field = value == Timeout.InfiniteTimeSpan ? null : PoolLimits.Positive(nameof(IdleTimeout), value);
    }

    /// <summary>Longest run of a task, from its beginning in a worker; null = any. See <see cref="AioTaskOptions.Timeout"/>.</summary>
    public TimeSpan? TaskTimeout
    {
        get;
        init => field = PoolLimits.Positive(nameof(TaskTimeout), value);
    }

    /// <summary>
    /// How long a task that was asked to stop may go on before its worker is killed. Null = 5 seconds for a function with a <see cref="CancellationToken"/>, and no time
    /// for others, which cannot hear.
    /// </summary>
    public TimeSpan? KillGracePeriod
    {
        get;
        init => field = PoolLimits.NotNegative(nameof(KillGracePeriod), value);
    }

    /// <summary>How often a task may be begun anew after its worker was lost; 0 = never. Only for tasks that may be done twice.</summary>
    public int RetryOnWorkerLoss
    {
        get;
        init => field = PoolLimits.NotNegative(nameof(RetryOnWorkerLoss), value)!.Value;
    }

    /// <summary>
    /// How many tasks of asynchronous functions a worker runs at a time, by default 1. They share their worker's fate: when one has to be killed, the
    /// others in its worker are lost too.
    /// </summary>
    public int ConcurrencyPerWorker
    {
        get;
        init => field = value > 0 ? value : throw PoolLimits.TooSmall(nameof(ConcurrencyPerWorker), value);
    } = 1;

    /// <exception cref="ArgumentException">The initialiser does not take the arguments given for it.</exception>
    internal void CheckInitializer()
    {
        if (Initializer?.GetType() is { } kind && !(kind.Namespace == nameof(System) && (kind.Name.StartsWith(nameof(Action), StringComparison.Ordinal) || kind.Name.StartsWith("Func", StringComparison.Ordinal))))
            throw new ArgumentException($"The initialiser is a {kind}; a delegate that crosses is an Action or a Func of any number of arguments. Cast the method to one.");
        ReadOnlySpan<Type> types = Initializer is null ? [] : Job.ArgumentTypes(Initializer);
        bool fits = types.Length == InitializerArguments.Count;
        for (int i = 0; fits && i < types.Length; i++)
            fits = InitializerArguments[i] is { } argument ? types[i].IsInstanceOfType(argument) : !types[i].IsValueType || Nullable.GetUnderlyingType(types[i]) is not null;
        if (!fits)
            throw new ArgumentException($"The initialiser takes ({Names(types)}), and InitializerArguments has ({Names([.. InitializerArguments.Select(static argument => argument?.GetType())])}). Give what it takes, in its order.");
    }

    private static string Names(ReadOnlySpan<Type?> types) => string.Join(", ", types.ToArray().Select(static type => type?.ToString() ?? "null"));
}
