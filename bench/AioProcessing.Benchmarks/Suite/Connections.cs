using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.Sockets;

namespace AioProcessing.Benchmarks.Suite;

internal static class Connections
{
    private static readonly byte[] s_key = "secret"u8.ToArray();

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        RoundTrip("16B.free", 16, Placement.Free) with { Python = [new("CPython Pipe, small int", "queue", "Pipe() duplex send/recv round trip, small int")] },
        RoundTrip("16B.one-core", 16, Placement.OneCore),
        RoundTrip("1KiB", 1024, Placement.Free) with { Python = [new("CPython Pipe, bytes", "queue", "Pipe() duplex send_bytes round trip, 1 KiB bytes")] },
        Objects(),
        Flow("1KiB", 1024, "1 KiB bytes"),
        Flow("64KiB", 65_536, null),
        Flow("1MiB", 1 << 20, "1 MiB bytes"),
        Accept("unix", isTcp: false, "AF_UNIX"),
        Accept("tcp", isTcp: true, "AF_INET"),
    ];

    private static Benchmark RoundTrip(string name, int bytes, Placement placement) => new($"ConnectionRoundTrip.{name}", Unit.Microseconds)
    {
        Measures = $"{bytes} bytes to another process and back",
        Placement = placement,
        Entries =
        [
            new("raw Unix socket, async", () => new RawSocketRoundTrip(bytes)),
            new("named pipe stream", () => new NamedPipeRoundTrip(bytes)),
            new("AioPipe, bytes", () => new PipeRoundTrip(bytes, AioPipeTransport.SharedMemory)),
            new("AioPipe of sockets, bytes", () => new PipeRoundTrip(bytes, AioPipeTransport.Socket)),
            .. bytes == 16 ? (Entry[])[new("two AioQueue<T>", () => new AioQueueRoundTrip())] : [],
        ],
    };

    private static Benchmark Objects() => new("ConnectionRoundTrip.int", Unit.Microseconds)
    {
        Measures = "a number as an object to another process and back, over a Unix socket",
        Entries =
        [
            new("raw Unix socket, async", () => new RawSocketRoundTrip(4)),
            new("AioConnection, native", () => new ObjectRoundTrip(AioConnectionProtocol.Native)),
            new("AioConnection, JSON", () => new ObjectRoundTrip(AioConnectionProtocol.Json)),
            new("AioConnection, pickle", () => new ObjectRoundTrip(AioConnectionProtocol.Pickle)),
        ],
        Python = [new("CPython Client/Listener", "connection", "Client/Listener round trip AF_UNIX, small int")],
    };

    private static Benchmark Flow(string name, int bytes, string? python) => new($"ConnectionThroughput.{name}", Unit.MessagesPerSecond)
    {
        Measures = $"messages of {bytes} bytes from one process to another, as fast as both can",
        Entries =
        [
            new("raw Unix socket, async", () => new RawSocketFlow(bytes)),
            new("AioPipe, bytes", () => new PipeFlow(bytes, AioPipeTransport.SharedMemory)),
            new("AioPipe of sockets, bytes", () => new PipeFlow(bytes, AioPipeTransport.Socket)),
            new("AioQueue<byte[]>", () => new AioQueueStream<byte[]>(new byte[bytes], Math.Max(4, (1 << 20) / bytes))),
        ],
        Python = python is null ? [] : [new("CPython Pipe", "queue", $"Pipe(duplex=False) send_bytes/recv_bytes one-way throughput, {python}")],
    };

    private static Benchmark Accept(string name, bool isTcp, string family) => new($"ConnectionAccept.{name}", Unit.Microseconds)
    {
        Measures = "another process connects, sends a message, gets it back and closes",
        Entries =
        [
            new("AioListener, no key", () => new AcceptCycle(null, isTcp)),
            new("AioListener, with key", () => new AcceptCycle(s_key, isTcp)),
        ],
        Python =
        [
            new("CPython Listener, no key", "connection", $"Client connect + 1 round trip + close {family}, no auth"),
            new("CPython Listener, with key", "connection", $"Client connect + 1 round trip + close {family}, authkey"),
        ],
    };
}
