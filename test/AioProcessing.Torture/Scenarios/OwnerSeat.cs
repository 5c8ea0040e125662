namespace AioProcessing.Torture.Scenarios;

/// <summary>The seat of whoever has a right that only one may have at a time, and who must be told when the one before died with it.</summary>
/// <param name="seat">Its place on the board.</param>
/// <param name="right">What one is who sits there: "owner of the lock".</param>
/// <param name="fault">The planted fault: gone without leaving the seat.</param>
internal sealed class OwnerSeat(int seat, string right, string fault)
{
    /// <summary>Sits down, lingers, does what is to be done there, and leaves.</summary>
    public async Task SitAsync(Worker worker, bool wasAbandoned, Action inside)
    {
        int? before = worker.Board.Occupant(seat);
        Claim claim = worker.Board.Take(seat, worker.Number);
        if (claim == Claim.Refused)
        {
            worker.Complain($"is the {right}, but so is living process {before}");
            return;
        }

        if (claim == Claim.WasADeadOnes && !wasAbandoned)
            worker.Complain($"was not told that the last {right}, process {before}, had died");
        if (claim == Claim.WasADeadOnes && before is { } dead)
            worker.Board.NoteRecovery(dead);
        await worker.LingerAsync();
        inside();
        if (!worker.Plants(fault))
            worker.Board.Leave(seat);
    }
}
