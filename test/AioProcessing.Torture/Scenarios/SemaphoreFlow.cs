namespace AioProcessing.Torture.Scenarios;

/// <summary>As many inside as there are permits and no more, with both kinds of semaphore; and all permits there in the end.</summary>
internal sealed class SemaphoreFlow(int firstSeat) : ISyncFlow
{
    public const string Fault = "semaphore";

    /// <summary>A permit that does not come back.</summary>
    public const string LossFault = "permit";

    /// <summary>Seats that this flow needs.</summary>
    public const int Seats = Plain + Bounded;

    private const int Plain = 3;
    private const int Bounded = 2;

    private readonly AioSemaphore _plain = new(Plain);
    private readonly AioBoundedSemaphore _bounded = new(Bounded);

    public string Name => "semaphore";

    public async Task TakeTurnAsync(Worker worker, CancellationToken limit)
    {
        bool isPlain = worker.Random.Next(2) == 0;
        (bool isAcquired, AioSemaphoreReleaser releaser) = await worker.AcquireOrGiveUpAsync(
            token => isPlain ? _plain.AcquireAsync(token) : _bounded.AcquireAsync(token), limit);
        if (!isAcquired)
            return;
        if (worker.Number == Board.Survivor && worker.Plants(LossFault) && isPlain && _plain.CurrentCount > 0)
            return; // The planted fault: the permit is kept, by the one who does not die.
        using (releaser)
            await VisitAsync(worker, isPlain ? firstSeat : firstSeat + Plain, isPlain ? Plain : Bounded);
    }

    public string? FindLoss()
    {
        if (_plain.CurrentCount != Plain)
            return $"all others are dead, and {_plain.CurrentCount} permits of {Plain} are free";
        return _bounded.CurrentCount == Bounded ? null : $"all others are dead, and {_bounded.CurrentCount} bounded permits of {Bounded} are free";
    }

    private static async Task VisitAsync(Worker worker, int first, int count)
    {
        for (int seat = first; seat < first + count; seat++)
        {
            if (worker.Board.Take(seat, worker.Number) == Claim.Refused)
                continue;
            await worker.LingerAsync();
            if (!worker.Plants(Fault)) // The planted fault: gone without leaving the seat.
                worker.Board.Leave(seat);
            return;
        }

        worker.Complain($"has a permit, but {count} living others have all there are");
    }
}
