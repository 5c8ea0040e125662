using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Several processes put, several others get, through one queue.</summary>
internal sealed class AioQueueCrew<T>(T message, int capacity, int producers, int consumers) : Contestant
{
    private readonly AioQueue<T> _queue = new(capacity);
    private readonly AioQueue<int>[] _orders = [.. Enumerable.Range(0, producers + consumers).Select(_ => new AioQueue<int>(1))];
    private readonly AioQueue<int> _done = new(producers + consumers);
    private readonly T _message = message;
    private readonly int _producers = producers;
    private readonly int _consumers = consumers;

    /// <summary>Starting a batch wakes all of them, which must not count.</summary>
    public override TimeSpan BatchTime => TimeSpan.FromMilliseconds(20);

    public override Task PrepareAsync(LaneSettings settings)
    {
        for (int worker = 0; worker < _orders.Length; worker++)
            _ = AioProcess.Start(WorkAsync, worker);
        return Task.CompletedTask;
    }

    public override async Task<double> MeasureAsync(int operations)
    {
        int share = Math.Max(1, operations / (_producers * _consumers));
        long start = Stopwatch.GetTimestamp();
        for (int worker = 0; worker < _orders.Length; worker++)
            await _orders[worker].PutAsync(share * (IsProducer(worker) ? _consumers : _producers));
        for (int worker = 0; worker < _orders.Length; worker++)
            await _done.GetAsync();
        return Time.PerOperation(start, share * _producers * _consumers);
    }

    private bool IsProducer(int worker) => worker < _producers;

    private async Task WorkAsync(int worker)
    {
        await foreach (int count in _orders[worker].ReadAllAsync())
        {
            for (int i = 0; i < count; i++)
            {
                if (IsProducer(worker))
                    await _queue.PutAsync(_message);
                else
                    await _queue.GetAsync();
            }

            await _done.PutAsync(worker);
        }
    }
}
