using System.Diagnostics;
using System.Threading.Channels;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>A bounded channel between two tasks of one process: what a queue costs that crosses no border.</summary>
internal sealed class ChannelStream : Contestant
{
    private const int Capacity = 65_536;
    private readonly Channel<Message16> _channel = Channel.CreateBounded<Message16>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        Task writing = Task.Run(() => WriteAsync(operations));
        for (int i = 0; i < operations; i++)
            await _channel.Reader.ReadAsync();
        double cost = Time.PerOperation(start, operations);
        await writing;
        return cost;
    }

    private async Task WriteAsync(int operations)
    {
        for (int i = 0; i < operations; i++)
            await _channel.Writer.WriteAsync(new Message16(i, i));
    }
}
