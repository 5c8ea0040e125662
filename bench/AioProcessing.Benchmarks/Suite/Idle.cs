using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;

namespace AioProcessing.Benchmarks.Suite;

internal static class Idle
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("IdleCpu", Unit.ProcessorTime)
        {
            Measures = "processor time that a process uses while nothing happens",
            MaxRounds = 3,
            Entries = [new("bare runtime, asleep", () => new IdleRuntime()), new("1,000 pending waits", () => new AioIdle())],
        },
        new("Allocations", Unit.Bytes)
        {
            Measures = "managed memory per operation that does not have to wait",
            MaxRounds = 1,
            Entries =
            [
                new("SemaphoreSlim, WaitAsync + Release", Allocations.OfSemaphoreSlim),
                new("AioLock, AcquireAsync + Dispose", Allocations.OfLock),
                new("AioEvent, WaitAsync when set", Allocations.OfEvent),
                new("AioQueue<T>, PutAsync + GetAsync of 16 bytes", Allocations.OfQueue),
            ],
        },
    ];
}
