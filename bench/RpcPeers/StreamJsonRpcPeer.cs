using System.Net.Sockets;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace RpcPeers;

/// <summary>StreamJsonRpc in its fastest form: lengths before the messages, and MessagePack in them.</summary>
internal sealed class StreamJsonRpcPeer : Peer
{
    public override async Task ServeAsync(string path)
    {
        MemoryStore store = new();
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(16);
        while (true)
        {
            JsonRpc rpc = new(Handler(new NetworkStream(await listener.AcceptAsync(), ownsSocket: true)));
            rpc.AddLocalRpcTarget<IStore>(store, null);
            rpc.StartListening();
        }
    }

    public override async Task<IStore> ConnectAsync(string path) => JsonRpc.Attach<IStore>(Handler(await ConnectStreamAsync(path)));

    private static LengthHeaderMessageHandler Handler(NetworkStream stream) => new(stream.UsePipe(), new MessagePackFormatter());
}
