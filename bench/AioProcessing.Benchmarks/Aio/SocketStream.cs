using System.Diagnostics;
using System.Net.Sockets;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Aio;

/// <summary>The same messages through a Unix-domain socket of .NET, each sent and received whole. Only the rounds are told through the library.</summary>
internal sealed class SocketStream(int messageBytes) : AioPair
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
    private readonly int _messageBytes = messageBytes;
    private Socket? _socket;

    protected override async Task<double> LeadAsync(int operations)
    {
        if (_socket is null)
        {
            using var listener = NewSocket();
            listener.Bind(new UnixDomainSocketEndPoint(_path));
            listener.Listen();
            _socket = await listener.AcceptAsync();
            File.Delete(_path);
        }

        byte[] message = new byte[_messageBytes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await SendAsync(_socket, message);
        await ReceiveAsync(_socket, message.AsMemory(0, 1));
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        _socket ??= await ConnectAsync();
        byte[] message = new byte[_messageBytes];
        for (int i = 0; i < operations; i++)
            await ReceiveAsync(_socket, message);
        await SendAsync(_socket, message.AsMemory(0, 1));
    }

    private async Task<Socket> ConnectAsync()
    {
        while (true)
        {
            Socket socket = NewSocket();
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path));
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose(); // The other side does not listen yet.
                await Task.Delay(1);
            }
        }
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }

    private static async Task ReceiveAsync(Socket socket, Memory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.ReceiveAsync(bytes)..];
    }
}
