using System.Diagnostics;
using System.Net.Sockets;
using AioProcessing.Benchmarks.Harness;
using StreamJsonRpc;

namespace AioProcessing.Benchmarks.Peers;

/// <summary>A process that answers calls of StreamJsonRpc, and the caller's end. In its fastest form: MessagePack behind length heads, over a Unix socket.</summary>
internal sealed class StreamJsonRpcPeer : IDisposable
{
    public const string Role = "--json-rpc-peer";

    private readonly Process _process;
    private readonly JsonRpc _connection;

    private StreamJsonRpcPeer(Process process, Socket socket)
    {
        _process = process;
        _connection = Connect(socket, target: null);
    }

    /// <summary>Starts this program once more, to serve.</summary>
    public static StreamJsonRpcPeer Start()
    {
        string path = Path.Combine(Path.GetTempPath(), $"json-rpc-{Guid.NewGuid():N}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Process process = Launch.Start(cpu: null, [Role, path]);
        Socket socket = listener.Accept();
        File.Delete(path);
        return new StreamJsonRpcPeer(process, socket);
    }

    /// <summary>In the other process: serves until the caller has gone.</summary>
    public static async Task ServeAsync(string path, object target)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using JsonRpc connection = Connect(socket, target);
        await connection.Completion;
    }

    public Task<T> CallAsync<T>(string method, params object?[] arguments) => _connection.InvokeAsync<T>(method, arguments);

    public void Dispose()
    {
        _connection.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static JsonRpc Connect(Socket socket, object? target)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        var connection = new JsonRpc(new LengthHeaderMessageHandler(stream, stream, new MessagePackFormatter()), target);
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
