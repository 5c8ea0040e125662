using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>From the end of a pool's only worker to the next task's first line in its replacement; a spare one is up.</summary>
internal abstract class AioPoolReplacement : Contestant
{
    // Until the spare worker is up, and has finished compiling in the background.
    private static readonly TimeSpan s_untilSpare = TimeSpan.FromMilliseconds(900);

    public override int? FixedOperations => 5;

    protected AioPool Pool { get; } = new(workers: 1);

    public override async Task<double> MeasureAsync(int operations)
    {
        var costs = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            await PrepareLossAsync();
            await Task.Delay(s_untilSpare);
            long start = Stopwatch.GetTimestamp();
            Lose();
            costs[i] = Time.Nanoseconds(await Pool.ApplyAsync(Stopwatch.GetTimestamp) - start);
        }

        return Statistics.Median(costs);
    }

    protected abstract Task PrepareLossAsync();

    protected abstract void Lose();
}

/// <summary>Somebody kills it while it has nothing to do.</summary>
internal sealed class AioPoolAfterKill : AioPoolReplacement
{
    protected override Task PrepareLossAsync() => Pool.ApplyAsync(static () => { });

    protected override void Lose() => Pool.Workers[0].Kill();
}

/// <summary>Its task is cancelled and cannot hear, so the pool kills it.</summary>
internal sealed class AioPoolAfterCancel : AioPoolReplacement
{
    private AioTask? _task;

    protected override async Task PrepareLossAsync()
    {
        _task = Pool.Submit(static () => Thread.Sleep(Timeout.Infinite));
        while (_task.Status != AioTaskStatus.Running)
            await Task.Delay(1);
    }

    protected override void Lose() => _task!.Cancel();
}
