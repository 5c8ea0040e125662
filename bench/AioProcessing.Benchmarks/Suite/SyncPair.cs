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
        new("ReentrantPair.Uncontended", Unit.Nanoseconds)
        {
            Measures = "take a re-entrant lock and give it back, nobody else wants it",
            Entries =
            [
                new(RawPair, () => new CompareAndSwapPair()),
                new("AioReentrantLock.AcquireAsync", () => new AioReentrantPair(isHeldAlready: false)),
                new("AioReentrantLock.AcquireAsync, held already", () => new AioReentrantPair(isHeldAlready: true)),
                new("Monitor (threads only)", () => new MonitorPair()),
            ],
            Python = [new("CPython RLock", "lock", "RLock acquire+release, uncontended")],
        },
        new("ConditionRoundTrip", Unit.Microseconds)
        {
            Measures = "one process notifies the other one and waits, which notifies it back; each takes the lock again",
            Entries =
            [
                new("raw futex ping-pong", () => new FutexPingPong()),
                new("AioCondition", () => new AioConditionRoundTrip()),
                new("Monitor.Wait and Pulse (threads only)", () => new MonitorRoundTrip()),
            ],
        },
        new("ConditionWake", Unit.Microseconds)
        {
            Measures = "from just before Notify until the other process, which has waited for a millisecond, has the lock again",
            Entries = [new("raw futex wake", () => new FutexWake()), new("AioCondition", () => new AioConditionWake())],
            Python = [new("CPython Condition", "event", "Condition.notify -> other process wakes (lock re-taken)")],
        },
        new("BarrierPass", Unit.Microseconds)
        {
            Measures = "two processes meet at a barrier, again and again",
            Entries =
            [
                new("raw futex ping-pong", () => new FutexPingPong()),
                new("AioBarrier", () => new AioBarrierPass()),
                new("Barrier (threads only)", () => new ThreadBarrierPass()),
            ],
            Python = [new("CPython Barrier", "event", "Barrier(2).wait() per pass, two processes")],
        },
    ];
}
