using System.Diagnostics;
using AioProcessing.Bootstrap;
using AioProcessing.Processes;

namespace AioProcessing.Pools;

// Workers come, fail, die, retire; and are replaced.
internal sealed partial class PoolCore
{
    private const int MostFailures = 5;
    private const int MostBackoffs = 8;
    private const int FirstBackoffMilliseconds = 50;
    private const int UsualQuitGrace = 30_000;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _target;
    private int _starting;
    private int _lastIndex = -1;
    private int _failures;
    private long _backoffUntil;
    private long _workersStarted;
    private long _workersLost;

    /// <summary>Completes when the first worker is ready, or with the reason why none ever will be.</summary>
    public Task Started => _started.Task;

    private long QuitGrace => Options.KillGracePeriod is { } grace && grace != Timeout.InfiniteTimeSpan ? (long)grace.TotalMilliseconds : UsualQuitGrace;

    /// <summary>Starts the first worker here, so that what prevents it is the maker's error, and the others beside it.</summary>
    public void Start()
    {
        lock (_gate)
            _starting++;
        if (!TryStart(out Exception? error))
            throw error!;
        lock (_gate)
            StartMissing();
    }

    public void Resize(int workers)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isKilled, typeof(AioPool));
            _target = workers;
            while (_workers.Count(static worker => !worker.IsRetiring && !worker.IsDoomed) > workers)
            {
                PoolWorker least = _workers.Where(static worker => !worker.IsRetiring && !worker.IsDoomed).MinBy(static worker => worker.IsReady ? worker.Ledger.Count : -1)!;
                Recall(least);
                least.IsRetiring = true;
                RetireIfDone(least);
            }

            StartMissing();
            Dispatch();
            Watch();
        }
    }

    public void WorkerReady(PoolWorker worker)
    {
        lock (_gate)
        {
            worker.IsReady = true;
            worker.ReadyAt = Stopwatch.GetTimestamp();
            worker.IdleSince = Now;
            if (worker == _spare)
                return;
            _failures = 0;
            Dispatch();
            Rebalance(s_worthMoving);
            RetireIfDone(worker);
            Watch();
        }

        if (_started.TrySetResult())
            _ = Task.Delay(s_spareDelay).ContinueWith(_ => KeepSpare(), TaskScheduler.Default);
    }

    /// <summary>The process has ended, and all that it delivered has been read.</summary>
    public void WorkerGone(PoolWorker worker, List<Found> found)
    {
        AioExit exit = worker.Process!.Exited.Result;
        lock (_gate)
        {
            if (worker == _spare)
            {
                _spare = null; // Not replaced before the next loss: whatever ends spare workers would else be fed for ever.
                EndIfDone();
                return;
            }

            Settle(worker, worker.Sheet.Sheet.Committed, found);
            _workers.Remove(worker);
            long claimed = worker.Unclaimed;
            worker.Ledger.TakeFrom(claimed, _recalled);
            PutBack(_recalled);
            for (long number = worker.Ledger.First; number < worker.Ledger.Next; number++)
            {
                if (worker.Ledger.TryTake(number, out LedgerEntry entry))
                    Lose(worker, in entry, exit);
            }

            if (!worker.IsReady && !worker.IsDoomed)
                StartFailed(ReasonOf(worker));
            else if (!worker.IsDoomed && worker.QuitAt == 0)
                _workersLost++;
            else if (worker.QuitAt != 0 && worker.Process.Result is { IsFaulted: true } and { Exception.InnerException: AioRemoteException error })
                _finalizerError ??= error;
            StartMissing();
            Dispatch();
            EndIfDone();
            Watch();
        }
    }

    private void Lose(PoolWorker worker, in LedgerEntry entry, AioExit exit)
    {
        Chunk chunk = entry.Chunk!;
        WorkCall call = chunk.Call;
        long index = chunk.FirstIndex + entry.Index;
        if (entry.StopReason is null && call.StopReason is null && _calls.Contains(call) && chunk.Attempt < call.Limits.Retries)
        {
            _pending.AddFirst(chunk.Slice(entry.Index, 1, chunk.Attempt + 1));
            _pendingItems++;
            return;
        }

        chunk.Settled(1);
        call.Failed(index, entry.StopReason ?? new AioWorkerLostException(
            $"Task {call.NameOf(index)} was lost: {exit} while it ran it. The pool goes on. Set RetryOnWorkerLoss if the task may be begun again.",
            call.NameOf(index), exit.ProcessId, exit.ProcessName, exit.ExitCode, exit.SignalName));
    }

    private void StartMissing()
    {
        if (_broken is not null || Now < _backoffUntil)
            return;
        int there = _starting + _workers.Count(static worker => !worker.IsRetiring && !worker.IsDoomed);
        int wanted = Wanted(there);
        bool usesSpare = there < wanted && TryUseSpare();
        there += usesSpare ? 1 : 0;
        for (; there < wanted; there++)
        {
            _starting++;
            ThreadPool.UnsafeQueueUserWorkItem(static core => core.StartIfWanted(), this, preferLocal: false);
        }

        if (usesSpare)
            Dispatch(); // Last, because it may come back here.
    }

    private int Wanted(int there)
    {
        if (_isKilled || (_isClosed && _calls.Count == 0))
            return 0;
        // A pool that shrinks when idle grows again with what waits.
        int most = Math.Max(_target, CallingWorkers == 0 ? 0 : CallingWorkers + 1);
        return Options.IdleTimeout is null || _workersStarted < _target ? most : Math.Min(most, there + _pending.Count);
    }

    private void StartIfWanted()
    {
        lock (_gate)
        {
            int there = _starting + _workers.Count(static worker => !worker.IsRetiring && !worker.IsDoomed);
            if (_broken is not null || there > Wanted(there))
            {
                _starting--;
                EndIfDone();
                return;
            }
        }

        _ = TryStart(out _);
    }

    private bool TryStart(out Exception? error)
    {
        PoolWorker worker = Launch(isSpare: false, out error);
        lock (_gate)
        {
            _starting--;
            if (error is not null)
            {
                StartFailed(error);
                EndIfDone();
                return false;
            }

            _workersStarted++;
            _workers.Add(worker);
            if (_isKilled || _broken is not null)
                worker.Kill();
            EndIfDone();
        }

        Listen(worker);
        return true;
    }

    private PoolWorker Launch(bool isSpare, out Exception? error)
    {
        int index = Interlocked.Increment(ref _lastIndex);
        var worker = new PoolWorker(index, $"{Name}-{index}", Options.ConcurrencyPerWorker);
        error = null;
        try
        {
            var job = new Job((Action<WorkerSetup>)WorkerMain.Run, [SetupFor(worker, isSpare)]);
            worker.Process = AioProcess<Nothing>.Start(job, new AioProcessOptions { Name = worker.Name, Affinity = Options.Affinity, EndsWithParent = true }, reportsFaults: false);
        }
        catch (Exception failure)
        {
            error = failure;
            worker.Close();
        }

        return worker;
    }

    private void Listen(PoolWorker worker)
    {
        new ResultPump(this, worker).Start();
        worker.Process!.Exited.ContinueWith(static (_, gone) => ((PoolWorker)gone!).Outbox.Complete(), worker, TaskScheduler.Default);
    }

    private WorkerSetup SetupFor(PoolWorker worker, bool isSpare) => new()
    {
        IsSpare = isSpare,
        Index = worker.Index,
        PoolName = Name,
        Concurrency = Options.ConcurrencyPerWorker,
        ReportsMemory = Options.MaxMemoryPerWorker is not null,
        Initializer = Options.Initializer is { } initializer ? new Job(initializer, [.. Options.InitializerArguments]) : null,
        Finalizer = Options.Finalizer is { } finalizer ? new Job(finalizer, []) : null,
        Inbox = worker.Inbox,
        Outbox = worker.Outbox,
        Sheet = worker.Sheet,
        Cancellations = worker.Cancellations,
    };

    /// <summary>A storm of starts helps nobody: an initialiser that throws ends the first start, and repeated failures any other.</summary>
    private void StartFailed(Exception reason)
    {
        bool wasNeverUp = !_started.Task.IsCompletedSuccessfully;
        bool isAlone = !_workers.Exists(static worker => worker.IsReady && !worker.IsDoomed);
        _failures++;
        if (isAlone && (_failures >= MostFailures || (wasNeverUp && reason is not AioProcessExitedException)))
        {
            Break(reason);
            return;
        }

        int backoff = FirstBackoffMilliseconds << Math.Min(_failures, MostBackoffs);
        _backoffUntil = Now + backoff;
        _ = Task.Delay(backoff + 1).ContinueWith(_ => StartLater(), TaskScheduler.Default);
    }

    private void StartLater()
    {
        lock (_gate)
            StartMissing();
    }

    private Exception ReasonOf(PoolWorker worker) => worker.Process!.Result.Exception?.InnerException switch
    {
        AioRemoteException error => new AioRemoteException(
            $"Pool '{Name}' cannot start: the initialiser of worker '{worker.Name}' threw {error.RemoteType}: {error.RemoteMessage}", error.RemoteType, error.RemoteMessage, error.RemoteTrace, error.InnerException),
        { } other => other,
        null => new AioException($"Pool '{Name}' cannot start: worker '{worker.Name}' ended before it was ready."),
    };

    private void Retire(PoolWorker worker)
    {
        worker.IsRetiring = true;
        StartMissing();
    }

    private void RetireIfDue(PoolWorker worker)
    {
        if (!worker.IsRetiring && Options.MaxMemoryPerWorker is long most && worker.MemoryBytes > most)
        {
            Recall(worker);
            Retire(worker);
        }
    }

    private void RetireIfDone(PoolWorker worker)
    {
        if (!worker.IsRetiring || !worker.IsIdle || worker.IsDoomed)
            return;
        if (worker.IsReady)
            worker.Quit();
        else
            worker.Kill();
        Watch();
    }

    private void RetireIdle()
    {
        if (Options.IdleTimeout is not { } idle || _pending.Count > 0)
            return;
        foreach (PoolWorker worker in _workers)
        {
            if (worker.TakesWork && worker.IsIdle && Now - worker.IdleSince > idle.TotalMilliseconds)
            {
                worker.IsRetiring = true;
                RetireIfDone(worker);
            }
        }
    }

    private void Doom(PoolWorker worker)
    {
        worker.Kill();
        StartMissing();
    }
}
