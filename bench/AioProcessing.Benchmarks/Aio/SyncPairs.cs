using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>A permit taken and given back.</summary>
internal sealed class AioSemaphorePair : Contestant
{
    private readonly AioSemaphore _semaphore = new(1);

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (await _semaphore.AcquireAsync())
            {
            }
        }
        return Time.PerOperation(start, operations);
    }
}

internal sealed class AioBoundedSemaphorePair : Contestant
{
    private readonly AioBoundedSemaphore _semaphore = new(1);

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (await _semaphore.AcquireAsync())
            {
            }
        }
        return Time.PerOperation(start, operations);
    }
}

internal sealed class AioReaderPair : Contestant
{
    private readonly AioReaderWriterLock _access = new();

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (await _access.AcquireReaderAsync())
            {
            }
        }
        return Time.PerOperation(start, operations);
    }
}

internal sealed class AioWriterPair : Contestant
{
    private readonly AioReaderWriterLock _access = new();

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (await _access.AcquireWriterAsync())
            {
            }
        }
        return Time.PerOperation(start, operations);
    }
}

/// <summary>A lock that may be its taker's already.</summary>
internal sealed class AioReentrantPair(bool isHeldAlready) : Contestant
{
    private readonly AioReentrantLock _mutex = new();

    public override async Task<double> MeasureAsync(int operations)
    {
        if (!isHeldAlready)
            return await InnermostAsync(operations);
        using (await _mutex.AcquireAsync())
            return await InnermostAsync(operations);
    }

    private async Task<double> InnermostAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using (await _mutex.AcquireAsync())
            {
            }
        }
        return Time.PerOperation(start, operations);
    }
}

/// <summary>An event set and reset, with nobody waiting.</summary>
internal sealed class AioEventPair : Contestant
{
    private readonly AioEvent _event = new();

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            _event.Set();
            _event.Reset();
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}
