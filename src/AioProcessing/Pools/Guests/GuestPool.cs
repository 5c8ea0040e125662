using AioProcessing.Processes;

namespace AioProcessing.Pools.Guests;

/// <summary>A handle on a pool of another process: the calls that were made through it, and nobody else's.</summary>
internal sealed class GuestPool(PoolReference reference) : IWorkHost
{
    private readonly Lock _gate = new();
    private readonly HashSet<WorkCall> _calls = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GuestLink _link = GuestLink.Join(reference);
    private bool _isClosed;
    private int _hasLeft;

    public AioPoolOptions Options => reference.Options;

    public FunctionTable Functions => _link.Functions;

    public int Target => _link.Target;

    public Task Started => _link.Started;

    public Task Ended => _ended.Task;

    public long NextCallId() => _link.NextCallId();

    public void Begin(WorkCall call)
    {
        lock (_gate)
        {
            if (_isClosed)
                throw new AioCompletedException($"Pool '{reference.Name}' cannot take {call.Function.Name}: this handle on it was completed. Call it before CompleteAsync or disposal.");
            _link.Begin(call);
            _calls.Add(call);
        }
    }

    public void Enqueue(Chunk chunk) => _link.Enqueue(chunk);

    public void Stop(WorkCall call, Exception reason, bool kills) => _link.Stop(call, reason, kills);

    public void End(WorkCall call)
    {
        if (!_link.End(call))
            return;
        lock (_gate)
            _calls.Remove(call);
        EndIfDone();
    }

    public bool IsRunning(WorkCall call, out AioProcess? where)
    {
        where = null; // No child of this process.
        return _link.IsRunning(call);
    }

    public IReadOnlyList<AioProcess> Processes() => [.. Look().Workers.Select(static worker => ProcessTree.Relative(worker.Process, worker.Name))];

    public AioPoolStatistics Statistics() => Look().Statistics;

    public void Resize(int workers) => _link.Resize(workers);

    public void Close()
    {
        lock (_gate)
            _isClosed = true;
        EndIfDone();
    }

    public void Kill()
    {
        WorkCall[] calls;
        lock (_gate)
        {
            _isClosed = true;
            calls = [.. _calls];
        }

        var reason = new AioCompletedException($"Pool '{reference.Name}' was killed in this process before the task was done.");
        foreach (WorkCall call in calls)
        {
            _link.Stop(call, new OperationCanceledException(reason.Message), kills: true);
            call.Abort(reason);
        }

        EndIfDone();
    }

    public PoolReference Refer(AioPool pool) => reference;

    private void EndIfDone()
    {
        lock (_gate)
        {
            if (!_isClosed || _calls.Count > 0)
                return;
        }

        if (Interlocked.Exchange(ref _hasLeft, 1) != 0)
            return;
        _link.Leave();
        _ended.TrySetResult();
    }

    private PoolView Look() => Volatile.Read(ref _hasLeft) == 0
        ? _link.Look()
        : throw new AioCompletedException($"Pool '{reference.Name}' cannot be asked any more: this handle on it was completed. Ask before CompleteAsync or disposal.");
}
