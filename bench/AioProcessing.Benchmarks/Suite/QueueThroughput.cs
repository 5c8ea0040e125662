using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Suite;

internal static class QueueThroughput
{
    private const int QueueBytes = 1 << 20;

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        Small("16B.free", Placement.Free) with { Python = [Python("small int")] },
        Small("16B.two-cores", Placement.TwoCores),
        Arrays("1KiB", 1024) with { Python = [Python("1 KiB bytes")] },
        Arrays("64KiB", 65_536),
    ];

    private static Benchmark Small(string name, Placement placement) => Sized(name, 16) with
    {
        Placement = placement,
        Entries =
        [
            .. Raw(16),
            new("AioQueue<T>, PutAsync to GetAsync", () => new AioQueueStream<Message16>(new Message16(1, 2), QueueBytes / 16)),
            new("Channel<T> (threads only)", () => new ChannelStream()),
        ],
    };

    private static Benchmark Arrays(string name, int bytes) => Sized(name, bytes) with
    {
        Entries = [.. Raw(bytes), new("AioQueue<byte[]>, PutAsync to GetAsync", () => new AioQueueStream<byte[]>(new byte[bytes], QueueBytes / bytes))],
    };

    private static Benchmark Sized(string name, int bytes) => new($"QueueThroughput.{name}", Unit.MessagesPerSecond)
    {
        Measures = $"messages of {bytes} bytes from one process to another, as fast as both can",
        Entries = [],
    };

    private static Entry[] Raw(int bytes) =>
    [
        new("raw one-to-one spin ring", () => new SpinRing(bytes)),
        new("memcpy into shared memory, unread", () => new MemoryCopy(bytes)),
    ];

    private static PythonEntry Python(string payload) => new($"CPython Queue, {payload}", "queue", $"Queue one-way throughput, {payload}");
}
