namespace AioProcessing.Torture.Scenarios;

/// <summary>A pipeline of gets and one of leases, whose producers and relays are killed and stopped: see <see cref="QueuePipeline"/> for what must hold.</summary>
internal sealed class QueueScenario(TortureOptions options, Action<string> log)
{
    // Numbers of the second pipeline's processes; those of the first count from 1.
    private const int SecondRange = 1 << 19;

    private readonly TortureReport _report = new("queue", options.Seed);
    private readonly StallClock _clock = new();

    public async Task<TortureReport> RunAsync()
    {
        log($"queue: seed {options.Seed}, {options.Duration.TotalSeconds:F0} s{(options.Plant is null ? "" : $", planted fault: {options.Plant}")}");
        using Board board = Board.Create();
        board.Enter(Board.Survivor);
        using var end = new CancellationTokenSource(options.Duration);
        void Complain(string complaint)
        {
            _report.Violations.Enqueue(complaint);
            end.Cancel();
        }

        QueuePipeline[] pipelines =
        [
            new(leases: false, board, Board.Survivor + 1, options.Seed, options.Plant, Complain),
            new(leases: true, board, SecondRange, options.Seed, options.Plant, Complain),
        ];
        foreach (QueuePipeline pipeline in pipelines)
            pipeline.Start();
        Task[] survivors = [.. pipelines.Select(pipeline => pipeline.SurviveAsync(_clock, end.Token))];
        Victims[] victims = [.. pipelines.SelectMany(pipeline => pipeline.Victims)];
        await Task.WhenAll(victims.Select((group, i) => group.HarryAsync(new Random(options.Seed + i), 10, _clock, _report, end.Token)));
        await Task.WhenAll(survivors);
        foreach (QueuePipeline pipeline in pipelines)
        {
            await pipeline.EndAsync();
            _report.Operations += pipeline.Operations;
            _report.TakenAlong += pipeline.TakenAlong;
        }

        foreach (Victims group in victims)
        {
            _report.Kills += group.Kills;
            _report.Stops += group.Stops;
            _report.ExitsMs.AddRange(group.ExitsMs);
        }

        foreach (string violation in _report.Violations.Take(5))
            log($"violation: {violation}");
        return _report;
    }
}
