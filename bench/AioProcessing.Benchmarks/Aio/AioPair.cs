using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>A contestant of two processes that share objects of the library. The second process runs a method of the contestant itself, which crosses with the objects in its fields.</summary>
internal abstract class AioPair : Contestant
{
    private readonly AioQueue<int> _rounds = new(capacity: 1);

    /// <summary>Starting a batch wakes the other process, which must not count.</summary>
    public sealed override TimeSpan BatchTime => TimeSpan.FromMilliseconds(20);

    /// <summary>The measuring half: nanoseconds per operation.</summary>
    protected abstract Task<double> LeadAsync(int operations);

    /// <summary>The other half, at the same time in the other process.</summary>
    protected abstract Task FollowAsync(int operations);

    public sealed override Task PrepareAsync(LaneSettings settings)
    {
        _ = AioProcess.Start(RunFollowerAsync, settings.FollowerCpu);
        return Task.CompletedTask;
    }

    public sealed override async Task<double> MeasureAsync(int operations)
    {
        await _rounds.PutAsync(operations);
        return await LeadAsync(operations);
    }

    private async Task RunFollowerAsync(int? cpu)
    {
        Affinity.PinProcess(cpu);
        await foreach (int operations in _rounds.ReadAllAsync())
            await FollowAsync(operations);
    }
}
