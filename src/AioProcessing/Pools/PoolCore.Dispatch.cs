using System.Diagnostics;

namespace AioProcessing.Pools;

// From pending to a worker's ledger, and back.
internal sealed partial class PoolCore
{
    // What the way to another worker costs, several times over.
    private static readonly double s_worthMoving = Stopwatch.Frequency / 5000.0;

    /// <summary>A worker has answered for items: finds whose they are, and sends it more before anybody looks at the results.</summary>
    public void WorkerAnswered(PoolWorker worker, ResultsHead head, ReadOnlySpan<byte> records, List<Found> found)
    {
        lock (_gate)
        {
            Settle(worker, records, found);
            worker.BusyTicks += head.BusyTicks;
            worker.MemoryBytes = head.MemoryBytes;
            worker.IsSuspect = false;
            if (found.Count > 0)
                found[^1].Call.Function.Measured(head.Items, head.BusyTicks);
            if (worker.IsIdle)
                worker.IdleSince = Environment.TickCount64;
            RetireIfDue(worker);
            Dispatch();
            if (worker.IsIdle)
                Rebalance(s_worthMoving);
            RetireIfDone(worker);
        }
    }

    private void Settle(PoolWorker worker, ReadOnlySpan<byte> records, List<Found> found)
    {
        int at = 0;
        while (ResultsHead.TryReadRecord(records, ref at, out long number, out WorkOutcome outcome, out Range result))
        {
            if (!worker.Ledger.TryTake(number, out LedgerEntry entry))
                continue;
            worker.Done++;
            _succeeded += outcome == WorkOutcome.Value ? 1 : 0;
            found.Add(new Found(entry.Chunk!.Call, entry.Chunk.FirstIndex + entry.Index, outcome, entry.StopReason, result));
            entry.Chunk.Settled(1);
        }
    }

    private void Dispatch()
    {
        while (_pending.First is { } node && Pick() is { } worker)
        {
            Chunk chunk = node.Value;
            int allowed = Allowance(worker);
            if (chunk.Count > allowed)
            {
                node.Value = chunk.Slice(allowed, chunk.Count - allowed);
                chunk = chunk.Slice(0, allowed);
            }
            else
            {
                _pending.RemoveFirst();
            }

            if (TrySend(worker, chunk))
                continue;
            _pending.AddFirst(chunk);
            _pendingItems += chunk.Count;
            break;
        }
    }

    private bool TrySend(PoolWorker worker, Chunk chunk)
    {
        _pendingItems -= chunk.Count;
        try
        {
            if (!worker.TrySend(chunk))
                return false;
        }
        catch (AioException error)
        {
            FailAll(chunk, error); // No room in shared memory for it.
            return true;
        }

        if (Allowance(worker) == 0)
            Retire(worker);
        return true;
    }

    /// <summary>The one with the least to do; among equals rather one that is not suspected of being stopped.</summary>
    private PoolWorker? Pick()
    {
        PoolWorker? best = null;
        foreach (PoolWorker worker in _workers)
        {
            if (worker.HasRoom && (best is null || worker.Ledger.Count < best.Ledger.Count || (worker.Ledger.Count == best.Ledger.Count && best.IsSuspect && !worker.IsSuspect)))
                best = worker;
        }

        return best;
    }

    private int Allowance(PoolWorker worker) =>
        Options.MaxTasksPerWorker is int most ? (int)Math.Max(0, most - worker.Assigned) : int.MaxValue;

    /// <summary>Puts a worker's unbegun items back where they came from.</summary>
    private void Recall(PoolWorker worker)
    {
        worker.Recall(_recalled);
        PutBack(_recalled);
    }

    private void PutBack(List<Chunk> chunks)
    {
        for (int i = chunks.Count - 1; i >= 0; i--)
        {
            Chunk chunk = chunks[i];
            if (chunk.Call.StopReason is not null || !_calls.Contains(chunk.Call))
            {
                FailAll(chunk, chunk.Call.StopReason ?? Killed());
                continue;
            }

            _pending.AddFirst(chunk);
            _pendingItems += chunk.Count;
        }

        chunks.Clear();
    }

    /// <summary>Gives work that waits in one worker to workers that have none.</summary>
    /// <param name="least">How much it must be, in ticks, to be worth the while.</param>
    private void Rebalance(double least)
    {
        if (_pending.Count > 0 || !_workers.Exists(static worker => worker.TakesWork && worker.IsIdle))
            return;
        PoolWorker? loaded = null;
        foreach (PoolWorker worker in _workers)
        {
            if (worker.Waiting > 0 && !worker.IsDoomed && (loaded is null || worker.Waiting > loaded.Waiting))
                loaded = worker;
        }

        if (loaded is null || loaded.WaitingTicks < least)
            return;
        Recall(loaded);
        loaded.IsSuspect = loaded.IsIdle; // It had not even begun.
        Spread();
        Dispatch();
    }

    // One chunk would go to one worker again.
    private void Spread()
    {
        if (_pending.First is not { Next: null } only || only.Value.Count < 2)
            return;
        int half = only.Value.Count / 2;
        Chunk whole = only.Value;
        only.Value = whole.Slice(half, whole.Count - half);
        _pending.AddFirst(whole.Slice(0, half));
    }
}
