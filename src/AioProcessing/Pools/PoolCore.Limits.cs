namespace AioProcessing.Pools;

// Time limits, cancellation, idleness: what does not come with a message. Looked at every few milliseconds while anything is under way.
internal sealed partial class PoolCore
{
    private const int TickMilliseconds = 5;

    private static long Now => Environment.TickCount64;

    /// <summary>Ticks while there is anything to look at, and not otherwise.</summary>
    private void Watch()
    {
        bool isBusy = _pending.Count > 0 || _workers.Exists(static worker => !worker.IsIdle || worker.IsDoomed || worker.IsRetiring);
        bool mayShrink = (Options.IdleTimeout is not null && _workers.Count > 0) || HasExtra;
        if (isBusy == _isTicking && !mayShrink)
            return;
        _isTicking = isBusy;
        int idlePeriod = mayShrink ? (int)Math.Clamp((Options.IdleTimeout ?? s_extraIdle).TotalMilliseconds / 4, TickMilliseconds, 1000) : Timeout.Infinite;
        if (!_ended.Task.IsCompleted)
            _timer.Change(isBusy ? TickMilliseconds : idlePeriod, isBusy ? TickMilliseconds : idlePeriod);
    }

    private void Tick()
    {
        lock (_gate)
        {
            foreach (PoolWorker worker in _workers.ToArray())
            {
                LookAt(worker);
                RetireIfDone(worker);
            }

            Rebalance(least: 0);
            Dispatch(); // A pipe may have been full.
            RetireIdle();
            RetireExtra();
            Watch();
        }
    }

    private void LookAt(PoolWorker worker)
    {
        if (worker.IsDoomed)
            return;
        if (worker.QuitAt != 0 && Now - worker.QuitAt > QuitGrace)
        {
            Doom(worker);
            return;
        }

        Ledger ledger = worker.Ledger;
        long claimed = Math.Min(worker.Unclaimed, ledger.Next);
        for (long number = FirstRunning(worker); number < claimed && !worker.IsDoomed; number++)
        {
            ref LedgerEntry entry = ref ledger[number];
            if (entry.Chunk is null)
                continue;
            WorkCall call = entry.Chunk.Call;
            if (entry.SeenRunning == 0)
            {
                entry.SeenRunning = Now;
                call.Begun();
            }

            if (entry.KillAt != 0 ? Now >= entry.KillAt : call.Limits.TimeoutMilliseconds > 0 && Now - entry.SeenRunning >= call.Limits.TimeoutMilliseconds)
                Enforce(worker, number, ref entry);
        }
    }

    private void Enforce(PoolWorker worker, long number, ref LedgerEntry entry)
    {
        if (entry.KillAt != 0)
        {
            KillFor(worker, number);
            return;
        }

        WorkCall call = entry.Chunk!.Call;
        string name = call.NameOf(entry.Chunk.FirstIndex + entry.Index);
        Ask(worker, number, ref entry, new AioTimeoutException(
            $"Task {name} was stopped: it ran for more than {call.Limits.TimeoutMilliseconds} ms in worker '{worker.Name}' (pid {worker.Process?.Id})."), kills: true);
    }

    /// <summary>Asks an item that runs to stop; stops those that cannot hear with their worker.</summary>
    private void Ask(PoolWorker worker, long number, ref LedgerEntry entry, Exception reason, bool kills)
    {
        WorkCall call = entry.Chunk!.Call;
        entry.StopReason = reason;
        long grace = call.Limits.GraceFor(call.Listens);
        if (call.Listens)
            worker.Cancellations.TryPut(number);
        if (kills)
            entry.KillAt = Now + grace;
        if (kills && grace == 0)
            KillFor(worker, number);
    }

    /// <summary>Ends a worker because of an item that it runs, and of no other: what it has not begun is taken back first, so that nothing can begin there any more.</summary>
    private void KillFor(PoolWorker worker, long number)
    {
        Recall(worker);
        if (number >= FirstRunning(worker))
            Doom(worker); // Else it is over by now, and its result on the way.
    }

    /// <summary>The first item that may be running. One after the other, it is the last that was begun: those before are done, and their results on the way.</summary>
    private long FirstRunning(PoolWorker worker) =>
        Options.ConcurrencyPerWorker > 1 ? worker.Ledger.First : Math.Max(worker.Ledger.First, worker.Unclaimed - 1);

    private void StopIn(PoolWorker worker, WorkCall call, Exception reason, bool kills)
    {
        if (!Concerns(worker, call))
            return;
        Recall(worker);
        Ledger ledger = worker.Ledger;
        for (long number = FirstRunning(worker); number < ledger.Next && !worker.IsDoomed; number++)
        {
            ref LedgerEntry entry = ref ledger[number];
            if (entry.Chunk?.Call == call && entry.StopReason is null)
                Ask(worker, number, ref entry, reason, kills);
        }
    }

    private static bool Concerns(PoolWorker worker, WorkCall call)
    {
        for (long number = worker.Ledger.First; number < worker.Ledger.Next; number++)
        {
            if (worker.Ledger[number].Chunk?.Call == call)
                return true;
        }

        return false;
    }
}
