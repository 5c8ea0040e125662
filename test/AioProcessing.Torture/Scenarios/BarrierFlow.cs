namespace AioProcessing.Torture.Scenarios;

/// <summary>Two meet at a barrier, over and over. A death breaks it for whoever waits, and he mends it; nobody waits in vain, and of two who passed one came first.</summary>
internal sealed class BarrierFlow(int firstSeat) : ISyncFlow
{
    public const string Fault = "barrier";

    /// <summary>Seats that this flow needs: one counts those who came first, the other those who came second.</summary>
    public const int Seats = 2;

    /// <summary>Passes that may be counted on one side only, because the other has not come to count yet.</summary>
    private const int UncountedPasses = 64;

    private readonly AioBarrier _barrier = new(2);

    public string Name => "barrier";

    public async Task TakeTurnAsync(Worker worker, CancellationToken limit)
    {
        try
        {
            int index = await _barrier.SignalAndWaitAsync(limit);
            if (index == 0 || !worker.IsPlanting(Fault)) // The planted fault: who came second is not counted.
                worker.Board.Add(firstSeat + index, 1);
        }
        catch (AioBrokenBarrierException)
        {
            _barrier.Reset();
        }

        // Whoever was killed had perhaps passed and not counted.
        long uneven = Math.Abs(worker.Board.Add(firstSeat, 0) - worker.Board.Add(firstSeat + 1, 0));
        if (uneven > UncountedPasses + worker.Board.Kills)
            worker.Complain($"{uneven} passed the barrier without their partners; only {worker.Board.Kills} were killed");
    }

    public string? FindLoss()
    {
        _barrier.Reset();
        return _barrier.WaitingCount == 0 ? null : $"all others are dead, and {_barrier.WaitingCount} wait at the barrier";
    }
}
