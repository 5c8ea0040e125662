using System.Diagnostics;
using System.Threading.Channels;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>There and back through two channels, between two tasks of one process.</summary>
internal sealed class ChannelRoundTrip : Contestant
{
    private readonly Channel<Message16> _there = Channel.CreateBounded<Message16>(16);
    private readonly Channel<Message16> _back = Channel.CreateBounded<Message16>(16);

    public override Task PrepareAsync(LaneSettings settings)
    {
        _ = Task.Run(EchoAsync);
        return Task.CompletedTask;
    }

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            await _there.Writer.WriteAsync(new Message16(i, i));
            await _back.Reader.ReadAsync();
        }
        return Time.PerOperation(start, operations);
    }

    private async Task EchoAsync()
    {
        await foreach (Message16 message in _there.Reader.ReadAllAsync())
            await _back.Writer.WriteAsync(message);
    }
}
