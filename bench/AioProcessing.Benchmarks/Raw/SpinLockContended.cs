namespace AioProcessing.Benchmarks.Raw;

/// <summary>Two processes fight for one word with compare-and-swap, nobody ever sleeps, and a death would block the other for good.</summary>
internal sealed unsafe class SpinLockContended : RawHammer
{
    protected override void Hammer(int operations)
    {
        uint* word = Contended;
        for (int i = 0; i < operations; i++)
        {
            for (int spins = 1; Interlocked.CompareExchange(ref *word, 1, 0) != 0; spins++)
                GiveWay(spins);
            Interlocked.Exchange(ref *word, 0);
        }
    }
}
