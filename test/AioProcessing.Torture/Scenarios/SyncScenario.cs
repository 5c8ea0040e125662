namespace AioProcessing.Torture.Scenarios;

/// <summary>Processes that all use the same object of each kind, and are killed and stopped while they do.</summary>
internal sealed class SyncScenario(TortureOptions options, Action<string> log)
{
    private const int FlowsPerObject = 2;
    private const int LockSeat = 0;
    private const int SemaphoreSeats = 1;
    private const int AccessSeats = SemaphoreSeats + SemaphoreFlow.Seats;
    private const int ConditionSeats = AccessSeats + AccessFlow.Seats;
    private const int BarrierSeats = ConditionSeats + ConditionFlow.Seats;

    /// <summary>More than cores, so that while some start, others are at work and fight.</summary>
    private static readonly int s_victims = (2 * Environment.ProcessorCount) + 4;

    private static readonly int s_killers = Environment.ProcessorCount + 1;

    private readonly TortureReport _report = new("sync", options.Seed);
    private readonly AioQueue<string> _complaints = new(1000);
    private readonly ISyncFlow[] _flows =
    [
        new LockFlow(LockSeat), new SemaphoreFlow(SemaphoreSeats), new AccessFlow(AccessSeats, new AioReaderWriterLock()), new ConditionFlow(ConditionSeats), new BarrierFlow(BarrierSeats),
    ];

    public async Task<TortureReport> RunAsync()
    {
        log($"sync: seed {options.Seed}, {options.Duration.TotalSeconds:F0} s, {s_victims} victims{(options.Plant is null ? "" : $", planted fault: {options.Plant}")}");
        using Board board = Board.Create();
        board.Enter(Board.Survivor);
        using var end = new CancellationTokenSource(options.Duration);
        void Complain(string complaint)
        {
            _report.Violations.Enqueue(complaint);
            end.Cancel();
        }

        Task listener = ListenAsync(Complain);
        var victims = new Victims(board, number => AioProcess.Start(SufferAsync, _flows, _complaints, board.FilePath, number, options.Seed, options.Plant), s_victims);
        Worker[] workers = [.. Enumerable.Range(0, _flows.Length * FlowsPerObject).Select(i => new Worker(board, Board.Survivor, options.Seed + i, options.Plant, Complain))];
        Task[] survivors = [.. workers.Select((worker, i) => Task.Run(() => worker.RunAsync(_flows[i % _flows.Length], end.Token)))];
        await Task.WhenAll(Enumerable.Range(0, s_killers).Select(i => HarryAsync(victims, new Random(~options.Seed + i), end.Token)));
        await Task.WhenAll(survivors);
        await victims.KillAllAsync();
        foreach (ISyncFlow flow in _flows)
        {
            if (flow.FindLoss() is { } loss)
                _report.Violations.Enqueue(loss);
        }

        _complaints.Complete();
        await listener;
        _report.Kills = victims.Kills;
        _report.Stops = victims.Stops;
        _report.Operations = workers.Sum(worker => worker.Turns);
        foreach (double recovery in board.RecoveriesMs())
            _report.RecoveriesMs.Add(recovery);
        _report.ExitsMs.AddRange(victims.ExitsMs);
        foreach (string violation in _report.Violations.Take(5))
            log($"violation: {violation}");
        return _report;
    }

    private async Task ListenAsync(Action<string> complain)
    {
        await foreach (string complaint in _complaints.ReadAllAsync())
            complain(complaint);
    }

    private async Task HarryAsync(Victims victims, Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(random.Next(1, 5), CancellationToken.None);
            if (random.Next(4) == 0)
                await victims.StopOneAsync(random);
            else if (await victims.KillOneAsync(random) is { ExitCode: not -9 } exit)
                _report.Violations.Enqueue($"a victim was not killed by us: {exit}");
        }
    }

    private static async Task SufferAsync(ISyncFlow[] flows, AioQueue<string> complaints, string boardPath, int number, int seed, string? plant)
    {
        Board board = Board.Open(boardPath);
        board.Enter(number);
        await Task.WhenAll(Enumerable.Range(0, flows.Length * FlowsPerObject).Select(i => Task.Run(() =>
            new Worker(board, number, seed + (number * 31) + i, plant, complaint => complaints.TryPut(complaint)).RunAsync(flows[i % flows.Length], CancellationToken.None))));
        await Task.Delay(Timeout.Infinite); // After a complaint; somebody will come and kill it.
    }
}
