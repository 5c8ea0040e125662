namespace AioProcessing.Torture.Scenarios;

/// <summary>Starts of every kind and ends of every kind, some at random moments: each end is told rightly, and nothing is left of any of them.</summary>
/// <remarks>In a process of its own, so that what is left there is left by the scenario.</remarks>
internal sealed class ProcessScenario(TortureOptions options, Action<string> log)
{
    public const string LeakFault = "descriptor";
    public const string OrphanFault = "orphan";

    private const int LeakedDescriptors = 4;

    // However slow the machine is: less than this would say nothing.
    private const int FewestStarts = 24;
    private const int FewestKills = 2;

    public async Task<TortureReport> RunAsync()
    {
        log($"process: seed {options.Seed}, {options.Duration.TotalSeconds:F0} s{(options.Plant is null ? "" : $", planted fault: {options.Plant}")}");
        ProcessTally tally = await AioProcess.RunAsync(SufferAsync, options.Duration, options.Seed, options.Plant);
        TortureReport report = new("process", options.Seed) { Kills = tally.Kills, Stops = tally.Stops, Operations = tally.Starts };
        foreach (string violation in tally.Violations)
            report.Violations.Enqueue(violation);
        foreach (double exit in tally.ExitsMs)
            report.RecoveriesMs.Add(exit);
        foreach (string violation in tally.Violations.Take(5))
            log($"violation: {violation}");
        return report;
    }

    private static async Task<ProcessTally> SufferAsync(TimeSpan duration, int seed, string? plant)
    {
        ProcessTally tally = new();
        // What the first start opens for good is not left behind by the others.
        await AioStandby.Warm(1);
        await AioProcess.RunAsync(ProcessLife.Return, 0);
        AioStandby.Stop();
        OwnDescriptors descriptors = await OwnDescriptors.AtRestAsync();
        await AioStandby.Warm(1);
        long end = Environment.TickCount64 + (long)duration.TotalMilliseconds;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount + 1).Select(i => Task.Run(async () =>
        {
            ProcessLife life = new(new Random(seed + i), tally);
            while ((Environment.TickCount64 < end || tally.Starts < FewestStarts || tally.Kills < FewestKills) && tally.Violations.IsEmpty)
                await life.LiveOnceAsync();
        })));
        object? planted = Plant(plant);
        AioStandby.Stop();
        await LookForRemainsAsync(tally, descriptors);
        GC.KeepAlive(planted);
        return tally;
    }

    private static object? Plant(string? fault) => fault switch
    {
        LeakFault => Enumerable.Range(0, LeakedDescriptors).Select(_ => File.OpenRead("/dev/null")).ToArray(),
        OrphanFault => AioProcess.Start(ProcessLife.Sleep, new AioProcessOptions { IsDaemon = true }),
        _ => null,
    };

    /// <summary>What is about to end gets its time; what stays is a violation.</summary>
    private static async Task LookForRemainsAsync(ProcessTally tally, OwnDescriptors descriptors)
    {
        string remains = "";
        for (int turn = 0; turn < 250; turn++)
        {
            int[] children = [.. Directory.GetDirectories("/proc/self/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];
            string[] more = OwnDescriptors.MoreThan(descriptors);
            remains = children.Length > 0 ? $"{children.Length} processes are left, the first is {children[0]} ({ProcStat.Read(children[0]).State})"
                : more.Length > 0 ? $"{more.Length} descriptors are left open: {string.Join(", ", more)}" : "";
            if (remains.Length == 0 && AioProcess.ActiveChildren.Count == 0)
                return;
            await Task.Delay(20);
        }

        tally.Violations.Enqueue(remains.Length > 0 ? remains : $"{AioProcess.ActiveChildren.Count} processes count as active and are gone");
    }
}
