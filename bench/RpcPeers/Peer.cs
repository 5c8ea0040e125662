using System.Net.Sockets;
using PolyType;
using StreamJsonRpc;

namespace RpcPeers;

/// <summary>What the peers are asked for: a dictionary's get and set, and a counter.</summary>
[JsonRpcContract, GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
public partial interface IStore
{
    Task<int> GetAsync(string key);

    Task SetAsync(string key, int value);

    Task<int> AddAsync(int count);
}

/// <summary>One library: its server and its client, over a Unix domain socket.</summary>
internal abstract class Peer
{
    public static Peer Of(string kind) => kind == "grpc" ? new GrpcPeer() : new StreamJsonRpcPeer();

    public abstract Task ServeAsync(string path);

    public abstract Task<IStore> ConnectAsync(string path);

    protected static async Task<NetworkStream> ConnectStreamAsync(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new NetworkStream(socket, ownsSocket: true);
    }
}

/// <summary>The object behind both.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly Dictionary<string, int> _values = [];
    private int _count;

    public Task<int> GetAsync(string key)
    {
        lock (_values)
            return Task.FromResult(_values[key]);
    }

    public Task SetAsync(string key, int value)
    {
        lock (_values)
            _values[key] = value;
        return Task.CompletedTask;
    }

    public Task<int> AddAsync(int count) => Task.FromResult(Interlocked.Add(ref _count, count));
}
