namespace AioProcessing.Torture.Scenarios;

/// <summary>Kills and stops the workers of a pool.</summary>
internal sealed class WorkerHunt(AioPool pool, Random random)
{
    private const int MostStopped = 1;

    private readonly HashSet<int> _stopped = [];

    public int Kills { get; private set; }

    public int Stops { get; private set; }

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await ProgressAsync(random.Next(200), end);
            AioProcess[] ready = Ready();
            _stopped.IntersectWith(ready.Select(worker => worker.Id));
            if (ready.Length > 0)
                await HurtAsync(ready[random.Next(ready.Length)]);
        }

        foreach (int pid in _stopped.Intersect(Ready().Select(worker => worker.Id)))
            Signal.Continue(pid);
    }

    private async Task HurtAsync(AioProcess worker)
    {
        int how = random.Next(6);
        if (how == 5 && _stopped.Count >= MostStopped)
            how = 4; // The others are needed to go on.
        if (how >= 3)
        {
            Signal.Stop(worker.Id);
            Stops++;
        }

        switch (how)
        {
            case 5:
                _stopped.Add(worker.Id); // And stays so: what it runs overruns its time, and it is killed; or it goes on at the end.
                return;
            case 4:
                await Task.Delay(random.Next(1, 30), CancellationToken.None);
                if (worker.IsAlive)
                    Signal.Continue(worker.Id);
                return;
            default:
                worker.Kill();
                Kills++;
                return;
        }
    }

    private AioProcess[] Ready()
    {
        HashSet<int> ready = [.. pool.Statistics.Workers.Where(worker => worker.IsReady).Select(worker => worker.ProcessId)];
        return [.. pool.Workers.Where(worker => ready.Contains(worker.Id))];
    }

    /// <summary>So that workers live long enough to be killed at work, however busy the machine is.</summary>
    private async Task ProgressAsync(int tasks, CancellationToken end)
    {
        long target = pool.Statistics.SucceededTasks + tasks;
        while (pool.Statistics.SucceededTasks < target && !end.IsCancellationRequested)
            await Task.Delay(1, CancellationToken.None);
    }
}
