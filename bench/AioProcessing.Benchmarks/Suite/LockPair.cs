using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Suite;

internal static class LockPair
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("LockPair.Uncontended", Unit.Nanoseconds)
        {
            Measures = "take a lock and give it back, nobody else wants it",
            Entries =
            [
                new("raw compare-and-swap + exchange", () => new CompareAndSwapPair()),
                new("AioLock.AcquireAsync", () => new AioLockAwaited()),
                new("AioLock.Acquire", () => new AioLockBlocking()),
                new("Monitor (threads only)", () => new MonitorPair()),
                new("SemaphoreSlim.WaitAsync (threads only)", () => new SemaphoreSlimPair()),
                new("named Mutex (blocks, owned by a thread)", () => new NamedMutexPair()),
                new("flock on an open file (blocks)", () => new FileLockPair()),
                new("FileStream with FileShare.None (fails instead of waiting)", () => new ExclusiveFilePair()),
            ],
            Python = [new("CPython Lock", "lock", "Lock acquire+release, uncontended")],
        },
        new("LockPair.Contended", Unit.Nanoseconds)
        {
            Measures = "the same with two processes that want it all the time and do nothing inside: total time per pair",
            Entries = [new("raw spin lock", () => new SpinLockContended()), new("AioLock.AcquireAsync", () => new AioLockContended())],
            Python = [new("CPython Lock", "lock", "Lock acquire+release, 2 processes contending (per pair)")],
        },
    ];
}
