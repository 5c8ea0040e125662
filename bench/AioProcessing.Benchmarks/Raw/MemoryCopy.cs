using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>One core copies messages into shared memory that is already touched, and nobody reads them.</summary>
internal sealed unsafe class MemoryCopy(int messageBytes) : Contestant
{
    private const int RingBytes = 1 << 20;
    private readonly byte[] _message = new byte[messageBytes];
    private byte* _memory;

    public override Task PrepareAsync(LaneSettings settings)
    {
        _memory = SharedRegion.Create().Memory;
        return Task.CompletedTask;
    }

    public override Task<double> MeasureAsync(int operations)
    {
        int slots = RingBytes / messageBytes;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0, slot = 0; i < operations; i++)
        {
            _message.CopyTo(new Span<byte>(_memory + (long)slot * messageBytes, messageBytes));
            if (++slot == slots)
                slot = 0;
        }
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}
