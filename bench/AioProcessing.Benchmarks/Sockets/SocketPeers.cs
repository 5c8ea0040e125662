using System.Net.Sockets;
using AioProcessing.Benchmarks.Aio;

namespace AioProcessing.Benchmarks.Sockets;

/// <summary>Two processes with a byte stream between them, made at the first round; both sides know its name.</summary>
internal abstract class SocketPeers : AioPair
{
    [NonSerialized] private Stream? _stream;

    protected string Name { get; } = $"aio-bench-{Guid.NewGuid():N}";

    protected async ValueTask<Stream> LeadersStreamAsync() => _stream ??= await ListenAsync();

    protected async ValueTask<Stream> FollowersStreamAsync() => _stream ??= await ConnectAsync();

    /// <summary>A Unix socket, unless overridden.</summary>
    protected virtual async Task<Stream> ListenAsync()
    {
        using Socket listener = NewSocket();
        listener.Bind(Place);
        listener.Listen();
        return new NetworkStream(await listener.AcceptAsync(), ownsSocket: true);
    }

    /// <inheritdoc cref="ListenAsync"/>
    protected virtual async Task<Stream> ConnectAsync()
    {
        while (true)
        {
            Socket socket = NewSocket();
            try
            {
                await socket.ConnectAsync(Place);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                socket.Dispose();
                await Task.Delay(1);
            }
        }
    }

    private UnixDomainSocketEndPoint Place => new("\0" + Name);

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
