namespace AioProcessing.Torture.Scenarios;

/// <summary>Some change a number under a lock and notify a few, others wait for it to change. Whoever is killed meanwhile, the others are woken by the next changes.</summary>
internal sealed class ConditionFlow(int firstSeat) : ISyncFlow
{
    public const string Fault = "condition";

    /// <summary>Seats that this flow needs: the owner's, and one for the number.</summary>
    public const int Seats = 2;

    private readonly AioCondition _changed = new();
    private readonly OwnerSeat _seat = new(firstSeat, "owner of the condition's lock", Fault);

    public string Name => "condition";

    public async Task TakeTurnAsync(Worker worker, CancellationToken limit)
    {
        (bool isAcquired, AioLockReleaser releaser) = await worker.AcquireOrGiveUpAsync(token => _changed.AcquireAsync(token), limit);
        if (!isAcquired)
            return;
        using (releaser)
        {
            if (worker.Random.Next(3) == 0 && !releaser.WasAbandoned) // Whoever is told of a death must not wait before he has cleared up.
            {
                long seen = Number(worker);
                await _changed.WaitForAsync(() => Number(worker) != seen, limit);
            }

            await _seat.SitAsync(worker, releaser.WasAbandoned, () => worker.Board.Add(firstSeat + 1, 1));
            _changed.Notify(worker.Random.Next(1, 4));
        }
    }

    public string? FindLoss() => _changed.TryAcquire() ? null : "all others are dead, and the condition's lock is not free";

    private long Number(Worker worker) => worker.Board.Add(firstSeat + 1, 0);
}
