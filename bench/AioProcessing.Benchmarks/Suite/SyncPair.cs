using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Suite;

/// <summary>The synchronisation objects beside the lock.</summary>
internal static class SyncPair
{
    private const string RawPair = "raw compare-and-swap + exchange";

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("SemaphorePair.Uncontended", Unit.Nanoseconds)
        {
            Measures = "take a permit and give it back, nobody else wants one",
            Entries =
            [
                new(RawPair, () => new CompareAndSwapPair()),
                new("AioSemaphore.AcquireAsync", () => new AioSemaphorePair()),
                new("AioBoundedSemaphore.AcquireAsync", () => new AioBoundedSemaphorePair()),
                new("SemaphoreSlim.WaitAsync (threads only)", () => new SemaphoreSlimPair()),
            ],
            Python =
            [
                new("CPython Semaphore", "lock", "Semaphore acquire+release, uncontended"),
                new("CPython BoundedSemaphore", "lock", "BoundedSemaphore acquire+release, uncontended"),
            ],
        },
        new("SemaphoreRoundTrip", Unit.Microseconds)
        {
            Measures = "one process releases a semaphore, the other one awaits it and releases a second one, which the first awaits",
            Entries = [new("raw futex ping-pong", () => new FutexPingPong()), .. Limits.Awake(Placement.Free), new("AioSemaphore", () => new AioSemaphoreRoundTrip())],
            Python = [new("CPython Semaphore", "lock", "Semaphore ping-pong round trip (2 wake-ups)")],
        },
        new("ReaderPair.Uncontended", Unit.Nanoseconds)
        {
            Measures = "enter a reader-writer lock as a reader and leave, nobody else wants it",
            Entries =
            [
                new(RawPair, () => new CompareAndSwapPair()),
                new("AioReaderWriterLock.AcquireReaderAsync", () => new AioReaderPair()),
                new("ReaderWriterLockSlim (threads only)", () => new ReaderWriterLockSlimPair(isWriter: false)),
            ],
        },
        new("WriterPair.Uncontended", Unit.Nanoseconds)
        {
            Measures = "enter a reader-writer lock as the writer and leave, nobody else wants it",
            Entries =
            [
                new(RawPair, () => new CompareAndSwapPair()),
                new("AioReaderWriterLock.AcquireWriterAsync", () => new AioWriterPair()),
                new("ReaderWriterLockSlim (threads only)", () => new ReaderWriterLockSlimPair(isWriter: true)),
            ],
        },
        new("EventPair.NobodyWaits", Unit.Nanoseconds)
        {
            Measures = "set an event and reset it, nobody waits",
            Entries =
            [
                new(RawPair, () => new CompareAndSwapPair()),
                new("AioEvent", () => new AioEventPair()),
                new("ManualResetEventSlim (threads only)", () => new ManualResetEventSlimPair()),
            ],
            Python = [new("CPython Event", "lock", "Event.set()+clear(), nobody waiting")],
        },
    ];
}
