using AioProcessing.Os;

namespace AioProcessing.Pools;

// Tasks that call their own pool, themselves or by way of processes that they have started. A worker that waits for such a call cannot run it: so that not all of them wait, there is one more than wait. Until the pool is killed such calls are
// part of the work that it has accepted.
internal sealed partial class PoolCore
{
    private const int MostCallingWorkers = 64;
    private const int MostGenerations = 1024; // Against parents that are recycled while they are looked at.

    private static readonly TimeSpan s_extraIdle = TimeSpan.FromSeconds(1);

    private bool _wasCalledFromWithin;

    private int CallingWorkers => _wasCalledFromWithin ? _workers.Count(static worker => worker.OwnCalls > 0 && !worker.IsDoomed) : 0;

    private bool HasExtra => _workers.Count > _target && _workers.Count(static worker => !worker.IsRetiring && !worker.IsDoomed) > Math.Max(_target, CallingWorkers + 1);

    /// <summary>A process and those that it descends from, up to this one: among them is the worker whose task it works for, if any.</summary>
    public static int[] LineageOf(int pid)
    {
        var lineage = new List<int>();
        for (int process = pid; process > 1 && process != Environment.ProcessId && lineage.Count < MostGenerations; process = Platform.ProcessWatcher.ParentOf(process))
            lineage.Add(process);
        return [.. lineage];
    }

    /// <summary>Whether one of these processes is a worker of this pool.</summary>
    public bool HasWorkerAmong(int[] processes)
    {
        lock (_gate)
            return FindCaller(processes) is not null;
    }

    /// <summary>Whether a worker among these runs something: what its task calls for then is part of that, and was accepted with it.</summary>
    private bool RunsATask(int[] processes) => FindCaller(processes) is { IsIdle: false };

    private void BeginCaller(WorkCall call)
    {
        if (FindCaller(call.Callers) is not { } caller)
            return;
        if (caller.OwnCalls == 0 && CallingWorkers >= MostCallingWorkers)
        {
            throw new AioException(
                $"Pool '{Name}' cannot take {call.Function.Name}: {MostCallingWorkers} of its workers wait for calls to the pool that their own tasks have made, and no more are started for that. "
                + "Let such tasks call another pool, or return what is to be done next instead of calling for it.");
        }

        _wasCalledFromWithin = true;
        if (caller.OwnCalls++ > 0)
            return;
        Recall(caller);
        StartMissing();
        Dispatch();
        Watch();
    }

    private void EndCaller(WorkCall call)
    {
        if (FindCaller(call.Callers) is not { } caller || --caller.OwnCalls > 0)
            return;
        Dispatch();
        Watch();
    }

    private PoolWorker? FindCaller(int[] processes) => processes.Length == 0 ? null : _workers.Find(worker => Array.IndexOf(processes, worker.Process!.Id) >= 0);

    private void RetireExtra()
    {
        if (!HasExtra)
            return;
        PoolWorker? idle = _workers.Find(static worker => worker.TakesWork && worker.IsIdle && worker.OwnCalls == 0 && Now - worker.IdleSince > s_extraIdle.TotalMilliseconds);
        if (idle is null)
            return;
        idle.IsRetiring = true;
        RetireIfDone(idle);
    }
}
