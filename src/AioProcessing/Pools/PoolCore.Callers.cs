namespace AioProcessing.Pools;

// Tasks that call their own pool. A worker that waits for such a call cannot run it: so that not all of them wait, there is one more than wait. Until the pool is killed such calls are
// part of the work that it has accepted.
internal sealed partial class PoolCore
{
    private const int MostCallingWorkers = 64;

    private static readonly TimeSpan s_extraIdle = TimeSpan.FromSeconds(1);

    private bool _wasCalledFromWithin;

    private int CallingWorkers => _wasCalledFromWithin ? _workers.Count(static worker => worker.OwnCalls > 0 && !worker.IsDoomed) : 0;

    private bool HasExtra => _workers.Count > _target && _workers.Count(static worker => !worker.IsRetiring && !worker.IsDoomed) > Math.Max(_target, CallingWorkers + 1);

    /// <summary>Whether that process is a worker of this pool.</summary>
    public bool IsWorker(int pid)
    {
        lock (_gate)
            return FindCaller(pid) is not null;
    }

    private void BeginCaller(WorkCall call)
    {
        if (FindCaller(call.CallerId) is not { } caller)
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
        if (FindCaller(call.CallerId) is not { } caller || --caller.OwnCalls > 0)
            return;
        Dispatch();
        Watch();
    }

    private PoolWorker? FindCaller(int pid) => pid == 0 ? null : _workers.Find(worker => worker.Process!.Id == pid);

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
