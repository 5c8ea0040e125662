namespace AioProcessing.Torture.Scenarios;

/// <summary>One at a time behind a lock; whoever follows a dead owner is told so; and an event that owners set wakes those who wait for it.</summary>
internal sealed class LockFlow(int seat) : ISyncFlow
{
    public const string Fault = "lock";

    private readonly AioLock _mutex = new();
    private readonly AioEvent _pulse = new();
    private readonly OwnerSeat _seat = new(seat, "owner of the lock", Fault);

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
            await _seat.SitAsync(worker, blocking.WasAbandoned, _pulse.Set);
            return;
        }

        (bool isAcquired, AioLockReleaser releaser) = await worker.AcquireOrGiveUpAsync(token => _mutex.AcquireAsync(token), limit);
        if (!isAcquired)
            return;
        using (releaser)
            await _seat.SitAsync(worker, releaser.WasAbandoned, _pulse.Set);
    }

    public string? FindLoss() => _mutex.TryAcquire() ? null : "all others are dead, and the lock is not free";
}
