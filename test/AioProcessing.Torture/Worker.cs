using AioProcessing.Torture.Scenarios;

namespace AioProcessing.Torture;

/// <summary>One flow's life in one process: turn after turn at one object, with its own random numbers.</summary>
internal sealed class Worker(Board board, int number, int seed, string? plant, Action<string> complain)
{
    /// <summary>No wait lasts so long, unless its wake-up was lost.</summary>
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(20);

    private bool _hasComplained;

    public Board Board => board;

    public int Number => number;

    public Random Random { get; } = new(seed);

    public long Turns { get; private set; }

    /// <summary>Reports a violation; the flow ends with its turn, because what follows from a violation says nothing new.</summary>
    public void Complain(string complaint)
    {
        _hasComplained = true;
        complain($"process {number}: {complaint}");
    }

    /// <summary>Whether this is the fault that was asked for.</summary>
    public bool IsPlanting(string fault) => plant == fault;

    /// <summary>Now and then, if this is the fault that was asked for.</summary>
    public bool Plants(string fault) => IsPlanting(fault) && Random.Next(10) == 0;

    public async Task RunAsync(ISyncFlow flow, CancellationToken end)
    {
        while (!end.IsCancellationRequested && !_hasComplained)
        {
            using var limit = new CancellationTokenSource(s_tooLong);
            try
            {
                await flow.TakeTurnAsync(this, limit.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                Complain($"waited {s_tooLong.TotalSeconds} s in vain at the {flow.Name}");
            }
            catch (AioException error)
            {
                Complain($"the {flow.Name} failed: {error}");
            }

            Turns++;

            // Most of the processor is for starting replacements: kills are what this is about.
            if (Random.Next(3) == 0)
                await Task.Delay(1, CancellationToken.None);
        }
    }

    /// <summary>Waits for what should come, or gives up at a random moment soon.</summary>
    /// <returns>False when given up: nothing was acquired.</returns>
    public async Task<(bool IsAcquired, T Result)> AcquireOrGiveUpAsync<T>(Func<CancellationToken, ValueTask<T>> acquireAsync, CancellationToken limit)
    {
        if (Random.Next(6) != 0)
            return (true, await acquireAsync(limit));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(Random.Next(3)));
        try
        {
            return (true, await acquireAsync(soon.Token));
        }
        catch (OperationCanceledException)
        {
            return (false, default!);
        }
    }

    /// <summary>A little time inside, so that kills and stops find somebody there.</summary>
    public Task LingerAsync()
    {
        if (Random.Next(3) == 0)
            return Task.Delay(Random.Next(1, 5));
        Thread.SpinWait(Random.Next(3000));
        return Task.CompletedTask;
    }
}
