using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>Two processes fight for one word with compare-and-swap, nobody ever sleeps, and a death would block the other for good.</summary>
internal sealed unsafe class SpinLockContended : RawPair
{
    private uint _turn;

    private uint* Lock => Word(0);

    private uint* Ready => Word(1);

    private uint* Finished => Word(2);

    protected override double Lead(int operations)
    {
        uint turn = ++_turn;
        SpinUntil(Ready, turn);
        long start = Stopwatch.GetTimestamp();
        Volatile.Write(ref *Ready, 0);
        Hammer(operations);
        SpinUntil(Finished, turn);
        return Time.PerOperation(start, 2 * operations);
    }

    protected override void Follow(int operations)
    {
        uint turn = ++_turn;
        Volatile.Write(ref *Ready, turn);
        SpinUntil(Ready, 0);
        Hammer(operations);
        Volatile.Write(ref *Finished, turn);
    }

    private void Hammer(int operations)
    {
        uint* word = Lock;
        for (int i = 0; i < operations; i++)
        {
            for (int spins = 1; Interlocked.CompareExchange(ref *word, 1, 0) != 0; spins++)
                GiveWay(spins);
            Interlocked.Exchange(ref *word, 0);
        }
    }
}
