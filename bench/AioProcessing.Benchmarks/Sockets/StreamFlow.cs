using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Sockets;

/// <summary>Messages one way over a bare Unix socket, read as they come; a byte comes back when all have arrived.</summary>
internal sealed class RawSocketFlow(int bytes) : SocketPeers
{
    protected override async Task<double> LeadAsync(int operations)
    {
        Stream stream = await LeadersStreamAsync();
        byte[] message = new byte[bytes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await stream.WriteAsync(message);
        await stream.ReadExactlyAsync(message.AsMemory(0, 1));
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        Stream stream = await FollowersStreamAsync();
        byte[] message = new byte[Math.Max(bytes, 16_384)];
        for (long left = (long)operations * bytes; left > 0;)
            left -= await stream.ReadAsync(message);
        await stream.WriteAsync(message.AsMemory(0, 1));
    }
}
