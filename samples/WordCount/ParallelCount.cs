using AioProcessing;

namespace WordCount;

/// <summary>Counts with worker processes, any of which may die at any moment.</summary>
/// <remarks>
/// Nobody needs to know which worker had which file. What a worker has put is safe, what it had taken is gone with it, so when all workers have
/// ended, the files without a complete report are exactly those to hand out again.
/// </remarks>
internal sealed class ParallelCount(string[] files, int workerCount, Tally tally, Action progress)
{
    private const int JobsAhead = 64;
    private const int PartsAhead = 256;

    /// <summary>One worker is killed when so many files are in; null = none.</summary>
    public int? KillAfter { get; set; }

    public Action<string> Say { get; init; } = _ => { };

    public async Task RunAsync()
    {
        for (int[] missing = [.. tally.Missing]; missing.Length > 0; missing = [.. tally.Missing])
        {
            int before = tally.CountedFiles;
            await PassAsync(missing);
            tally.DropIncomplete();
            if (tally.CountedFiles == before)
                throw new InvalidOperationException($"{missing.Length} files end every worker that reads them, among them '{files[missing[0]]}'.");
            if (tally.CountedFiles < files.Length)
                Say($"Still missing: {files.Length - tally.CountedFiles} of {files.Length} files. Handing them out again.");
        }
    }

    private async Task PassAsync(int[] fileNumbers)
    {
        using var jobs = new AioQueue<Job>(JobsAhead);
        using var results = new AioQueue<FilePart>(PartsAhead);
        using var workersGone = new CancellationTokenSource();
        AioProcess[] workers = [.. Enumerable.Range(0, workerCount).Select(_ => AioProcess.Start(Worker.RunAsync, jobs, results))];
        Task handingOut = HandOutAsync(jobs, fileNumbers, workersGone.Token);
        Task collecting = CollectAsync(results, workers);
        Task ended = Task.WhenAll(workers.Select(worker => worker.JoinAsync()));
        if (await Task.WhenAny(ended, collecting) == collecting)
            await collecting; // It ends before the queue is completed only when it fails.
        await ended;
        await workersGone.CancelAsync();
        results.Complete();
        await Task.WhenAll(handingOut, collecting);
        foreach (AioProcess worker in workers)
            await worker.DisposeAsync();
    }

    private async Task HandOutAsync(AioQueue<Job> jobs, int[] fileNumbers, CancellationToken workersGone)
    {
        try
        {
            foreach (int number in fileNumbers)
                await jobs.PutAsync(new Job(number, files[number]), workersGone);
            jobs.Complete();
        }
        catch (OperationCanceledException)
        {
            // Nobody is left to take the rest; it is missing and has its turn in the next pass.
        }
    }

    private async Task CollectAsync(AioQueue<FilePart> results, AioProcess[] workers)
    {
        await foreach (FilePart part in results.ReadAllAsync())
        {
            if (!tally.Add(part))
                continue;
            progress();
            if (tally.CountedFiles >= KillAfter)
                KillOne(workers.First(worker => worker.Id == part.WorkerId));
        }
    }

    private void KillOne(AioProcess worker)
    {
        KillAfter = null;
        Say($"Killing worker {worker.Id} after {tally.CountedFiles} of {files.Length} files.");
        worker.Kill();
    }
}
