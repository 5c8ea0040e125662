using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AioProcessing.Tests.Connections;

public sealed class AioListenerTests
{
    private static readonly byte[] s_key = "secret"u8.ToArray();
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Families => ["unix", "tcp", "abstract"];

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Accept_ClientWithTheKey_BothEndsTalk(string family)
    {
        using AioListener listener = Listen(family, s_key);
        Task<AioConnection> accepting = listener.AcceptAsync(Token).AsTask();

        using AioConnection client = await AioConnection.ConnectAsync(listener.Address, s_key, Token).InTime();
        using AioConnection server = await accepting.InTime();
        await client.SendAsync(new Point(1, 2), Token);

        Assert.Equal(new Point(1, 2), await server.ReceiveAsync<Point>(Token).AsTask().InTime());
        await server.SendBytesAsync("back"u8.ToArray(), Token);
        Assert.Equal("back"u8.ToArray(), await client.ReceiveBytesAsync(Token).AsTask().InTime());
        Assert.Equal(family == "tcp", listener.LastAccepted is not null);
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("tcp")]
    public async Task Accept_NoKeys_ConnectsAtOnce(string family)
    {
        using AioListener listener = Listen(family, key: null);

        using AioConnection client = AioConnection.Connect(listener.Address, cancellationToken: Token);
        using AioConnection server = listener.Accept(Token);

        await server.SendAsync(new[] { 1.5, double.NaN }, Token);
        double[] got = await client.ReceiveAsync<double[]>(Token).AsTask().InTime();
        Assert.Equal([1.5, double.NaN], got);
    }

