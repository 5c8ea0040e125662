using System.Runtime.ExceptionServices;
using AioProcessing.Pools.Guests;

namespace AioProcessing.Pools;

/// <summary>The pool behind an <see cref="AioPool"/>: who waits, who works, and what becomes of both.</summary>
/// <remarks>
/// One gate guards it all, and is held for moments: no user code, no waiting and no start of a process happens inside. A chunk is in one of three
/// places: in <c>_pending</c>, in a worker's ledger, or settled. Its ways are sending (pending → ledger), recalling (ledger → pending, only what the
/// worker has not begun), answering and losing (ledger → settled).
/// </remarks>
internal sealed partial class PoolCore : IWorkHost
{
    private readonly Lock _gate = new();
    private readonly Lock _doorGate = new();
    private readonly LinkedList<Chunk> _pending = new();
    private readonly List<PoolWorker> _workers = [];
    private readonly HashSet<WorkCall> _calls = [];
    private readonly List<Chunk> _recalled = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _timer;
    private bool _isClosed;
    private bool _isKilled;
    private bool _isTicking;
    private Exception? _broken;
    private Exception? _finalizerError;
    private long _lastCallId;
    private long _pendingItems;
    private long _succeeded;

    public PoolCore(AioPoolOptions options, int workers, string name)
    {
        Options = options;
        Name = name;
        _target = workers;
        _timer = new Timer(static self => ((PoolCore)self!).Tick(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public AioPoolOptions Options { get; }

    public string Name { get; }

    public FunctionTable Functions { get; } = new();

    /// <summary>Completes when the pool was closed, all calls are done, and no worker is left.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Where guests come in; null while nobody was told of the pool.</summary>
    public PoolDoor? Door { get; private set; }

    /// <summary>Whether another process has it, or will. For the finaliser: what a pool that has ended refers to may be finalised already.</summary>
    public bool IsKnownElsewhere => !Ended.IsCompleted && Door is { IsKnownElsewhere: true };

    /// <summary>What the workers should be.</summary>
    public int Target => _target;

    public long NextCallId() => Interlocked.Increment(ref _lastCallId);

    /// <summary>Admits a call.</summary>
    /// <exception cref="ObjectDisposedException">The pool was killed.</exception>
    /// <exception cref="AioCompletedException">The pool takes no more work.</exception>
    /// <exception cref="AioException">No worker can be started.</exception>
    public void Begin(WorkCall call)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isKilled, typeof(AioPool));
            if (_isClosed && !RunsATask(call.Callers))
                throw new AioCompletedException($"Pool '{Name}' cannot take {call.Function.Name}: it was completed. Call it before CompleteAsync or disposal, or make another pool.");
            ThrowIfBroken();
            BeginCaller(call);
            _calls.Add(call);
        }
    }

    /// <summary>The call has its result, and no further items.</summary>
    public void End(WorkCall call)
    {
        lock (_gate)
        {
            if (!_calls.Remove(call))
                return;
            if (!call.Function.IsShared)
                Forget(call.Function);
            EndCaller(call);
            EndIfDone();
        }
    }

    /// <summary>No further call will need the function.</summary>
    public void Forget(FunctionEntry function)
    {
        lock (_gate)
        {
            foreach (PoolWorker worker in _workers)
                worker.Forget(function.Id);
        }

        function.Release();
    }

    /// <summary>Hands over items of a call.</summary>
    public void Enqueue(Chunk chunk)
    {
        lock (_gate)
        {
            if (chunk.Call.StopReason is not null || _broken is not null || _isKilled)
            {
                FailAll(chunk, chunk.Call.StopReason ?? _broken ?? Killed());
                return;
            }

            _pending.AddLast(chunk);
            _pendingItems += chunk.Count;
            Dispatch();
            StartMissing();
            Watch();
        }
    }

