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
        Small("16B.free", Placement.Free) with { Python = [.. Python("small int")] },
        Small("16B.two-cores", Placement.TwoCores),
        Arrays("1KiB", 1024) with { Python = [.. Python("1 KiB bytes")] },
        Arrays("64KiB", 65_536),
        Arrays("1MiB", 1 << 20) with { Python = [.. Python("1 MiB bytes")] },
        .. Crews(producers: 2, consumers: 2),
        .. Crews(producers: 4, consumers: 1),
    ];

    private static Benchmark Small(string name, Placement placement) => Sized(name, 16) with
    {
        Placement = placement,
        Entries =
        [
            .. Raw(16),
            new("AioQueue<T>, PutAsync to GetAsync", () => new AioQueueStream<Message16>(new Message16(1, 2), QueueBytes / 16)),
            new("AioQueue<T>, PutManyAsync to GetManyAsync of 256", () => new AioQueueBatchStream<Message16>(new Message16(1, 2), QueueBytes / 16, batch: 256)),
            new("Channel<T> (threads only)", () => new ChannelStream()),
            new("Unix socket of .NET", () => new SocketStream(16)),
        ],
    };

    private static Benchmark Arrays(string name, int bytes) => Sized(name, bytes) with
    {
        Entries =
        [
            .. Raw(bytes),
            new("AioQueue<byte[]>, PutAsync to GetAsync", () => new AioQueueStream<byte[]>(new byte[bytes], Capacity(bytes))),
            new("AioQueue<byte[]>, copied in and out", () => new AioQueueCopyStream(bytes, Capacity(bytes))),
            new("AioQueue<byte[]>, in place", () => new AioQueueReferenceStream(bytes, Capacity(bytes))),
            new("Unix socket of .NET", () => new SocketStream(bytes)),
        ],
    };

    private static IEnumerable<Benchmark> Crews(int producers, int consumers)
    {
        yield return Crew("16B", 16, new("AioQueue<T>", () => new AioQueueCrew<Message16>(new Message16(1, 2), QueueBytes / 16, producers, consumers)));
        foreach ((string name, int bytes) in ((string, int)[])[("1KiB", 1024), ("64KiB", 65_536), ("1MiB", 1 << 20)])
            yield return Crew(name, bytes, new("AioQueue<byte[]>", () => new AioQueueCrew<byte[]>(new byte[bytes], Capacity(bytes), producers, consumers)));

        Benchmark Crew(string name, int bytes, Entry entry) => Sized($"{name}.{producers}-to-{consumers}", bytes) with
        {
            Measures = $"messages of {bytes} bytes from {producers} processes to {consumers} through one queue, as fast as they can",
            Entries = [.. Raw(bytes), entry],
        };
    }

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

    // One large item at a time would be a hand-off and no stream.
    private static int Capacity(int bytes) => Math.Max(8, QueueBytes / bytes);

    private static IEnumerable<PythonEntry> Python(string payload) =>
        ((string[])["Queue", "SimpleQueue", "Pipe(duplex=False) send/recv"])
            .Select(kind => new PythonEntry($"CPython {kind}, {payload}", "queue", $"{kind} one-way throughput, {payload}"));
}
