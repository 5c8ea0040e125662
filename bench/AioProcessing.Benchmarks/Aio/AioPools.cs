using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>A pool of two, warm.</summary>
internal abstract class AioPoolContestant : Contestant
{
    protected AioPool Pool { get; } = new(workers: 2);

    public override TimeSpan BatchTime => TimeSpan.FromMilliseconds(50);

    public override async Task PrepareAsync(LaneSettings settings) => await Pool.MapAsync(Identity, Enumerable.Range(0, 20_000).ToArray());

    protected static int Identity(int x) => x;
}

/// <summary>Tasks that do nothing, all in one call.</summary>
internal sealed class AioPoolMap(int chunkSize) : AioPoolContestant
{
    public override async Task<double> MeasureAsync(int operations)
    {
        int[] items = new int[operations];
        long start = Stopwatch.GetTimestamp();
        await Pool.MapAsync(Identity, items, new() { ChunkSize = chunkSize });
        return Time.PerOperation(start, operations);
    }
}

/// <summary>Tasks of a millisecond of work; what is measured is the time per task, of two workers together.</summary>
internal sealed class AioPoolMillisecondMap : AioPoolContestant
{
    public override int? FixedOperations => 200;

    public override async Task<double> MeasureAsync(int operations)
    {
        int[] items = new int[operations];
        long start = Stopwatch.GetTimestamp();
        await Pool.MapAsync(MillisecondWork.Run, items);
        return Time.PerOperation(start, operations);
    }
}

/// <summary>One task after the other.</summary>
internal sealed class AioPoolApply : AioPoolContestant
{
    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await Pool.ApplyAsync(Identity, i);
        return Time.PerOperation(start, operations);
    }
}

/// <summary>Many tasks handed over one by one, and awaited together.</summary>
internal sealed class AioPoolSubmit : AioPoolContestant
{
    public override async Task<double> MeasureAsync(int operations)
    {
        var tasks = new Task<int>[operations];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            tasks[i] = Pool.ApplyAsync(Identity, i);
        await Task.WhenAll(tasks);
        return Time.PerOperation(start, operations);
    }
}

/// <summary>A mebibyte there and back.</summary>
internal sealed class AioPoolLarge : AioPoolContestant
{
    private readonly byte[] _large = new byte[1 << 20];

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await Pool.ApplyAsync(Same, _large);
        return Time.PerOperation(start, operations);
    }

    private static byte[] Same(byte[] bytes) => bytes;
}

/// <summary>From nothing to the first result.</summary>
internal sealed class AioPoolStart : Contestant
{
    public override int? FixedOperations => 3;

    public override async Task<double> MeasureAsync(int operations)
    {
        var costs = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await using var pool = new AioPool(workers: 2);
            await pool.ApplyAsync(Stopwatch.GetTimestamp);
            costs[i] = Time.PerOperation(start, 1);
        }
        return Statistics.Median(costs);
    }
}

/// <summary>A millisecond of arithmetic.</summary>
internal static class MillisecondWork
{
    public static int Run(int x)
    {
        long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 1000);
        while (Stopwatch.GetTimestamp() < end)
            x++;
        return x;
    }
}
