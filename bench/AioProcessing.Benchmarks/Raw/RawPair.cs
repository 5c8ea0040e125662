using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>A contestant of two processes with nothing between them but bare shared memory: what the machine itself allows.</summary>
internal abstract unsafe class RawPair : Contestant
{
    private const int DataOffset = 4096;
    private const int AttachedSeconds = 20;
    private const int SpinsPerYield = 2_000;
    private byte* _memory;
    private Process? _peer;

    /// <summary>Where the contestant keeps its own words; starts as zeros.</summary>
    protected byte* Data => _memory + DataOffset;

    private uint* Round => (uint*)_memory;

    private uint* Done => (uint*)(_memory + SharedRegion.Line);

    private int* Operations => (int*)(_memory + 2 * SharedRegion.Line);

    private uint* Attached => (uint*)(_memory + 3 * SharedRegion.Line);

    /// <summary>Starting a batch wakes the other process, which must not count.</summary>
    public sealed override TimeSpan BatchTime => TimeSpan.FromMilliseconds(20);

    /// <summary>The measuring half: nanoseconds per operation.</summary>
    protected abstract double Lead(int operations);

    /// <summary>The other half, at the same time in the other process.</summary>
    protected abstract void Follow(int operations);

    public sealed override Task PrepareAsync(LaneSettings settings)
    {
        SharedRegion region = SharedRegion.Create();
        _memory = region.Memory;
        _peer = Launch.Start(settings.FollowerCpu, [.. settings.PeerArguments, region.Path]);
        long deadline = Stopwatch.GetTimestamp() + AttachedSeconds * Stopwatch.Frequency;
        while (Volatile.Read(ref *Attached) == 0)
        {
            if (_peer.HasExited || Stopwatch.GetTimestamp() > deadline)
                throw new InvalidOperationException($"The second process of '{settings.Name}' did not attach.");
            Thread.Sleep(1);
        }
        return Task.CompletedTask;
    }

    public sealed override Task<double> MeasureAsync(int operations)
    {
        *Operations = operations;
        uint round = *Round + 1;
        Volatile.Write(ref *Round, round);
        Native.WakeOne(Round);
        double cost = Lead(operations);
        AwaitWord(Done, round);
        return Task.FromResult(cost);
    }

    /// <summary>The life of the second process; the launcher ends it when the first one has gone.</summary>
    public void RunPeer(string path)
    {
        _memory = SharedRegion.Open(path).Memory;
        Volatile.Write(ref *Attached, 1);
        for (uint round = 1; ; round++)
        {
            AwaitWord(Round, round);
            Follow(*Operations);
            Volatile.Write(ref *Done, round);
            Native.WakeOne(Done);
        }
    }

    /// <summary>A word of the contestant's, on lines of its own.</summary>
    protected uint* Word(int index) => (uint*)(Data + index * SharedRegion.Line);

    /// <summary>Asleep until <paramref name="word"/> holds <paramref name="value"/>.</summary>
    protected static void AwaitWord(uint* word, uint value)
    {
        for (uint seen; (seen = Volatile.Read(ref *word)) != value;)
            Native.WaitOn(word, seen);
    }

    /// <summary>Wide awake until <paramref name="word"/> holds <paramref name="value"/>.</summary>
    protected static void SpinUntil(uint* word, uint value)
    {
        for (int spins = 1; Volatile.Read(ref *word) != value; spins++)
            GiveWay(spins);
    }

    /// <summary>Now and then, in case the scheduler has put both sides on one processor; otherwise it costs nothing that matters.</summary>
    protected static void GiveWay(int spins)
    {
        if (spins % SpinsPerYield == 0)
            Thread.Yield();
    }
}
