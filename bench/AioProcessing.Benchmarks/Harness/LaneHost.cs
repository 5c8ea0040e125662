using System.Diagnostics;
using System.Globalization;

namespace AioProcessing.Benchmarks.Harness;

/// <summary>The contestant's end: prepares it, warms it up, and then gives one sample for each line from the harness.</summary>
internal static class LaneHost
{
    private const int WarmCalls = 100;
    private static readonly TimeSpan s_warmTime = TimeSpan.FromMilliseconds(700);

    /// <summary>Returns only after a failure.</summary>
    public static async Task<int> RunAsync(Benchmark benchmark, string name, TimeSpan sampleTime, int? followerCpu)
    {
        SemaphoreSlim turns = Launch.ListenToParent();
        try
        {
            Contestant contestant = benchmark[name].Create();
            await contestant.PrepareAsync(new LaneSettings(name, followerCpu, [Launch.PeerRole, benchmark.Name, name]));
            int operations = contestant.FixedOperations ?? await WarmAsync(contestant);
            int batches = contestant.FixedOperations is null ? Math.Max(1, (int)(sampleTime / contestant.BatchTime)) : 1;
            Answer(await SampleAsync(contestant, operations, batches));
            while (true)
            {
                await turns.WaitAsync();
                Answer(benchmark.Unit.FromMeasured(await SampleAsync(contestant, operations, batches)));
            }
        }
        catch (Exception exception)
        {
            Console.WriteLine($"{exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" "));
            await Console.Error.WriteLineAsync(exception.ToString());
            return 1;
        }
    }

    private static async Task<double> SampleAsync(Contestant contestant, int operations, int batches)
    {
        var costs = new double[batches];
        for (int batch = 0; batch < batches; batch++)
            costs[batch] = await contestant.MeasureAsync(operations);
        return Statistics.Median(costs);
    }

    /// <summary>
    /// Until the optimised code is there (a method is compiled twice more, each time after 30 calls and then in the background, 100 ms after the
    /// last new method) and tells how many operations fill a batch.
    /// </summary>
    private static async Task<int> WarmAsync(Contestant contestant)
    {
        long start = Stopwatch.GetTimestamp();
        int operations = 1;
        for (int calls = 0; calls < WarmCalls || Stopwatch.GetElapsedTime(start) < s_warmTime; calls++)
        {
            long batchStart = Stopwatch.GetTimestamp();
            await contestant.MeasureAsync(operations);
            // By the wall clock, because a contestant may leave out part of its time.
            TimeSpan elapsed = Stopwatch.GetElapsedTime(batchStart);
            if (elapsed < contestant.BatchTime / 2)
                operations *= 2;
            else if (elapsed > contestant.BatchTime * 2 && operations > 1)
                operations /= 2;
        }
        return operations;
    }

    private static void Answer(double value) => Console.WriteLine(value.ToString("R", CultureInfo.InvariantCulture));
}
