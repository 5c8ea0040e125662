using System.IO.MemoryMappedFiles;

namespace AioProcessing.Torture.Scenarios;

/// <summary>
/// Tasks by maps and one by one, of this process and of guests, while workers are killed and stopped and guests are killed: each task has its result after one run, or is lost
/// with a worker, or overruns its time in a stopped one, after at most one; none hangs.
/// </summary>
/// <remarks>The runs are counted in a plain file, apart from the library.</remarks>
internal sealed class PoolScenario(TortureOptions options, Action<string> log)
{
    public const string Fault = "pool";

    private const int Workers = 3;
    private const int ItemsPerMap = 400;
    private const int MostTasks = 1 << 24;

    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(60);

    // For tasks of a worker that stays stopped: everybody who waits for one stands still so long. On a busy machine others may overrun it, which is as good an end.
    private static readonly TimeSpan s_taskTimeout = TimeSpan.FromMilliseconds(500);
    private static MemoryMappedViewAccessor? s_counts;

    private readonly TortureReport _report = new("pool", options.Seed);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"torture-pool-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private int _lastTask;

    public async Task<TortureReport> RunAsync()
    {
        log($"pool: seed {options.Seed}, {options.Duration.TotalSeconds:F0} s{(options.Plant is null ? "" : $", planted fault: {options.Plant}")}");
        var random = new Random(options.Seed);
        using var file = MemoryMappedFile.CreateFromFile(_path, FileMode.Create, null, MostTasks);
        using MemoryMappedViewAccessor counts = file.CreateViewAccessor();
        try
        {
            var pool = new AioPool(new AioPoolOptions { Workers = Workers, TaskTimeout = s_taskTimeout });
            var guests = new PoolGuests(pool, counts, firstTask: MostTasks / 2, () => Work(_path));
            var hunt = new WorkerHunt(pool, random);
            using var end = new CancellationTokenSource(options.Duration);
            Task[] users = [UseAsync(pool, counts, options.Seed + 1, end.Token), UseAsync(pool, counts, options.Seed + 2, end.Token), guests.RunAsync(random.Next(), end.Token)];
            await hunt.RunAsync(end.Token);
            await Task.WhenAll(users);
            if (!await pool.TryCompleteAsync(s_tooLong))
                _report.Violations.Enqueue($"the pool does not end within {s_tooLong.TotalSeconds} s: {pool.Statistics}");
            guests.Judge(_report);
            _report.Kills = (int)Math.Min(hunt.Kills, pool.Statistics.WorkersLost) + guests.Kills;
            _report.Stops = hunt.Stops;
        }
        finally
        {
            File.Delete(_path);
        }

        foreach (string violation in _report.Violations.Take(5))
            log($"violation: {violation}");
        return _report;
    }

    private async Task UseAsync(AioPool pool, MemoryMappedViewAccessor counts, int seed, CancellationToken end)
    {
        var random = new Random(seed);
        while (!end.IsCancellationRequested && _report.Violations.IsEmpty)
        {
            int first = Interlocked.Add(ref _lastTask, ItemsPerMap) - ItemsPerMap;
            if (options.Plant == Fault)
                await OutcomeAsync(pool.Submit(Work(_path), first)); // The planted fault: this task runs once more.
            Task<(int? Value, Exception? Error)[]> turn = random.Next(3) == 0
                ? SubmitAsync(pool, first)
                : MapAsync(pool, Work(_path), first, random.Next(4) * 10);
            if (await Task.WhenAny(turn, Task.Delay(s_tooLong, CancellationToken.None)) != turn)
            {
                _report.Violations.Enqueue($"tasks {first} to {first + ItemsPerMap} are not done after {s_tooLong.TotalSeconds} s: {pool.Statistics}");
                pool.Kill();
                return;
            }

            Judge(counts, first, await turn);
        }
    }

    private async Task<(int? Value, Exception? Error)[]> SubmitAsync(AioPool pool, int first)
    {
        AioTask<int>[] tasks = [.. Enumerable.Range(first, ItemsPerMap).Select(number => pool.Submit(Work(_path), number))];
        return await Task.WhenAll(tasks.Select(OutcomeAsync));
    }

    private static async Task<(int? Value, Exception? Error)> OutcomeAsync(AioTask<int> task)
    {
        try
        {
            return (await task, null);
        }
        catch (Exception error)
        {
            return (null, error);
        }
    }

    private static async Task<(int? Value, Exception? Error)[]> MapAsync(AioPool pool, Func<int, int> work, int first, int chunkSize)
    {
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(work, Enumerable.Range(first, ItemsPerMap), new() { ChunkSize = chunkSize });
        return [.. outcomes.Select(outcome => (outcome.IsSuccess ? (int?)outcome.Value : null, outcome.Error))];
    }

    private void Judge(MemoryMappedViewAccessor counts, int first, (int? Value, Exception? Error)[] outcomes)
    {
        for (int i = 0; i < outcomes.Length; i++)
        {
            int number = first + i;
            int runs = counts.ReadByte(number);
            _report.Operations++;
            if (runs > 1)
                _report.Violations.Enqueue($"task {number} ran {runs} times");
            if (outcomes[i].Value is int value && (value != number || runs != 1))
                _report.Violations.Enqueue($"task {number} returned {value} after {runs} runs");
            if (outcomes[i].Error is AioWorkerLostException or AioTimeoutException)
                _report.TakenAlong++;
            else if (outcomes[i].Error is { } error)
                _report.Violations.Enqueue($"task {number} failed: {error}");
        }
    }

    private static Func<int, int> Work(string path) => number =>
    {
        s_counts ??= MemoryMappedFile.CreateFromFile(path, FileMode.Open).CreateViewAccessor();
        s_counts.Write(number, (byte)(s_counts.ReadByte(number) + 1));
        Thread.SpinWait(number % 7 == 0 ? 20_000 : 10);
        return number;
    };
}
