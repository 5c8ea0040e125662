using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;
using AioProcessing.Benchmarks.Peers;

namespace AioProcessing.Benchmarks.Suite;

internal static class Pools
{
    private static readonly Entry s_parallel = new("Parallel.ForEachAsync (threads only)", () => new ParallelLoop(works: false));

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("Pool.Tasks.chunk1", Unit.TasksPerSecond)
        {
            Measures = "tasks that do nothing, on two workers, one in a message",
            Entries = [s_parallel, new("AioPool.MapAsync", () => new AioPoolMap(1)), new("AioPool.ApplyAsync, awaited together", () => new AioPoolSubmit()), new("StreamJsonRpc to two processes", () => new StreamJsonRpcMany())],
            Python =
            [
                new("CPython Pool.map", "pool", "Pool(2).map no-op, chunksize=1"),
                new("CPython Pool.apply_async", "pool", "Pool(2).apply_async pipelined"),
                new("CPython ProcessPoolExecutor.map", "pool", "ProcessPoolExecutor(2).map no-op, chunksize=1"),
            ],
        },
        new("Pool.Tasks.automatic", Unit.TasksPerSecond)
        {
            Measures = "tasks that do nothing, on two workers, batched as each library does by itself",
            Entries = [s_parallel, new("AioPool.MapAsync", () => new AioPoolMap(0))],
            Python = [new("CPython Pool.map", "pool", "Pool(2).map no-op, default chunksize"), new("CPython ProcessPoolExecutor.map by 100", "pool", "ProcessPoolExecutor(2).map no-op, chunksize=100")],
        },
        new("Pool.Tasks.1ms", Unit.Microseconds)
        {
            Measures = "time per task of 1 ms of work, on two workers; two undisturbed processors would give 500 us",
            Entries =
            [
                new("two bare threads (the ideal)", () => new BareThreads()),
                new("Parallel.ForEachAsync (threads only)", () => new ParallelLoop(works: true)),
                new("AioPool.MapAsync", () => new AioPoolMillisecondMap()),
            ],
        },
        new("Pool.Apply", Unit.Microseconds)
        {
            Measures = "one task that does nothing, to its worker and back",
            Entries =
            [
                new("two AioQueues, there and back", () => new AioQueueRoundTrip()),
                new("AioPool.ApplyAsync", () => new AioPoolApply()),
                new("AioPool.ApplyAsync, in a child that was handed the pool", () => new AioPoolGuestApply()),
                new("StreamJsonRpc to a process", () => new StreamJsonRpcApply()),
            ],
            Python =
            [
                new("CPython Pool.apply", "pool", "Pool(2).apply round trip"),
                new("CPython ProcessPoolExecutor.submit", "pool", "ProcessPoolExecutor(2) submit().result() round trip"),
            ],
        },
        new("Pool.Apply.1MiB", Unit.Microseconds)
        {
            Measures = "one task with 1 MiB of bytes, to its worker and back",
            Entries = [new("AioPool.ApplyAsync", () => new AioPoolLarge()), new("StreamJsonRpc to a process", () => new StreamJsonRpcLarge())],
            Python = [new("CPython Pool.apply", "pool", "Pool(2).apply(ident, 1 MiB bytes) round trip")],
        },
        new("Pool.Replacement", Unit.Milliseconds)
        {
            Measures = "from the loss of a pool's only worker to the next task's first line in another one",
            Entries =
            [
                new("AioProcess.RunAsync, standby child", () => new AioStandbyToFirstInstruction()),
                new("AioPool, worker killed", () => new AioPoolAfterKill()),
                new("AioPool, running task cancelled", () => new AioPoolAfterCancel()),
            ],
        },
        new("Pool.Start", Unit.Milliseconds)
        {
            Measures = "from nothing to a pool of two and its first result",
            Entries = [new("AioPool", () => new AioPoolStart())],
            Python = [new("CPython Pool", "pool", "Pool(2) creation + first apply")],
        },
    ];
}
