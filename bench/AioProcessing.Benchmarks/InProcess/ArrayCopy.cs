using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>One array copied to another, both of this process alone and in use already.</summary>
internal sealed class ArrayCopy(int bytes) : Contestant
{
    private readonly byte[] _from = new byte[bytes];
    private readonly byte[] _to = new byte[bytes];

    public override Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            _from.CopyTo(_to, 0);
        return Task.FromResult(Time.PerOperation(start, operations));
    }
}
