using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>A process that only sleeps: what the runtime itself uses while nothing happens.</summary>
internal class IdleRuntime : Contestant
{
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(2);

    public override int? FixedOperations => 1;

    /// <summary>Nanoseconds of processor time per second.</summary>
    public sealed override Task<double> MeasureAsync(int operations)
    {
        long before = Native.ProcessorTimeNanoseconds();
        Thread.Sleep(s_span);
        return Task.FromResult((Native.ProcessorTimeNanoseconds() - before) / s_span.TotalSeconds);
    }
}