    /// <summary>Ends a call before its time: what has not begun never will.</summary>
    /// <param name="call">Which.</param>
    /// <param name="reason">What its items fail with.</param>
    /// <param name="kills">Whether what runs is stopped, in the end by a kill; else it is asked, and left to its end.</param>
    public void Stop(WorkCall call, Exception reason, bool kills)
    {
        lock (_gate)
        {
            if (call.StopReason is not null || !_calls.Contains(call))
                return;
            call.StopReason = reason;
            for (LinkedListNode<Chunk>? node = _pending.First; node is not null;)
            {
                LinkedListNode<Chunk>? next = node.Next;
                if (node.Value.Call == call)
                {
                    _pending.Remove(node);
                    _pendingItems -= node.Value.Count;
                    FailAll(node.Value, reason);
                }

                node = next;
            }

            foreach (PoolWorker worker in _workers.ToArray())
                StopIn(worker, call, reason, kills);
            Dispatch();
            Watch();
        }
    }

    /// <summary>No more calls are admitted; the workers go when the last one is done.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            EndIfDone();
        }

        Door?.Close();
    }

    /// <summary>Ends everything now.</summary>
    public void Kill()
    {
        WorkCall[] calls;
        lock (_gate)
        {
            _isClosed = _isKilled = true;
            calls = [.. _calls];
            DropPending(Killed());
            _calls.Clear();
            foreach (PoolWorker worker in _workers)
                worker.Kill();
            _spare?.Kill();
            EndIfDone();
        }

        foreach (WorkCall call in calls)
            call.Abort(Killed());
        Door?.Close();
    }

    public PoolReference Refer(AioPool pool)
    {
        lock (_doorGate)
        {
            if (Door is null)
            {
                Door = PoolDoor.Open(this, pool);
                if (_isClosed)
                    Door.Close();
            }

            return Door.Reference;
        }
    }

    /// <summary>Whether the item of a call with one item runs, and where.</summary>
    public bool IsRunning(WorkCall call, out AioProcess? where)
    {
        lock (_gate)
        {
            foreach (PoolWorker worker in _workers)
            {
                for (long number = FirstRunning(worker); number < Math.Min(worker.Ledger.Next, worker.Unclaimed); number++)
                {
                    if (worker.Ledger[number].Chunk?.Call != call || worker.Process is null)
                        continue;
                    where = worker.Process;
                    return true;
                }
            }
        }

        where = null;
        return false;
    }

    private AioCompletedException Killed() => new($"Pool '{Name}' was killed before the task was done.");

    private void ThrowIfBroken()
    {
        if (_broken is not null)
            ExceptionDispatchInfo.Throw(_broken);
    }

    private void FailAll(Chunk chunk, Exception error)
    {
        for (int i = 0; i < chunk.Count; i++)
            chunk.Call.Failed(chunk.FirstIndex + i, error);
        chunk.Settled(chunk.Count);
    }

    private void DropPending(Exception error)
    {
        foreach (Chunk chunk in _pending)
            FailAll(chunk, error);
        _pending.Clear();
        _pendingItems = 0;
    }

    private void Break(Exception error)
    {
        _broken ??= error;
        DropPending(error);
        foreach (WorkCall call in _calls)
            call.Abort(error);
        foreach (PoolWorker worker in _workers)
            worker.Kill();
        _spare?.Kill();
        _started.TrySetException(error);
        _ = _started.Task.Exception; // Counts as seen: every call throws it.
    }

    private void EndIfDone()
    {
        if (!_isClosed || _calls.Count > 0 || _pending.Count > 0)
            return;
        foreach (PoolWorker worker in _workers)
        {
            worker.IsRetiring = true;
            if (worker.IsReady)
                RetireIfDone(worker);
            else
                worker.Kill(); // It has done nothing, and its initialiser may take for ever.
        }

        Watch();
        _spare?.Kill();
        if (_workers.Count > 0 || _starting > 0 || _spare is not null || _isSpareStarting)
            return;
        _timer.Dispose();
        if (_finalizerError is null)
            _ended.TrySetResult();
        else
            _ended.TrySetException(_finalizerError);
    }
}
