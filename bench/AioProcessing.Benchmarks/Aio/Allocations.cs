using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>Bytes of managed memory per operation, all of whose awaits complete at once.</summary>
internal sealed class Allocations(Func<ValueTask> operation) : Contestant
{
    public override async Task<double> MeasureAsync(int operations)
    {
        int thread = Environment.CurrentManagedThreadId;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < operations; i++)
            await operation();
        long after = GC.GetAllocatedBytesForCurrentThread();
        if (thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("An operation was suspended, so its bytes were counted on two threads.");
        return (after - before) / (double)operations;
    }

    public static Allocations OfLock()
    {
        var mutex = new AioLock();
        return new Allocations(async () =>
        {
            using (await mutex.AcquireAsync())
            {
            }
        });
    }

    public static Allocations OfEvent()
    {
        var happened = new AioEvent();
        happened.Set();
        return new Allocations(async () => await happened.WaitAsync());
    }

    public static Allocations OfQueue()
    {
        var queue = new AioQueue<Message16>(capacity: 16);
        return new Allocations(async () =>
        {
            await queue.PutAsync(new Message16(1, 2));
            await queue.GetAsync();
        });
    }

    public static Allocations OfSemaphoreSlim()
    {
        var semaphore = new SemaphoreSlim(1, 1);
        return new Allocations(async () =>
        {
            await semaphore.WaitAsync();
            semaphore.Release();
        });
    }
}