    [Fact]
    public async Task Accept_BadClientsBeforeAGoodOne_OnlyTheGoodOneIsSeen()
    {
        ConcurrentQueue<AioException> rejected = [];
        using AioListener listener = new(("127.0.0.1", 0), s_key, new() { ClientRejected = rejected.Enqueue });
        using Socket silent = await RawClientAsync(listener);
        using Socket garbage = await RawClientAsync(listener);
        await garbage.SendAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFE, 1, 2, 3 }, Token);
        using Socket boaster = await RawClientAsync(listener);
        await boaster.SendAsync(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF }, Token);
        using Socket halfClosed = await RawClientAsync(listener);
        halfClosed.Shutdown(SocketShutdown.Send);
        using Socket vanished = await RawClientAsync(listener);
        vanished.Close(0);
        await Assert.ThrowsAsync<AioAuthenticationException>(() => AioConnection.ConnectAsync(listener.Address, "wrong"u8.ToArray(), Token).InTime());

        using AioConnection good = await AioConnection.ConnectAsync(listener.Address, s_key, Token).InTime();
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        await good.SendAsync("hello", Token);
        Assert.Equal("hello", await server.ReceiveAsync<string>(Token).AsTask().InTime());
        await Eventually.True(() => listener.RejectedCount == 5, "all but the silent client are turned away");
        // The one that vanished may have done so before it was even accepted.
        Assert.All(rejected, error => Assert.True(error is AioAuthenticationException or AioConnectionClosedException));
    }

    [Fact]
    public async Task Accept_SilentClient_IsTurnedAwayWhenItsTimeIsUp()
    {
        TaskCompletionSource<AioException> rejected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using AioListener listener = new(null, s_key, new() { HandshakeTimeout = TimeSpan.FromMilliseconds(50), ClientRejected = error => rejected.TrySetResult(error) });
        using Socket silent = await RawClientAsync(listener);

        Assert.IsType<AioAuthenticationException>(await rejected.Task.InTime());
        Assert.Contains("0.05 seconds", (await rejected.Task).Message);
    }

    [Fact]
    public async Task Accept_MoreSilentClientsThanPlaces_GoodOneStillComesIn()
    {
        using AioListener listener = new(null, s_key);
        List<Socket> silent = [];
        try
        {
            for (int i = 0; i < 300; i++)
                silent.Add(await RawClientAsync(listener));

            using AioConnection good = await AioConnection.ConnectAsync(listener.Address, s_key, Token).InTime();
            using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

            await Eventually.True(() => listener.RejectedCount >= 44, "the oldest silent clients are turned away");
        }
        finally
        {
            silent.ForEach(static one => one.Dispose());
        }
    }

    [Fact]
    public async Task Connect_ListenerHasNoKey_EndsWithinItsTimeLimit()
    {
        using AioListener listener = new();

        AioAuthenticationException thrown = await Assert.ThrowsAsync<AioAuthenticationException>(() =>
            AioConnection.ConnectAsync(listener.Address, s_key, new() { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }, Token).InTime());

        Assert.Contains("leave out the key", thrown.Message);
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysWhere()
    {
        AioAddress address;
        using (AioListener gone = new(("127.0.0.1", 0)))
            address = gone.Address;

        AioConnectionClosedException thrown = await Assert.ThrowsAsync<AioConnectionClosedException>(() => AioConnection.ConnectAsync(address, cancellationToken: Token).InTime());

        Assert.Contains(address.ToString(), thrown.Message);
    }

    [Fact]
    public async Task Accept_CancelledOrOutOfTime_NextClientIsNotLost()
    {
        using AioListener listener = new();
        using CancellationTokenSource cancel = new();
        Task<AioConnection> accepting = listener.AcceptAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.InTime());
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.False(listener.TryAccept(out _));
        Assert.False(listener.TryAccept(TimeSpan.FromMilliseconds(1), out _, Token));
        Assert.Null(await listener.TryAcceptAsync(TimeSpan.FromMilliseconds(1), Token));

        using AioConnection client = await AioConnection.ConnectAsync(listener.Address, cancellationToken: Token);

        Assert.True(listener.TryAccept(s_long, out AioConnection? server, Token));
        server.Dispose();
    }

    [Fact]
    public async Task Dispose_WhileAccepting_EndsTheAcceptAndRemovesTheFile()
    {
        AioListener listener = new();
        string path = listener.Address.Path!;
        Assert.True(File.Exists(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Task<AioConnection> accepting = listener.AcceptAsync(Token).AsTask();

        listener.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.InTime());
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
        Assert.Throws<ObjectDisposedException>(() => listener.TryAccept(out _));
    }

    [Fact]
    public async Task Listen_FileOfADeadListener_IsTakenOver()
    {
        string path = Path.Combine(Path.GetTempPath(), $"aio-{Guid.NewGuid():N}");
        // Bound, and left behind by a descriptor that closes without the framework's clean-up: what a killed process leaves.
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }
        File.Move(path + ".kept", path);

        using AioListener listener = new(path);

        using AioConnection client = await AioConnection.ConnectAsync(path, cancellationToken: Token).InTime();
        AioException inUse = Assert.Throws<AioException>(() => new AioListener(path));
        Assert.Contains(path, inUse.Message);
    }

    [Fact]
    public void Listen_FileThatIsNoSocket_IsLeftAlone()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "precious");

        Assert.Throws<AioException>(() => new AioListener(path));

        Assert.Equal("precious", File.ReadAllText(path));
        File.Delete(path);
    }

    [Fact]
    public async Task Send_SharedObjectAsJson_IsRefused()
    {
        using AioListener listener = new();
        using AioConnection client = await AioConnection.ConnectAsync(listener.Address, cancellationToken: Token);
        using AioConnection server = await listener.AcceptAsync(Token);
        using AioLock mutex = new();

        await Assert.ThrowsAsync<AioSerializationException>(() => client.SendAsync(mutex, Token).AsTask());
        await Assert.ThrowsAsync<AioSerializationException>(() => client.SendAsync<IAioLock>(mutex, Token).AsTask());
        await Assert.ThrowsAsync<AioSerializationException>(() => client.SendAsync(new[] { new AioQueue<int>() }, Token).AsTask());
        await client.SendAsync("next", Token);

        Assert.Equal("next", await server.ReceiveAsync<string>(Token));
    }

    [Fact]
    public async Task Receive_JsonOfAnotherType_SaysWhatToDo()
    {
        using AioListener listener = new();
        using AioConnection client = await AioConnection.ConnectAsync(listener.Address, cancellationToken: Token);
        using AioConnection server = await listener.AcceptAsync(Token);
        await client.SendBytesAsync(new byte[] { 0x80, 4, (byte)'N', (byte)'.' }, Token);
        await client.SendAsync("next", Token);

        AioSerializationException thrown = await Assert.ThrowsAsync<AioSerializationException>(() => server.ReceiveAsync<Point>(Token).AsTask());

        Assert.Contains("Pickle", thrown.Message);
        Assert.Equal("next", await server.ReceiveAsync<string>(Token));
    }

    [Fact]
    public void Address_FromItsForms_SaysTheSame()
    {
        Assert.Equal("127.0.0.1:80", ((AioAddress)("127.0.0.1", 80)).ToString());
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 80), ((AioAddress)("127.0.0.1", 80)).EndPoint);
        Assert.Equal("localhost", ((AioAddress)new DnsEndPoint("localhost", 5)).Host);
        Assert.Equal("/tmp/x", ((AioAddress)"/tmp/x").Path);
        Assert.Equal("\0name", ((AioAddress)new UnixDomainSocketEndPoint("\0name")).Path);
        Assert.Throws<PlatformNotSupportedException>(() => (AioAddress)@"\\.\pipe\name");
    }

    private static AioListener Listen(string family, byte[]? key) => new(
        family switch
        {
            "tcp" => ("127.0.0.1", 0),
            "abstract" => $"\0aio-test-{Guid.NewGuid():N}",
            _ => (AioAddress?)null,
        },
        key);

    private static async Task<Socket> RawClientAsync(AioListener listener)
    {
        EndPoint place = listener.Address.EndPoint;
        Socket socket = listener.Address.IsTcp
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
        {
            try
            {
                await socket.ConnectAsync(place, Token);
                return socket;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
            {
                await Task.Yield();
            }
        }
    }

    private sealed record Point(int X, int Y);
}
