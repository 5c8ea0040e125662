using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.Sockets;

namespace AioProcessing.Benchmarks.Suite;

internal static class Managers
{
    private const string JsonRpc = "StreamJsonRpc, MessagePack";
    private const string Grpc = "gRPC over a Unix socket";

    private static readonly Entry s_limit = new("raw Unix socket, async", () => new RawSocketRoundTrip(24));

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("Manager.DictionaryGet", Unit.CallsPerSecond)
        {
            Measures = "reads of one key of a dictionary that another process hosts, one after the other",
            Entries =
            [
                s_limit,
                new("hosted IAioDictionary.GetAsync", () => new HostedDictionaryCalls(sets: false, blocks: false)),
                new("hosted IAioDictionary, blocking", () => new HostedDictionaryCalls(sets: false, blocks: true)),
                Peer(JsonRpc, "stream-json-rpc", "get"),
                Peer(Grpc, "grpc", "get"),
            ],
            Python = [new("CPython Manager().dict", "manager", "Manager().dict get")],
        },
        new("Manager.DictionarySet", Unit.CallsPerSecond)
        {
            Measures = "writes of one key of a dictionary that another process hosts, one after the other",
            Entries =
            [
                s_limit, new("hosted IAioDictionary.SetAsync", () => new HostedDictionaryCalls(sets: true, blocks: false)), Peer(JsonRpc, "stream-json-rpc", "set"), Peer(Grpc, "grpc", "set"),
            ],
            Python = [new("CPython Manager().dict", "manager", "Manager().dict set")],
        },
        new("Manager.Lock", Unit.Microseconds)
        {
            Measures = "taking and giving back a free lock that another process hosts",
            Entries = [s_limit, new("hosted IAioLock", () => new HostedLockPairs())],
            Python = [new("CPython Manager().Lock", "manager", "Manager().Lock acquire+release")],
        },
        new("Manager.Queue", Unit.Microseconds)
        {
            Measures = "a put and a get of a queue that another process hosts, by one client",
            Entries = [s_limit, new("hosted IAioQueue<int>", () => new HostedQueuePairs())],
            Python = [new("CPython Manager().Queue", "manager", "Manager().Queue put+get, one process")],
        },
        new("Manager.OwnCall", Unit.Microseconds)
        {
            Measures = "one call of a user's own object in another process, and its result",
            Entries = [s_limit, new("AioManager, generated proxy", () => new HostedOwnCalls(1)), Peer(JsonRpc, "stream-json-rpc", "add"), Peer(Grpc, "grpc", "add")],
        },
        new("Manager.OwnCall.64", Unit.CallsPerSecond)
        {
            Measures = "calls of a user's own object in another process, 64 at a time",
            Entries = [s_limit, new("AioManager, generated proxy", () => new HostedOwnCalls(64)), Peer(JsonRpc, "stream-json-rpc", "add64"), Peer(Grpc, "grpc", "add64")],
        },
    ];

    private static Entry Peer(string name, string kind, string what) => new(name, () => new RpcPeer(kind, what));
}
