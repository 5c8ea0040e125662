using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>One task after the other, asked for by a process that was handed the pool: by way of the pool's process, there and back.</summary>
internal sealed class AioPoolGuestApply : AioPoolContestant
{
    private readonly AioQueue<int> _orders = new();
    private readonly AioQueue<double> _answers = new();

    public override async Task PrepareAsync(LaneSettings settings)
    {
        await base.PrepareAsync(settings);
        _ = AioProcess.Start(ServeAsync, Pool, _orders, _answers);
    }

    public override async Task<double> MeasureAsync(int operations)
    {
        await _orders.PutAsync(operations);
        return await _answers.GetAsync();
    }

    private static async Task ServeAsync(AioPool pool, AioQueue<int> orders, AioQueue<double> answers)
    {
        while (true)
        {
            int operations = await orders.GetAsync();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < operations; i++)
                await pool.ApplyAsync(Identity, i);
            await answers.PutAsync(Time.PerOperation(start, operations));
        }
    }
}
