using System.Diagnostics;
using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>Two threads that take the same tasks from one counter, and nothing else: what this machine gives to anybody at this moment.</summary>
internal sealed class BareThreads : Contestant
{
    public override int? FixedOperations => 200;

    public override Task<double> MeasureAsync(int operations)
    {
        int next = -1;
        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < operations; i = Interlocked.Increment(ref next))
                MillisecondWork.Run(i);
        }

        Thread[] threads = [new Thread(Work), new Thread(Work)];
        long start = Stopwatch.GetTimestamp();
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}
