using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Suite;

internal static class QueueRoundTrip
{
    private const int IdleMilliseconds = 20;

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        .. ((Placement[])[Placement.OneCore, Placement.TwoCores, Placement.Free]).Select(Placed),
        .. ((Placement[])[Placement.OneCore, Placement.TwoCores]).Select(AfterIdling),
    ];

    private static Benchmark AfterIdling(Placement placement) => new($"QueueRoundTrip.{placement.Name}.idle", Unit.Microseconds)
    {
        Measures = $"as QueueRoundTrip.{placement.Name}, each after {IdleMilliseconds} ms in which nobody did anything",
        Placement = placement,
        Entries =
        [
            new("raw futex ping-pong", () => new FutexPingPong(IdleMilliseconds)),
            new("AioQueue<T>", () => new AioQueueRoundTrip(IdleMilliseconds)),
        ],
    };

    private static Benchmark Placed(Placement placement) => new($"QueueRoundTrip.{placement.Name}", Unit.Microseconds)
    {
        Measures = "16 bytes through one queue to another process, and back through a second queue",
        Placement = placement,
        Entries =
        [
            new("raw futex ping-pong", () => new FutexPingPong()),
            .. Limits.Awake(placement),
            new("AioQueue<T>", () => new AioQueueRoundTrip()),
            new("Channel<T> (threads only)", () => new ChannelRoundTrip()),
        ],
        Python = placement == Placement.Free ?
        [
            new("CPython Queue, small int", "queue", "two Queues round trip, small int"),
            new("CPython SimpleQueue, small int", "queue", "two SimpleQueues round trip, small int"),
            new("CPython Pipe, small int", "queue", "Pipe() duplex send/recv round trip, small int"),
        ] : [],
    };
}
