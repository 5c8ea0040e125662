using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>Two processes do the same to the same words at the same time, as often as they can.</summary>
internal abstract unsafe class RawHammer : RawPair
{
    private uint _turn;

    private uint* Ready => Word(1);

    private uint* Finished => Word(2);

    /// <summary>What they fight for.</summary>
    protected uint* Contended => Word(0);

    protected abstract void Hammer(int operations);

    protected sealed override double Lead(int operations)
    {
        uint turn = ++_turn;
        SpinUntil(Ready, turn);
        long start = Stopwatch.GetTimestamp();
        Volatile.Write(ref *Ready, 0);
        Hammer(operations);
        SpinUntil(Finished, turn);
        return Time.PerOperation(start, 2 * operations);
    }

    protected sealed override void Follow(int operations)
    {
        uint turn = ++_turn;
        Volatile.Write(ref *Ready, turn);
        SpinUntil(Ready, 0);
        Hammer(operations);
        Volatile.Write(ref *Finished, turn);
    }
}
