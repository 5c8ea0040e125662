using System.Runtime.CompilerServices;
using AioProcessing.Pools;

namespace AioProcessing;

/// <summary>Where a task of a pool is.</summary>
public enum AioTaskStatus
{
    /// <summary>No worker has begun it.</summary>
    Waiting,

    /// <summary>A worker runs it.</summary>
    Running,

    /// <summary>It has a result.</summary>
    Succeeded,

    /// <summary>It has failed.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Canceled,
}

/// <summary>A task that was handed to a pool. It can be awaited any number of times.</summary>
/// <remarks>Python's counterpart is <c>multiprocessing.pool.AsyncResult</c>.</remarks>
public class AioTask
{
    private readonly WorkCall _call;
    private readonly Action _cancel;
    private readonly Task _completion;

    internal AioTask(WorkCall call, Task completion, Action cancel)
    {
        _call = call;
        _completion = completion;
        _cancel = cancel;
        _ = completion.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Completes with the task; errors as in <c>ApplyAsync</c>.</summary>
    public Task Completion => _completion;

    /// <summary>Where it is now.</summary>
    public AioTaskStatus Status => _completion.Status switch
    {
        TaskStatus.RanToCompletion => AioTaskStatus.Succeeded,
        TaskStatus.Canceled => AioTaskStatus.Canceled,
        TaskStatus.Faulted => AioTaskStatus.Failed,
        _ => _call.Host.IsRunning(_call, out _) ? AioTaskStatus.Running : AioTaskStatus.Waiting,
    };

    /// <summary>The worker that runs it now; null while no worker does, and where the pool is that of another process.</summary>
    public AioProcess? Worker => !_completion.IsCompleted && _call.Host.IsRunning(_call, out AioProcess? where) ? where : null;

    /// <summary>Ends it: if it waits, it never begins; if it runs, it is asked, and its worker killed after the grace period. Nothing happens when it is over.</summary>
    public void Cancel() => _cancel();

    /// <summary>Awaits the end.</summary>
    public TaskAwaiter GetAwaiter() => _completion.GetAwaiter();
}

/// <summary>A task with a result.</summary>
/// <typeparam name="T">The result's type.</typeparam>
public sealed class AioTask<T> : AioTask
{
    internal AioTask(WorkCall call, Task<T> result, Action cancel) : base(call, result, cancel) => Result = result;

    /// <summary>The result, once it is there.</summary>
    public Task<T> Result { get; }

    /// <summary>Awaits the result.</summary>
    public new TaskAwaiter<T> GetAwaiter() => Result.GetAwaiter();
}
