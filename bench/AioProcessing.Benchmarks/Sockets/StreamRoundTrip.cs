using System.Diagnostics;
using System.IO.Pipes;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Sockets;

/// <summary>So many bytes there and back over a bare stream, without framing: the limit for a connection.</summary>
internal abstract class StreamRoundTrip(int bytes) : SocketPeers
{
    protected override async Task<double> LeadAsync(int operations)
    {
        Stream stream = await LeadersStreamAsync();
        byte[] message = new byte[bytes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            await stream.WriteAsync(message);
            await stream.ReadExactlyAsync(message);
        }
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        Stream stream = await FollowersStreamAsync();
        byte[] message = new byte[bytes];
        for (int i = 0; i < operations; i++)
        {
            await stream.ReadExactlyAsync(message);
            await stream.WriteAsync(message);
        }
    }
}

internal sealed class RawSocketRoundTrip(int bytes) : StreamRoundTrip(bytes);

internal sealed class NamedPipeRoundTrip(int bytes) : StreamRoundTrip(bytes)
{
    protected override async Task<Stream> ListenAsync()
    {
        NamedPipeServerStream server = new(Name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        await server.WaitForConnectionAsync();
        return server;
    }

    protected override async Task<Stream> ConnectAsync()
    {
        NamedPipeClientStream client = new(".", Name, PipeDirection.InOut, PipeOptions.Asynchronous);
        await client.ConnectAsync();
        return client;
    }
}
