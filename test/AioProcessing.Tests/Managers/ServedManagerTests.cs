using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AioProcessing.Tests.Managers;

/// <summary>Managers that are reached by their address: by strangers until they show the key, and by registered names only.</summary>
public sealed class ServedManagerTests
{
    private static readonly byte[] s_key = "secret"u8.ToArray();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static AioManagerOptions Hosting => new AioManagerOptions { Name = "served" }.Register<ICounter, Counter>("counter");

    private static Task<AioManager> ServeAsync(AioManagerOptions? options = null) => AioManager.ServeAsync(("127.0.0.1", 0), s_key, options ?? Hosting, Stop);

    [Fact]
    public async Task Registered_OverTcpWithKey_IsCalledByItsMembers()
    {
        await using AioManager server = await ServeAsync();
        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop);
        ICounter counter = await client.CreateAsync<ICounter>("counter", cancellationToken: Stop);
        TaskCompletionSource<int> seen = new();
        counter.Changed += (_, value) => seen.TrySetResult(value);

        Assert.Equal(2, counter.Add(2));
        Assert.Equal(2, await seen.Task.InTime());
        Assert.Equal(["", "x"], await counter.NotesAsync(default, "x"));
        Assert.Equal([0, 1, 2], await ReadAsync(counter));
        Assert.Equal(Environment.ProcessId, counter.ProcessId);
        ICounter child = counter.Child("a")!;
        Assert.True(await counter.IsChildAsync(child).InTime());
        AioRemoteException error = Assert.Throws<AioRemoteException>(() => counter.Fail("told"));
        Assert.Equal(("told", null), (error.RemoteMessage, error.InnerException));
        Assert.Contains("Counter.Fail", error.RemoteTrace);
    }

    private static async Task<List<int>> ReadAsync(ICounter counter)
    {
        List<int> items = [];
        await foreach (int item in counter.CountTo(3, Stop))
            items.Add(item);
        return items;
    }

    [Fact]
    public async Task Named_ByTwoClients_IsOneObject()
    {
        await using AioManager server = await ServeAsync();
        await using AioManager one = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop);
        await using AioManager two = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop);

        (await one.CreateAsync<ICounter>("counter", "shared", Stop)).Value = 4;

        Assert.Equal(4, (await two.GetAsync<ICounter>("shared", Stop)).Value);
        Assert.Equal(4, (await server.CreateAsync<ICounter>("counter", "shared", Stop)).Value);
    }

    [Fact]
    public async Task Type_NotRegistered_IsNotMade()
    {
        await using AioManager server = await ServeAsync();
        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop);

        AioNotHostedException unknown = await Assert.ThrowsAsync<AioNotHostedException>(() => client.CreateAsync<ICounter>("other", cancellationToken: Stop));
        AioNotHostedException wrong = await Assert.ThrowsAsync<AioNotHostedException>(() => client.CreateAsync<ITrace>("counter", cancellationToken: Stop));
        await Assert.ThrowsAsync<AioNotHostedException>(() => client.CreateAsync<ITrace, Trace>("x").InTime());

        Assert.Contains("'counter'", unknown.Message);
        Assert.Contains("ICounter", wrong.Message);
    }

    [Fact]
    public async Task Key_Wrong_IsRefusedOnBothSides()
    {
        TaskCompletionSource<AioException> rejected = new();
        await using AioManager server = await ServeAsync(new() { Connection = new() { ClientRejected = error => rejected.TrySetResult(error) } });

        await Assert.ThrowsAsync<AioAuthenticationException>(() => AioManager.ConnectAsync(server.Address, "wrong"u8.ToArray(), cancellationToken: Stop).InTime());

        Assert.IsType<AioAuthenticationException>(await rejected.Task.InTime());
        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task Key_MissingOnTcp_IsNotServed() =>
        await Assert.ThrowsAsync<ArgumentException>(() => AioManager.ServeAsync(("127.0.0.1", 0), cancellationToken: Stop));

    [Fact]
    public async Task Options_ThatDiffer_AreRefusedWithTheReason()
    {
        await using AioManager server = await ServeAsync();

        AioException error = await Assert.ThrowsAsync<AioException>(() => AioManager.ConnectAsync(server.Address, s_key, new() { TrustsClients = true }, Stop).InTime());

        Assert.Contains("'native'", error.Message);
    }

    [Fact]
    public async Task Strangers_SilentOrTalkingNonsense_KeepNobodyOut()
    {
        await using AioManager server = await ServeAsync();
        List<Socket> strangers = [];
        byte[] noise = new byte[10_000];
        new Random(7).NextBytes(noise);
        for (int i = 0; i < 20; i++)
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            strangers.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, Stop);
            if (i % 2 == 0)
                await socket.SendAsync(noise, Stop);
        }

        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop).InTime();

        Assert.Equal(1, (await client.CreateAsync<ICounter>("counter", cancellationToken: Stop)).Add());
        strangers.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Client_ThatHasTheKeyAndTalksNonsense_LosesItsLinkOnly()
    {
        await using AioManager server = await ServeAsync();
        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop);
        ICounter counter = await client.CreateAsync<ICounter>("counter", cancellationToken: Stop);
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int i = 0; i < 50; i++)
        {
            await using AioConnection connection = await AioConnection.ConnectAsync(server.Address, s_key, Stop);
            if (i % 3 > 0)
            {
                await connection.SendBytesAsync("AioM\u0001\0\0\0\u0005j\0s\0o\0n\0"u8.ToArray(), Stop);
                await connection.ReceiveBytesAsync(Stop);
            }
            byte[] noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            if (i % 3 > 1)
                noise[0] = (byte)random.Next(1, 10);
            await connection.SendBytesAsync(noise, Stop);
        }

        Assert.Equal(1, counter.Add());
    }

    [Fact]
    public async Task Tls_BothSidesAgree_CallsGoThrough()
    {
        using X509Certificate2 certificate = MakeCertificate();
        AioManagerOptions options = new AioManagerOptions { ServerTls = new() { ServerCertificate = certificate } }.Register<ICounter, Counter>("counter");
        await using AioManager server = await ServeAsync(options);
        AioManagerOptions trusting = new() { ClientTls = new() { TargetHost = "manager", RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() } };

        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, trusting, Stop).InTime();

        ICounter counter = await client.CreateAsync<ICounter>("counter", cancellationToken: Stop);
        Assert.Equal(1, counter.Add());
        Assert.Equal(1, (await server.CreateAsync<ICounter>("counter", cancellationToken: Stop)).Add());
        AioManagerOptions strict = new() { ClientTls = new() { TargetHost = "manager" } };
        await Assert.ThrowsAsync<AioAuthenticationException>(() => AioManager.ConnectAsync(server.Address, s_key, strict, Stop).InTime());
        AioManagerOptions plain = new() { Connection = new() { HandshakeTimeout = TimeSpan.FromSeconds(1) } };
        await Assert.ThrowsAsync<AioAuthenticationException>(() => AioManager.ConnectAsync(server.Address, s_key, plain, Stop).InTime());
    }

    private static X509Certificate2 MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=manager", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    [Fact]
    public async Task Server_Disposed_TellsItsClients()
    {
        AioManager server = await ServeAsync();
        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, cancellationToken: Stop);
        ICounter counter = await client.CreateAsync<ICounter>("counter", cancellationToken: Stop);

        await server.DisposeAsync();

        await client.Exited.InTime();
        AioManagerLostException error = Assert.Throws<AioManagerLostException>(() => counter.Add());
        Assert.Contains("disposed of", error.Message);
    }

    [Fact]
    public async Task Peer_SilentOverTcp_IsTakenForGone()
    {
        AioManagerOptions options = new AioManagerOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(100) }.Register<ICounter, Counter>("counter");
        await using AioManager server = await ServeAsync(options);
        await using AioConnection mute = await AioConnection.ConnectAsync(server.Address, s_key, Stop);
        await mute.SendBytesAsync("AioM\u0001\0\0\0\u0005j\0s\0o\0n\0"u8.ToArray(), Stop);
        await mute.ReceiveBytesAsync(Stop);
        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, new() { HeartbeatInterval = TimeSpan.FromMilliseconds(100) }, Stop);

        await Assert.ThrowsAsync<AioConnectionClosedException>(async () =>
        {
            while (true)
                await mute.ReceiveBytesAsync(Stop);
        }).InTime();
    }

    [Fact]
    public async Task TrustsClients_ValuesOfAnyType_Cross()
    {
        AioManagerOptions options = new AioManagerOptions { TrustsClients = true }.Register<IBox<object>, Box<object>>("box");
        await using AioManager server = await ServeAsync(options);
        await using AioManager client = await AioManager.ConnectAsync(server.Address, s_key, new() { TrustsClients = true }, Stop);
        IBox<object> box = await client.CreateAsync<IBox<object>>("box", cancellationToken: Stop);

        box.Item = (1, "x");

        Assert.Equal((1, "x"), box.Item);
    }
}
