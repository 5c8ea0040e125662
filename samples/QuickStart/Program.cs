using AioProcessing;

using var queue = new AioQueue<int>(capacity: 16);
using var started = new AioEvent();
using var mutex = new AioLock();
int[] items = [1, 2, 3, 4, 5];

// Worker runs in a process of its own; the queue, the event and the lock are the same objects on both sides.
await using AioProcess worker = AioProcess.Start(Worker, queue, started, mutex, items);
await Task.WhenAll(PrintResultsAsync(), AddOneMoreAsync());
await worker.JoinAsync();

static async Task Worker(AioQueue<int> queue, AioEvent started, AioLock mutex, int[] items)
{
    using (await mutex.AcquireAsync())
    {
        started.Set();
        foreach (int item in items)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            await queue.PutAsync(item + 5);
        }
    }
}

async Task PrintResultsAsync()
{
    await foreach (int result in queue.ReadAllAsync())
        Console.WriteLine($"Got result {result}");
}

// Waits for the worker to have the lock, then for the lock, and no thread stands still meanwhile.
async Task AddOneMoreAsync()
{
    await started.WaitAsync();
    using (await mutex.AcquireAsync())
    {
        await queue.PutAsync(78);
        queue.Complete();
    }
}
