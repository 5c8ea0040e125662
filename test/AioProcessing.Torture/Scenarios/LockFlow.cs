namespace AioProcessing.Torture.Scenarios;

/// <summary>One at a time behind a lock; whoever follows a dead owner is told so; and an event that owners set wakes those who wait for it.</summary>
internal sealed class LockFlow(int seat) : ISyncFlow
{
    public const string Fault = "lock";

    private readonly AioLock _mutex = new();
    private readonly AioEvent _pulse = new();

    public string Name => "lock";

    public async Task TakeTurnAsync(Worker worker, CancellationToken limit)
    {
        if (worker.Number == Board.Survivor && worker.Random.Next(4) == 0)
        {
            await _pulse.WaitAsync(limit);
            _pulse.Reset();
        }

        if (worker.Random.Next(6) == 0)
        {
            using AioLockReleaser blocking = _mutex.Acquire(limit);
            await VisitAsync(worker, blocking.WasAbandoned);
            return;
        }

        (bool isAcquired, AioLockReleaser releaser) = await worker.AcquireOrGiveUpAsync(token => _mutex.AcquireAsync(token), limit);
        if (!isAcquired)
            return;
        using (releaser)
            await VisitAsync(worker, releaser.WasAbandoned);
    }

    public string? FindLoss() => _mutex.TryAcquire() ? null : "all others are dead, and the lock is not free";

    private async Task VisitAsync(Worker worker, bool wasAbandoned)
    {
        int? before = worker.Board.Occupant(seat);
        Claim claim = worker.Board.Take(seat, worker.Number);
        if (claim == Claim.Refused)
        {
            worker.Complain($"owns the lock, but so does living process {before}");
            return;
        }

        if (claim == Claim.WasADeadOnes && !wasAbandoned)
            worker.Complain($"was not told that the lock's owner, process {before}, had died");
        if (claim == Claim.WasADeadOnes && before is { } dead)
            worker.Board.NoteRecovery(dead);
        await worker.LingerAsync();
        _pulse.Set();
        if (!worker.Plants(Fault)) // The planted fault: gone without leaving the seat.
            worker.Board.Leave(seat);
    }
}
