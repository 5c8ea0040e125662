using System.Diagnostics;
using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Sockets;

/// <summary>Another process connects, sends one message, gets it back and closes; again and again, one after the other.</summary>
internal sealed class AcceptCycle(byte[]? key, bool isTcp) : AioPair
{
    private readonly AioQueue<string> _address = new(capacity: 1);
    [NonSerialized] private AioListener? _listener;
    [NonSerialized] private AioAddress? _known;

    protected override async Task<double> LeadAsync(int operations)
    {
        if (_listener is null)
        {
            _listener = new AioListener(isTcp ? ("127.0.0.1", 0) : null, key);
            await _address.PutAsync(_listener.Address.ToString());
        }
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            using AioConnection connection = await _listener.AcceptAsync();
            await connection.SendBytesAsync(await connection.ReceiveBytesAsync());
        }
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        _known ??= await _address.GetAsync() is var text && isTcp ? ("127.0.0.1", int.Parse(text.Split(':')[1])) : text;
        for (int i = 0; i < operations; i++)
        {
            using AioConnection connection = await AioConnection.ConnectAsync(_known, key);
            await connection.SendBytesAsync(new byte[1]);
            await connection.ReceiveBytesAsync();
        }
    }
}
