using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RpcPeers;

/// <summary>gRPC as ASP.NET Core has it.</summary>
internal sealed class GrpcPeer : Peer
{
    public override async Task ServeAsync(string path)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<MemoryStore>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, options => options.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.MapGrpcService<Service>();
        await app.RunAsync();
    }

    public override async Task<IStore> ConnectAsync(string path)
    {
        SocketsHttpHandler handler = new() { ConnectCallback = async (_, _) => await ConnectStreamAsync(path) };
        Client client = new(new Store.StoreClient(GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler })));
        await client.SetAsync("key", 0);
        return client;
    }

    private sealed class Service(MemoryStore store) : Store.StoreBase
    {
        public override async Task<Value> Get(Key request, ServerCallContext context) => new() { Number = await store.GetAsync(request.Text) };

        public override async Task<Nothing> Set(Pair request, ServerCallContext context)
        {
            await store.SetAsync(request.Key, request.Value);
            return new Nothing();
        }

        public override async Task<Value> Add(Value request, ServerCallContext context) => new() { Number = await store.AddAsync(request.Number) };
    }

    private sealed class Client(Store.StoreClient client) : IStore
    {
        public async Task<int> GetAsync(string key) => (await client.GetAsync(new Key { Text = key })).Number;

        public async Task SetAsync(string key, int value) => await client.SetAsync(new Pair { Key = key, Value = value });

        public async Task<int> AddAsync(int count) => (await client.AddAsync(new Value { Number = count })).Number;
    }
}
