using System.Diagnostics;
using System.Globalization;
using RpcPeers;

// peers serve <kind> <path>: the server. peers measure <kind> <what>: starts a server, and for each number of calls on standard input prints nanoseconds per call.
switch (args)
{
    case ["serve", string kind, string path]:
        EndWithParent();
        await Peer.Of(kind).ServeAsync(path);
        return 0;
    case ["measure", string kind, string what]:
        await MeasureAsync(kind, what);
        return 0;
    default:
        Console.Error.WriteLine("peers serve <stream-json-rpc|grpc> <path> | peers measure <stream-json-rpc|grpc> <get|set|add|add64>");
        return 2;
}

static async Task MeasureAsync(string kind, string what)
{
    string path = Path.Combine(Path.GetTempPath(), $"rpc-peers-{Guid.NewGuid():N}");
    using Process server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Own(), "serve", kind, path]) { RedirectStandardInput = true })!;
    IStore store = await ConnectAsync(kind, path);
    await store.SetAsync("key", 1);
    while (Console.ReadLine() is { } line)
    {
        int operations = int.Parse(line, CultureInfo.InvariantCulture);
        long start = Stopwatch.GetTimestamp();
        await RunAsync(store, what, operations);
        Console.WriteLine((Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations).ToString("R", CultureInfo.InvariantCulture));
    }
    server.Kill();
    File.Delete(path);
}

static IEnumerable<string> Own() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "RpcPeers.dll")] : [];

static async Task RunAsync(IStore store, string what, int operations)
{
    const int InFlight = 64;
    if (what == "add64")
    {
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async lane =>
        {
            for (int i = lane; i < operations; i += InFlight)
                await store.AddAsync(1);
        }));
        return;
    }
    for (int i = 0; i < operations; i++)
    {
        await (what switch
        {
            "get" => store.GetAsync("key"),
            "set" => store.SetAsync("key", i),
            _ => store.AddAsync(1),
        });
    }
}

static async Task<IStore> ConnectAsync(string kind, string path)
{
    for (int tries = 0; ; tries++)
    {
        try
        {
            return await Peer.Of(kind).ConnectAsync(path);
        }
        catch (Exception exception) when (tries < 500 && exception is System.Net.Sockets.SocketException or Grpc.Core.RpcException)
        {
            await Task.Delay(20);
        }
    }
}

// The parent holds the other end of standard input; when it has gone, this process is of no use.
static void EndWithParent() => new Thread(() =>
{
    while (Console.Read() >= 0)
    {
    }
    Environment.Exit(0);
})
{ IsBackground = true }.Start();
