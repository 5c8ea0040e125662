using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>A round trip in which each side sleeps until the other wakes it: two kernel wake-ups and nothing else.</summary>
/// <param name="idleMilliseconds">How long nothing happens before each; not counted.</param>
internal sealed unsafe class FutexPingPong(int idleMilliseconds = 0) : RawPair
{
    private uint _turn;

    private uint* Ping => Word(0);

    private uint* Pong => Word(1);

    protected override double Lead(int operations)
    {
        long ticks = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            if (idleMilliseconds != 0)
            {
                Thread.Sleep(idleMilliseconds);
                start = Stopwatch.GetTimestamp();
            }
            uint turn = ++_turn;
            Volatile.Write(ref *Ping, turn);
            Native.WakeOne(Ping);
            AwaitWord(Pong, turn);
            if (idleMilliseconds != 0)
                ticks += Stopwatch.GetTimestamp() - start;
        }
        return idleMilliseconds != 0 ? Time.Nanoseconds(ticks) / operations : Time.PerOperation(start, operations);
    }

    protected override void Follow(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            uint turn = ++_turn;
            AwaitWord(Ping, turn);
            Volatile.Write(ref *Pong, turn);
            Native.WakeOne(Pong);
        }
    }
}
