using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Calls of an object in a manager, in a process of its own.</summary>
internal abstract class Hosted : Contestant
{
    public sealed override async Task PrepareAsync(LaneSettings settings) => await PrepareAsync(await AioManager.StartAsync());

    public sealed override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        await CallAsync(operations);
        return Time.PerOperation(start, operations);
    }

    protected abstract Task PrepareAsync(AioManager manager);

    protected abstract Task CallAsync(int operations);
}

internal sealed class HostedDictionaryCalls(bool sets, bool blocks) : Hosted
{
    private IAioDictionary<string, int> _dictionary = null!;

    protected override async Task PrepareAsync(AioManager manager)
    {
        _dictionary = manager.Dictionary<string, int>();
        await _dictionary.SetAsync("key", 1);
    }

    protected override async Task CallAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            if (blocks)
                _ = _dictionary["key"];
            else if (sets)
                await _dictionary.SetAsync("key", i);
            else
                await _dictionary.GetAsync("key");
        }
    }
}

internal sealed class HostedLockPairs : Hosted
{
    private IAioLock _lock = null!;

    protected override Task PrepareAsync(AioManager manager)
    {
        _lock = manager.Lock();
        return Task.CompletedTask;
    }

    protected override async Task CallAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            await _lock.AcquireAsync();
            _lock.Release();
        }
    }
}

internal sealed class HostedQueuePairs : Hosted
{
    private IAioQueue<int> _queue = null!;

    protected override Task PrepareAsync(AioManager manager)
    {
        _queue = manager.Queue<int>();
        return Task.CompletedTask;
    }

    protected override async Task CallAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            await _queue.PutAsync(i);
            await _queue.GetAsync();
        }
    }
}

/// <summary>The user's own type, behind the proxy that the compiler makes.</summary>
public interface IBenchCounter
{
    Task<int> AddAsync(int count);
}

/// <inheritdoc/>
public sealed class BenchCounter : IBenchCounter
{
    private int _count;

    public Task<int> AddAsync(int count) => Task.FromResult(Interlocked.Add(ref _count, count));
}

internal sealed class HostedOwnCalls(int inFlight) : Hosted
{
    private IBenchCounter _counter = null!;

    protected override async Task PrepareAsync(AioManager manager) => _counter = await manager.CreateAsync<IBenchCounter, BenchCounter>();

    protected override Task CallAsync(int operations) => Task.WhenAll(Enumerable.Range(0, inFlight).Select(async lane =>
    {
        for (int i = lane; i < operations; i += inFlight)
            await _counter.AddAsync(1);
    }));
}
