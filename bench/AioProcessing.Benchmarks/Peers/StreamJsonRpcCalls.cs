using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Peers;

/// <summary>One call after the other to one process.</summary>
internal sealed class StreamJsonRpcApply : Contestant
{
    private readonly StreamJsonRpcPeer _peer = StreamJsonRpcPeer.Start();

    public override TimeSpan BatchTime => TimeSpan.FromMilliseconds(50);

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await _peer.CallAsync<int>(nameof(StreamJsonRpcTarget.Identity), i);
        return Time.PerOperation(start, operations);
    }
}

/// <summary>A mebibyte there and back.</summary>
internal sealed class StreamJsonRpcLarge : Contestant
{
    private readonly StreamJsonRpcPeer _peer = StreamJsonRpcPeer.Start();
    private readonly byte[] _large = new byte[1 << 20];

    public override TimeSpan BatchTime => TimeSpan.FromMilliseconds(50);

    public override async Task<double> MeasureAsync(int operations)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            await _peer.CallAsync<byte[]>(nameof(StreamJsonRpcTarget.Same), _large);
        return Time.PerOperation(start, operations);
    }
}

/// <summary>Many calls to two processes in turn, awaited together.</summary>
internal sealed class StreamJsonRpcMany : Contestant
{
    private readonly StreamJsonRpcPeer[] _peers = [StreamJsonRpcPeer.Start(), StreamJsonRpcPeer.Start()];

    public override TimeSpan BatchTime => TimeSpan.FromMilliseconds(50);

    public override async Task<double> MeasureAsync(int operations)
    {
        var calls = new Task<int>[operations];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
            calls[i] = _peers[i % 2].CallAsync<int>(nameof(StreamJsonRpcTarget.Identity), i);
        await Task.WhenAll(calls);
        return Time.PerOperation(start, operations);
    }
}
