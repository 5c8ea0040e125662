using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>One wake-up of a process that sleeps for good: from just before the store to the first instruction after the sleep.</summary>
internal sealed unsafe class FutexWake : RawPair
{
    private uint _turn;

    private uint* Signal => Word(0);

    private uint* Seen => Word(1);

    private long* WokenAt => (long*)Word(2);

    protected override double Lead(int operations)
    {
        var latencies = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            uint turn = ++_turn;
            Thread.Sleep(WakeGap.Milliseconds);
            long start = Stopwatch.GetTimestamp();
            Volatile.Write(ref *Signal, turn);
            Native.WakeOne(Signal);
            AwaitWord(Seen, turn);
            latencies[i] = Time.Nanoseconds(*WokenAt - start);
        }
        return Statistics.Median(latencies);
    }

    protected override void Follow(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            uint turn = ++_turn;
            AwaitWord(Signal, turn);
            *WokenAt = Stopwatch.GetTimestamp();
            Volatile.Write(ref *Seen, turn);
            Native.WakeOne(Seen);
        }
    }
}
