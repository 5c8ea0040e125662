using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>A round trip in which each side sleeps until the other wakes it: two kernel wake-ups and nothing else.</summary>
internal sealed unsafe class FutexPingPong : RawPair
{
    private uint _turn;

    private uint* Ping => Word(0);

    private uint* Pong => Word(1);

    protected override double Lead(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            uint turn = ++_turn;
            Volatile.Write(ref *Ping, turn);
            Native.WakeOne(Ping);
            AwaitWord(Pong, turn);
        }
        return Time.PerOperation(start, operations);
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
