using System.Net.Sockets;
using System.Text;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.Connections;

/// <summary>CPython's own <c>multiprocessing.connection</c> at the other end, in both roles.</summary>
public sealed class PythonPeerTests
{
    private static readonly byte[] s_key = "key of both"u8.ToArray();
    private static readonly AioConnectionOptions s_pickle = new() { Protocol = AioConnectionProtocol.Pickle };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("unix", true)]
    [InlineData("tcp", true)]
    [InlineData("unix", false)]
    public async Task Listener_PythonClient_ObjectsAndBytesBothWays(string family, bool hasKey)
    {
        byte[]? key = hasKey ? s_key : null;
        using AioListener listener = new(family == "tcp" ? ("127.0.0.1", 0) : null, key, s_pickle);
        await using Python peer = Python.Start("""
            key = sys.argv[2].encode() or None
            with Client(address(sys.argv[1]), authkey=key) as c:
                c.send({'numbers': [1, 2, 3], 'who': 'python'})
                c.send_bytes(b'raw')
                c.send_bytes(b'x' * 3_000_000)
                assert c.recv() == ['a', 2], 'object'
                assert c.recv_bytes() == b'', 'empty'
                assert len(c.recv_bytes()) == 3_000_000, 'large'
            """, listener.Address.ToString(), hasKey ? Encoding.UTF8.GetString(s_key) : "");
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        Dictionary<string, object> got = await server.ReceiveAsync<Dictionary<string, object>>(Token).AsTask().InTime();
        Assert.Equal("python", got["who"]);
        Assert.Equal("raw"u8.ToArray(), await server.ReceiveBytesAsync(Token).AsTask().InTime());
        Assert.Equal(3_000_000, (await server.ReceiveBytesAsync(Token).AsTask().InTime()).Length);
        await server.SendAsync(new List<object> { "a", 2 }, Token);
        await server.SendBytesAsync(ReadOnlyMemory<byte>.Empty, Token);
        await server.SendBytesAsync(new byte[3_000_000], Token).AsTask().InTime();

        await peer.EndAsync();
        await Assert.ThrowsAsync<AioConnectionClosedException>(() => server.ReceiveBytesAsync(Token).AsTask().InTime());
    }

    [Theory]
    [InlineData("unix", true)]
    [InlineData("tcp", true)]
    [InlineData("tcp", false)]
    public async Task Connect_PythonListener_ObjectsBothWays(string family, bool hasKey)
    {
        await using Python peer = Python.Start("""
            where = ('127.0.0.1', 0) if sys.argv[1] == 'tcp' else None
            with Listener(where, authkey=sys.argv[2].encode() or None) as l:
                say('%s:%d' % l.address if sys.argv[1] == 'tcp' else l.address)
                with l.accept() as c:
                    while (item := c.recv()) is not None:
                        c.send(item)
            """, family, hasKey ? Encoding.UTF8.GetString(s_key) : "");
        string where = await peer.HearAsync();
        AioAddress address = family == "tcp" ? ("127.0.0.1", int.Parse(where.Split(':')[1])) : where;

        using AioConnection client = await AioConnection.ConnectAsync(address, hasKey ? s_key : null, s_pickle, Token).InTime();

        await client.SendAsync(new Dictionary<string, int> { ["a"] = 1 }, Token);
        Assert.Equal(1, (await client.ReceiveAsync<Dictionary<string, int>>(Token).AsTask().InTime())["a"]);
        double[] numbers = [.. Enumerable.Range(0, 200_000).Select(static i => i / 3.0)];
        await client.SendAsync(numbers, Token);
        Assert.Equal(numbers, await client.ReceiveAsync<double[]>(Token).AsTask().InTime());
        await client.SendAsync<object?>(null, Token);
        await peer.EndAsync();
    }

    [Fact]
    public async Task Listener_PythonClientWithAnotherKey_IsTurnedAwayAndLearnsIt()
    {
        using AioListener listener = new(null, s_key, s_pickle);
        await using Python peer = Python.Start("""
            try:
                Client(sys.argv[1], authkey=b'another key')
            except AuthenticationError as error:
                say('refused')
            Client(sys.argv[1], authkey=sys.argv[2].encode()).send('right')
            """, listener.Address.ToString(), Encoding.UTF8.GetString(s_key));

        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        Assert.Equal("right", await server.ReceiveAsync<string>(Token).AsTask().InTime());
        Assert.Equal("refused", await peer.HearAsync());
        Assert.Equal(1, listener.RejectedCount);
    }

    [Fact]
    public async Task Connect_PythonListenerWithAnotherKey_IsRefusedOnBothSides()
    {
        await using Python peer = Python.Start("""
            l = Listener(authkey=b'another key')
            say(l.address)
            try:
                l.accept()
            except AuthenticationError as error:
                say('refused')
            """);
        string where = await peer.HearAsync();

        await Assert.ThrowsAsync<AioAuthenticationException>(() => AioConnection.ConnectAsync(where, s_key, Token).InTime());

        Assert.Equal("refused", await peer.HearAsync());
        await peer.EndAsync();
    }

    [Fact]
    public async Task Listener_ModernDigestsOnly_DecidesByThePythonVersion()
    {
        using AioListener listener = new(null, s_key, new() { AllowMd5 = false });
        await using Python peer = Python.Start("""
            try:
                Client(sys.argv[1], authkey=sys.argv[2].encode())
                say('in', sys.version_info >= (3, 12))
            except (AuthenticationError, EOFError):
                say('out', sys.version_info < (3, 12))
            """, listener.Address.ToString(), Encoding.UTF8.GetString(s_key));

        Assert.EndsWith("True", await peer.HearAsync());
    }

    [Theory]
    [InlineData("struct.pack('!i', 100) + b'only this', 'end'", typeof(AioConnectionClosedException))]
    [InlineData("b'\\0\\0', 'end'", typeof(AioConnectionClosedException))]
    [InlineData("struct.pack('!i', 100) + b'only this', 'half'", typeof(AioConnectionClosedException))]
    [InlineData("struct.pack('!i', -7) + b'garbage', 'stay'", typeof(AioProtocolException))]
    [InlineData("struct.pack('!iQ', -1, 2**63), 'stay'", typeof(AioProtocolException))]
    public async Task Receive_PythonSendsWhatIsNoMessage_EndsInAnError(string how, Type error)
    {
        using AioListener listener = new();
        await using Python peer = Python.Start($"""
            what, then = {how}
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            s.sendall(what)
            if then == 'half': s.shutdown(socket.SHUT_WR)
            if then != 'end': sys.stdin.read()
            """, listener.Address.ToString());
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        await Assert.ThrowsAsync(error, () => server.ReceiveBytesAsync(Token).AsTask().InTime());
    }

    [Fact]
    public async Task Send_PythonReadsAndWeBreakOffInTheMiddle_PythonSaysSo()
    {
        await using Python peer = Python.Start("""
            l = Listener()
            say(l.address)
            c = l.accept()
            try:
                c.recv_bytes()
            except OSError as error:
                say(error)
            """);
        string where = await peer.HearAsync();
        using (Socket half = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await half.ConnectAsync(new UnixDomainSocketEndPoint(where), Token);
            await half.SendAsync(new byte[] { 0, 0, 0, 9, 1 }, Token);
        }

        Assert.Equal("got end of file during message", await peer.HearAsync());
    }

    [Fact]
    public async Task Receive_PythonIsKilled_EndsTheReceive()
    {
        using AioListener listener = new();
        await using Python peer = Python.Start("""
            c = Client(sys.argv[1])
            c.send_bytes(b'alive')
            c.recv()
            """, listener.Address.ToString());
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();
        Assert.Equal("alive"u8.ToArray(), await server.ReceiveBytesAsync(Token).AsTask().InTime());
        Task<byte[]> receiving = server.ReceiveBytesAsync(Token).AsTask();

        peer.Kill();

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => receiving.InTime());
    }

    [Fact]
    public async Task Json_PythonPeer_ReadsAndWritesIt()
    {
        using AioListener listener = new();
        await using Python peer = Python.Start("""
            c = Client(sys.argv[1])
            got = json.loads(c.recv_bytes())
            c.send_bytes(json.dumps({'Name': got['Name'] + '!', 'Size': got['Size'] * 2}).encode())
            """, listener.Address.ToString());
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        await server.SendAsync(new Item("box", 2), Token);

        Assert.Equal(new Item("box!", 4), await server.ReceiveAsync<Item>(Token).AsTask().InTime());
    }

    [Fact]
    public async Task Connection_AsPythonsPipeMakesIt_TalksToOurs()
    {
        using AioListener listener = new(null, null, s_pickle);
        await using Python peer = Python.Start("""
            from multiprocessing import Pipe, Process
            from multiprocessing.connection import Connection
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            ours = Connection(s.detach())
            a, b = Pipe()
            threading.Thread(target=lambda: ours.send(b.recv()), daemon=True).start()
            a.send(('through', 'a pipe'))
            assert ours.poll(20)
            assert ours.recv() == 'done'
            """, listener.Address.ToString());
        using AioConnection server = await listener.AcceptAsync(Token).AsTask().InTime();

        Assert.Equal(("through", "a pipe"), await server.ReceiveAsync<(string, string)>(Token).AsTask().InTime());
        await server.SendAsync("done", Token);
        await peer.EndAsync();
    }

    private sealed record Item(string Name, int Size);
}
