using System.Diagnostics;
using AioProcessing.Benchmarks.Harness;
using StreamJsonRpc;

namespace AioProcessing.Benchmarks.Peers;

/// <summary>A process that answers calls of StreamJsonRpc over its standard input and output, and the caller's end. In its fastest form: MessagePack behind length heads.</summary>
internal sealed class StreamJsonRpcPeer : IDisposable
{
    public const string Role = "--json-rpc-peer";

    private readonly Process _process;
    private readonly JsonRpc _connection;

    private StreamJsonRpcPeer(Process process)
    {
        _process = process;
        _connection = Connect(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, target: null);
    }

    /// <summary>Starts this program once more, to serve.</summary>
    public static StreamJsonRpcPeer Start() => new(Launch.Start(cpu: null, [Role]));

    /// <summary>In the other process: serves until the caller has gone.</summary>
    public static async Task ServeAsync(object target)
    {
        using JsonRpc connection = Connect(Console.OpenStandardOutput(), Console.OpenStandardInput(), target);
        await connection.Completion;
    }

    public Task<T> CallAsync<T>(string method, params object?[] arguments) => _connection.InvokeAsync<T>(method, arguments);

    public void Dispose()
    {
        _connection.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static JsonRpc Connect(Stream sending, Stream receiving, object? target)
    {
        var connection = new JsonRpc(new LengthHeaderMessageHandler(sending, receiving, new MessagePackFormatter()), target);
        connection.StartListening();
        return connection;
    }
}

/// <summary>What it can be asked for.</summary>
internal sealed class StreamJsonRpcTarget
{
    public int Identity(int x) => x;

    public byte[] Same(byte[] bytes) => bytes;
}
