using System.Diagnostics;

namespace AioProcessing.Pools;

// What the pool tells of itself.
internal sealed partial class PoolCore
{
    public IReadOnlyList<AioProcess> Processes()
    {
        lock (_gate)
            return [.. _workers.Where(static worker => !worker.IsDoomed).Select(static worker => worker.Process!)];
    }

    public AioPoolStatistics Statistics()
    {
        lock (_gate)
        {
            long waiting = _pendingItems + _workers.Sum(static worker => Math.Max(0, worker.Waiting));
            long sent = _workers.Sum(static worker => (long)worker.Ledger.Count);
            return new AioPoolStatistics(
                waiting, _pendingItems + sent - waiting, _succeeded, _workersStarted, _workersLost, [.. _workers.Select(Describe)]);
        }
    }

    private static AioWorkerStatistics Describe(PoolWorker worker)
    {
        long now = Stopwatch.GetTimestamp();
        long ready = worker.IsReady ? worker.ReadyAt : now;
        TimeSpan working = Stopwatch.GetElapsedTime(0, worker.BusyTicks);
        TimeSpan since = Stopwatch.GetElapsedTime(ready, now);
        return new AioWorkerStatistics(
            worker.Index, worker.Process!.Id, worker.Name, worker.IsReady, worker.Done, Math.Max(0, worker.Waiting),
            Stopwatch.GetElapsedTime(worker.StartedAt, ready), working, since > working ? since - working : TimeSpan.Zero, worker.MemoryBytes);
    }
}
