using System.Diagnostics;
using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.Sockets;

/// <summary>So many bytes as one message there and back, over a pipe.</summary>
internal sealed class PipeRoundTrip(int bytes, AioPipeTransport transport) : AioPair
{
    private readonly (AioConnection Near, AioConnection Far) _pipe = AioPipe.Create(options: new() { PipeTransport = transport });

    protected override async Task<double> LeadAsync(int operations)
    {
        byte[] message = new byte[bytes];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            await _pipe.Near.SendBytesAsync(message);
            await _pipe.Near.ReceiveBytesAsync(message);
        }
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        byte[] message = new byte[bytes];
        for (int i = 0; i < operations; i++)
        {
            await _pipe.Far.ReceiveBytesAsync(message);
            await _pipe.Far.SendBytesAsync(message);
        }
    }
}

/// <summary>An object there and back, over a connection made by address.</summary>
internal sealed class ObjectRoundTrip(AioConnectionProtocol protocol) : AioPair
{
    private readonly string _place = $"\0aio-bench-{Guid.NewGuid():N}";
    [NonSerialized] private AioConnection? _connection;

    private AioConnectionOptions Options => new() { Protocol = protocol };

    protected override async Task<double> LeadAsync(int operations)
    {
        if (_connection is null)
        {
            using AioListener listener = new(_place, options: Options);
            _connection = await listener.AcceptAsync();
        }
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            await _connection.SendAsync(i);
            await _connection.ReceiveAsync<int>();
        }
        return Time.PerOperation(start, operations);
    }

    protected override async Task FollowAsync(int operations)
    {
        while (_connection is null)
        {
            try
            {
                _connection = await AioConnection.ConnectAsync(_place, null, Options);
            }
            catch (AioConnectionClosedException)
            {
                await Task.Delay(1);
            }
        }
        for (int i = 0; i < operations; i++)
            await _connection.SendAsync(await _connection.ReceiveAsync<int>());
    }
}
