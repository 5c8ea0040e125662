using System.Diagnostics;
using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Sockets;

/// <summary>Messages one way over a pipe; one comes back when all have arrived.</summary>
internal sealed class PipeFlow(int bytes, AioPipeTransport transport) : AioPair
{
    private readonly (AioConnection Near, AioConnection Far) _pipe = AioPipe.Create(options: new() { PipeTransport = transport });

    protected override async Task<double> LeadAsync(int operations)
    {
        byte[] message = new byte[bytes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await _pipe.Near.SendBytesAsync(message);
        await _pipe.Near.ReceiveBytesAsync();
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        byte[] message = new byte[bytes];
        for (int i = 0; i < operations; i++)
            await _pipe.Far.ReceiveBytesAsync(message);
        await _pipe.Far.SendBytesAsync(ReadOnlyMemory<byte>.Empty);
    }
}
