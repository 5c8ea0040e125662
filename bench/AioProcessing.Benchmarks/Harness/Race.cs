namespace AioProcessing.Benchmarks.Harness;

/// <summary>Runs one benchmark: A, B, C, A, B, C, … so that whatever else happens on the machine happens to all of them.</summary>
internal sealed class Race(Benchmark benchmark, Options options, Action<string> say)
{
    private const int PythonRounds = 3;
    private readonly int _rounds = Math.Min(options.Rounds, benchmark.MaxRounds);

    public async Task<IReadOnlyList<Result>> RunAsync()
    {
        var failures = new Dictionary<string, string>();
        List<ILane> lanes = await StartAsync(failures);
        var samples = lanes.ToDictionary(lane => lane.Name, _ => new List<double>());
        try
        {
            for (int round = 0; round < _rounds; round++)
            {
                foreach (ILane lane in lanes.Where(lane => !failures.ContainsKey(lane.Name) && (lane is not PythonLane || IsPythonRound(round))))
                {
                    say($"{benchmark.Name}, round {round + 1} of {_rounds}: {lane.Name}");
                    await TryAsync(lane.Name, failures, async () => samples[lane.Name].Add(await lane.SampleAsync()));
                }
            }
        }
        finally
        {
            foreach (ILane lane in lanes)
                await lane.DisposeAsync();
        }
        return Judge(samples, failures);
    }

    /// <summary>Its program runs a whole section for each sample, so it gets the first, the middle and the last round.</summary>
    private bool IsPythonRound(int round) =>
        Enumerable.Range(0, PythonRounds).Any(turn => round == turn * (_rounds - 1) / (PythonRounds - 1));

    private async Task<List<ILane>> StartAsync(Dictionary<string, string> failures)
    {
        var lanes = new List<ILane>();
        foreach (Entry entry in benchmark.Entries)
        {
            say($"{benchmark.Name}, warming up: {entry.Name}");
            await TryAsync(entry.Name, failures, async () => lanes.Add(await Lane.StartAsync(benchmark, entry, options)));
        }
        if (options.PythonBench is { } script)
            lanes.AddRange(benchmark.Python.Select(entry => new PythonLane(entry, script)));
        return lanes;
    }

    private static async Task TryAsync(string name, Dictionary<string, string> failures, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException or IOException)
        {
            failures[name] = exception.Message;
        }
    }

    private List<Result> Judge(Dictionary<string, List<double>> samples, Dictionary<string, string> failures)
    {
        string limitName = benchmark.Entries[0].Name;
        double? limit = MedianOf(limitName);
        IEnumerable<string> names = benchmark.Entries.Select(entry => entry.Name).Union(samples.Keys);
        return [.. names.Select(ResultOf)];

        double? MedianOf(string name) =>
            !failures.ContainsKey(name) && samples.TryGetValue(name, out List<double>? found) ? Statistics.Median(found) : null;

        Result ResultOf(string name)
        {
            double? median = MedianOf(name);
            bool isLimit = name == limitName;
            double? ratio = isLimit || limit is null or 0 ? null : median / limit;
            return new Result(benchmark.Name, name, benchmark.Unit.Name, median, isLimit ? null : limitName, ratio,
                median is null ? [] : [.. samples[name]], failures.GetValueOrDefault(name));
        }
    }
}
