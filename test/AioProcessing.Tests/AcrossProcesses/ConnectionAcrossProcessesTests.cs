namespace AioProcessing.Tests.AcrossProcesses;

public sealed class ConnectionAcrossProcessesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AioPipeTransport.SharedMemory)]
    [InlineData(AioPipeTransport.Socket)]
    public async Task Pipe_EndAsArgument_ParentAndChildTalk(AioPipeTransport transport)
    {
        (AioConnection ours, AioConnection theirs) = AioPipe.Create(options: new() { PipeTransport = transport });
        using AioConnection end = ours;
        await using AioProcess child = AioProcess.Start(Echo, theirs);
        using IDisposable killed = child.KillAtEnd();

        foreach (string text in (string[])["one", "", new string('x', 1_000_000)])
        {
            await end.SendAsync(text, Token);
            Assert.Equal(text, await end.ReceiveAsync<string>(Token).AsTask().InTime());
        }
        theirs.Dispose();
        await end.SendAsync<string?>(null, Token);

        Assert.Equal(0, (await child.JoinAsync(Token).InTime()).ExitCode);
        await Assert.ThrowsAsync<AioConnectionClosedException>(() => end.ReceiveAsync<string>(Token).AsTask().InTime());
    }

    [Theory]
    [InlineData(AioPipeTransport.SharedMemory)]
    [InlineData(AioPipeTransport.Socket)]
    public async Task Pipe_CapturedByALambda_ChildSendsThroughIt(AioPipeTransport transport)
    {
        (AioConnection reader, AioConnection writer) = AioPipe.Create(duplex: false, new() { PipeTransport = transport });
        using AioConnection end = reader;
        await using AioProcess child = AioProcess.Start(() => writer.Send(Environment.ProcessId));
        using IDisposable killed = child.KillAtEnd();

        Assert.Equal(child.Id, await end.ReceiveAsync<int>(Token).AsTask().InTime());
        writer.Dispose();
        await child.JoinAsync(Token).InTime();
        await Assert.ThrowsAsync<AioConnectionClosedException>(() => end.ReceiveAsync<int>(Token).AsTask().InTime());
    }

    [Fact]
    public async Task Connection_ThroughAQueueWithMessagesReadAhead_TheyGoAlong()
    {
        using AioListener listener = new();
        using AioConnection client = await AioConnection.ConnectAsync(listener.Address, cancellationToken: Token);
        AioConnection server = await listener.AcceptAsync(Token);
        for (int i = 0; i < 3; i++)
            await client.SendAsync(i, Token);
        Assert.Equal(0, await server.ReceiveAsync<int>(Token));
        using AioQueue<AioConnection> queue = new(4);
        await using AioProcess child = AioProcess.Start(static queue =>
        {
            using AioConnection taken = queue.Get();
            taken.Send(taken.Receive<int>() + taken.Receive<int>());
        }, queue);
        using IDisposable killed = child.KillAtEnd();

        await queue.PutAsync(server, Token);

        Assert.Equal(3, await client.ReceiveAsync<int>(Token).AsTask().InTime());
        server.Dispose();
        await Assert.ThrowsAsync<AioConnectionClosedException>(() => client.ReceiveAsync<int>(Token).AsTask().InTime());
        Assert.Equal(0, (await child.JoinAsync(Token).InTime()).ExitCode);
    }

    [Theory]
    [InlineData(AioPipeTransport.SharedMemory)]
    [InlineData(AioPipeTransport.Socket)]
    public async Task Connection_ThroughAnotherConnection_ArrivesInTheChild(AioPipeTransport transport)
    {
        (AioConnection ours, AioConnection theirs) = AioPipe.Create(options: new() { PipeTransport = transport });
        (AioConnection inner, AioConnection innerPeer) = AioPipe.Create(options: new() { PipeTransport = transport });
        using AioConnection end = ours, peer = innerPeer;
        await using AioProcess child = AioProcess.Start(static carrier =>
        {
            using AioConnection arrived = carrier.Receive<AioConnection>();
            arrived.Send("from " + arrived.Receive<string>());
        }, theirs);
        using IDisposable killed = child.KillAtEnd();

        await end.SendAsync(inner, Token);
        await peer.SendAsync("afar", Token);

        Assert.Equal("from afar", await peer.ReceiveAsync<string>(Token).AsTask().InTime());
        inner.Dispose();
        Assert.Equal(0, (await child.JoinAsync(Token).InTime()).ExitCode);
    }

    [Theory]
    [InlineData(AioPipeTransport.SharedMemory)]
    [InlineData(AioPipeTransport.Socket)]
    public async Task Connection_WithPickleClasses_KeepsItsProtocolInTheChild(AioPipeTransport transport)
    {
        AioConnectionOptions options = new() { Protocol = AioConnectionProtocol.Pickle, PickleClasses = new AioPickleClasses().Add<Spot>("shapes", "Spot"), PipeTransport = transport };
        (AioConnection ours, AioConnection theirs) = AioPipe.Create(options: options);
        using AioConnection end = ours;
        await using AioProcess child = AioProcess.Start(static connection =>
        {
            Spot spot = connection.Receive<Spot>();
            connection.Send(spot with { X = spot.X + 1 });
        }, theirs);
        using IDisposable killed = child.KillAtEnd();

        await end.SendAsync(new Spot(1, "b"), Token);

        Assert.Equal(new Spot(2, "b"), await end.ReceiveAsync<Spot>(Token).AsTask().InTime());
    }

    [Theory]
    [InlineData(AioPipeTransport.SharedMemory)]
    [InlineData(AioPipeTransport.Socket)]
    public async Task Receive_PeerIsKilled_EndsWithWhatHadCome(AioPipeTransport transport)
    {
        (AioConnection ours, AioConnection theirs) = AioPipe.Create(options: new() { PipeTransport = transport });
        using AioConnection end = ours;
        await using AioProcess child = AioProcess.Start(static connection =>
        {
            connection.Send("alive");
            connection.Poll();
        }, theirs);
        Assert.Equal("alive", await end.ReceiveAsync<string>(Token).AsTask().InTime());
        theirs.Dispose();
        Task<string> receiving = end.ReceiveAsync<string>(Token).AsTask();

        child.Kill();

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => receiving.InTime());
        await Assert.ThrowsAsync<AioConnectionClosedException>(async () =>
        {
            for (int i = 0; i < 3; i++)
                await end.SendAsync("still there?", Token);
        });
    }

    [Fact]
    public async Task Receive_WhoeverHandedItOnIsDead_SaysWhoAndWhy()
    {
        using AioQueue<AioConnection> queue = new(4);
        await using AioProcess<int> giver = AioProcess.Start(static queue =>
        {
            queue.Put(AioPipe.Create(options: new() { PipeTransport = AioPipeTransport.Socket }).First);
            return Environment.ProcessId;
        }, queue);
        int pid = await giver.Result.InTime();
        await giver.JoinAsync(Token).InTime();

        AioSerializationException thrown = await Assert.ThrowsAsync<AioSerializationException>(() => queue.GetAsync(Token).AsTask().InTime());

        Assert.Contains($"process {pid}", thrown.Message);
    }

    [Fact]
    public async Task HandOn_WhileReceiving_IsRefused()
    {
        (AioConnection near, AioConnection far) = AioPipe.Create(options: new() { PipeTransport = AioPipeTransport.Socket });
        using AioConnection a = near, b = far;
        using AioQueue<AioConnection> queue = new(1);
        Task<int> receiving = a.ReceiveAsync<int>(Token).AsTask();

        await Assert.ThrowsAsync<AioSerializationException>(() => queue.PutAsync(a, Token).AsTask());

        await b.SendAsync(1, Token);
        Assert.Equal(1, await receiving.InTime());
    }

    [Fact]
    public async Task AuthKey_OfAChild_IsItsParents()
    {
        byte[] key = await AioProcess.RunAsync(static () => AioProcess.Current.AuthKey, Token).InTime();

        Assert.Equal(32, key.Length);
        Assert.Equal(AioProcess.Current.AuthKey, key);
    }

    private static void Echo(AioConnection connection)
    {
        while (connection.Receive<string?>() is { } text)
            connection.Send(text);
    }

    private sealed record Spot(int X, string Y);
}
