using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>One atomic addition in shared memory.</summary>
internal sealed unsafe class InterlockedAdd : Contestant
{
    private long* _word;

    public override Task PrepareAsync(LaneSettings settings)
    {
        _word = (long*)SharedRegion.Create().Memory;
        return Task.CompletedTask;
    }

    public override Task<double> MeasureAsync(int operations)
    {
        long* word = _word;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            Interlocked.Add(ref *word, 1);
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}

/// <summary>The same by two processes at once.</summary>
internal sealed unsafe class InterlockedAddContended : RawHammer
{
    protected override void Hammer(int operations)
    {
        var word = (long*)Contended;
        for (int i = 0; i < operations; i++)
            Interlocked.Add(ref *word, 1);
    }
}

/// <summary>A piece of memory of its own by bare system calls: made, sized, allocated, mapped, and all of it undone.</summary>
internal sealed unsafe class MemoryFileMake(int bytes) : Contestant
{
    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            int descriptor = Native.CreateMemory("aio-bench", bytes);
            Native.Allocate(descriptor, bytes);
            byte* memory = Native.Map(descriptor, bytes);
            *memory = 1;
            Native.Unmap(memory, bytes);
            Native.Close(descriptor);
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}
