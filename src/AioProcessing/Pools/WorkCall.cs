using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>One call of the user's: the owner of items, told once of each what became of it.</summary>
internal abstract class WorkCall
{
    protected WorkCall(IWorkHost host, AioPool? pool, FunctionEntry function, CallLimits limits)
    {
        Host = host;
        Pool = pool;
        Function = function;
        Limits = limits;
        Listens = function.Listens;
        Id = host.NextCallId();
    }

    public IWorkHost Host { get; }

    /// <summary>Held so that a pool whose user keeps only the task is not collected.</summary>
    public AioPool? Pool { get; }

    public FunctionEntry Function { get; }

    public CallLimits Limits { get; }

    /// <summary>Whether its items are asked to stop before they are stopped.</summary>
    public bool Listens { get; protected set; }

    public long Id { get; }

    /// <summary>Once set, items that have not begun will not, and fail with this.</summary>
    public Exception? StopReason { get; set; }

    /// <summary>The item's name in errors.</summary>
    public string NameOf(long index) => IsSingle ? $"{Function.Name} (call {Id})" : $"{Function.Name} (call {Id}, item {index})";

    /// <summary>Whether it has one item, and ends with it.</summary>
    public virtual bool IsSingle => false;

    /// <summary>The pids of the process that asked and of those that it descends from, if that is another one; else none.</summary>
    public virtual int[] Callers => [];

    /// <summary>An item was seen running. Called under the pool's gate.</summary>
    public virtual void Begun()
    {
    }

    /// <summary>The worker has answered. Called outside the pool's gate, by one thread for each worker.</summary>
    public virtual void Deliver(long index, WorkOutcome outcome, Exception? stopReason, ReadOnlySpan<byte> result)
    {
        var reader = new PayloadReader(result) { TakesPins = true };
        try
        {
            switch (outcome)
            {
                case WorkOutcome.Value:
                    Succeeded(index, ref reader);
                    break;
                case WorkOutcome.Fault:
                    Failed(index, ExceptionCodec.Read(ref reader));
                    break;
                default:
                    Failed(index, stopReason ?? StopReason ?? new OperationCanceledException($"Task {NameOf(index)} was canceled."));
                    break;
            }
        }
        catch (Exception error)
        {
            Failed(index, error); // The result cannot be read here: this item's misfortune alone.
        }
    }

    /// <summary>The item has no result. May be called under the pool's gate, so it runs nothing of the user's.</summary>
    public abstract void Failed(long index, Exception error);

    /// <summary>The pool goes: ends the call with all its items.</summary>
    public abstract void Abort(Exception error);

    protected abstract void Succeeded(long index, ref PayloadReader result);
}

/// <summary>What bounds the items of a call.</summary>
/// <param name="TimeoutMilliseconds">Longest run of an item; 0 = any.</param>
/// <param name="GraceMilliseconds">From the request to stop until the kill; -1 = 5 seconds for a function that listens, none for others.</param>
/// <param name="Retries">How often an item may be lost with a worker and begun anew.</param>
internal readonly record struct CallLimits(long TimeoutMilliseconds, long GraceMilliseconds, int Retries)
{
    private const long UsualGrace = 5000;

    public long GraceFor(bool listens) => GraceMilliseconds >= 0 ? GraceMilliseconds : listens ? UsualGrace : 0;

    public static CallLimits From(AioPoolOptions pool, TimeSpan? timeout, TimeSpan? grace, int? retries) => new(
        Milliseconds(timeout ?? pool.TaskTimeout, whenNone: 0),
        Milliseconds(grace ?? pool.KillGracePeriod, whenNone: -1),
        retries ?? pool.RetryOnWorkerLoss);

    private static long Milliseconds(TimeSpan? span, long whenNone) =>
        span is not { } given ? whenNone : given == Timeout.InfiniteTimeSpan ? (whenNone == 0 ? 0 : long.MaxValue / 2) : Math.Max(whenNone == 0 ? 1 : 0, (long)Math.Ceiling(given.TotalMilliseconds));
}
