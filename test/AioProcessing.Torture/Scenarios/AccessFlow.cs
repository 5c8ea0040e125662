namespace AioProcessing.Torture.Scenarios;

/// <summary>A writer alone or readers together, and whoever follows a dead writer is told so.</summary>
internal sealed class AccessFlow(int firstSeat, IAioReaderWriterLock access) : ISyncFlow
{
    public const string Fault = "rw";

    /// <summary>Seats that this flow needs: the writer's, and more for readers than there are flows.</summary>
    public const int Seats = 1 + Readers;

    private const int Readers = 64;

    private readonly OwnerSeat _writer = new(firstSeat, "writer", Fault);

    public string Name => "reader-writer lock";

    public async Task TakeTurnAsync(Worker worker, CancellationToken limit)
    {
        bool isWriter = worker.Random.Next(3) == 0;
        (bool isAcquired, AioAccessReleaser releaser) = await worker.AcquireOrGiveUpAsync(
            token => isWriter ? access.AcquireWriterAsync(token) : access.AcquireReaderAsync(token), limit);
        if (!isAcquired)
            return;
        await using (releaser)
        {
            if (isWriter)
                await _writer.SitAsync(worker, releaser.WasAbandoned, () => LookForReaders(worker));
            else
                await ReadAsync(worker, releaser.WasAbandoned);
        }
    }

    public string? FindLoss() =>
        access.TryAcquireWriter() ? null : $"all others are dead, and the reader-writer lock is not free: {access.ReaderCount} readers, a writer: {access.IsWriterHeld}";

    private void LookForReaders(Worker worker)
    {
        for (int seat = firstSeat + 1; seat <= firstSeat + Readers; seat++)
        {
            if (worker.Board.Occupant(seat) is { } reader && !worker.Board.IsDead(reader))
                worker.Complain($"is the writer, but living process {reader} reads");
        }
    }

    private async Task ReadAsync(Worker worker, bool wasAbandoned)
    {
        int seat = firstSeat + 1;
        while (worker.Board.Take(seat, worker.Number) == Claim.Refused)
        {
            if (++seat > firstSeat + Readers)
                throw new InvalidOperationException($"More than {Readers} readers: give the detector more seats.");
        }

        await worker.LingerAsync();
        if (worker.Board.Occupant(firstSeat) is { } writer)
        {
            if (!worker.Board.IsDead(writer))
                worker.Complain($"reads, but living process {writer} is the writer");
            else if (!wasAbandoned)
                worker.Complain($"reads and was not told that the last writer, process {writer}, had died");
        }

        worker.Board.Leave(seat);
    }
}
