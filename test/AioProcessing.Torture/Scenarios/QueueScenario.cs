using System.Diagnostics;

namespace AioProcessing.Torture.Scenarios;

/// <summary>A pipeline of gets and one of leases, whose producers and relays are killed and stopped: see <see cref="QueuePipeline"/> for what must hold.</summary>
internal sealed class QueueScenario(TortureOptions options, Action<string> log)
{
    // Numbers of the second pipeline's processes; those of the first count from 1.
    private const int SecondRange = 1 << 19;
    private static readonly TimeSpan s_aftermath = TimeSpan.FromMilliseconds(5);

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
        await Task.WhenAll(victims.Select((group, i) => HarryAsync(group, new Random(options.Seed + i), end.Token)));
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

    private async Task HarryAsync(Victims victims, Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(random.Next(1, 10), CancellationToken.None);
            if (random.Next(6) == 0)
            {
                await victims.StopOneAsync(random);
                continue;
            }

            long moment = Stopwatch.GetTimestamp();
            if (await victims.KillOneAsync(random) is not { } exit)
                continue;
            await Task.Delay(s_aftermath, CancellationToken.None);
            _report.RecoveriesMs.Add(_clock.LongestSince(moment));
            if (exit.ExitCode != -9)
                _report.Violations.Enqueue($"a victim was not killed by us: {exit}");
        }
    }
}
