using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>A round trip between two sides that never sleep: two cache lines cross between the cores.</summary>
internal sealed unsafe class SpinPingPong : RawPair
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
            SpinUntil(Pong, turn);
        }
        return Time.PerOperation(start, operations);
    }

    protected override void Follow(int operations)
    {
        for (int i = 0; i < operations; i++)
        {
            uint turn = ++_turn;
            SpinUntil(Ping, turn);
            Volatile.Write(ref *Pong, turn);
        }
    }
}
