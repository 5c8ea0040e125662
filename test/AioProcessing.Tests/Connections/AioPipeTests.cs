namespace AioProcessing.Tests.Connections;

/// <summary>What a pipe does whatever it is made of.</summary>
public abstract class AioPipeTests : IDisposable
{
    private readonly AioPipeTransport _transport;
    private readonly AioConnection _a;
    private readonly AioConnection _b;

    protected AioPipeTests(AioPipeTransport transport)
    {
        _transport = transport;
        (_a, _b) = AioPipe.Create(options: new() { PipeTransport = transport });
    }

    protected AioConnection A => _a;

    protected AioConnection B => _b;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task Send_AnyValue_ArrivesTyped()
    {
        await _a.SendAsync(42, Token);
        await _a.SendAsync<string?>(null, Token);
        await _a.SendAsync(new Job("north", [1, 2, 3]), Token);
        _b.Send<object>((1, "two"), Token);

        Assert.Equal(42, await _b.ReceiveAsync<int>(Token));
        Assert.Null(await _b.ReceiveAsync<string?>(Token));
        Job job = _b.Receive<Job>(Token);
        Assert.Equal("north", job.Name);
        Assert.Equal([1, 2, 3], job.Parts);
        Assert.Equal((1, "two"), _a.Receive<object>(Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_380)]
    [InlineData(16_385)]
    [InlineData(5_000_000)]
    public async Task SendBytes_AnyLength_ArrivesWhole(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        Task sending = Task.Run(async () =>
        {
            await _a.SendBytesAsync(bytes, Token);
            await _a.SendBytesAsync(bytes, new CancellationTokenSource().Token);
        }, Token);

        Assert.Equal(bytes, await _b.ReceiveBytesAsync(Token).AsTask().InTime());
        Assert.Equal(bytes, await _b.ReceiveBytesAsync(Token).AsTask().InTime());
        await sending.InTime();
    }

    [Fact]
    public void TryReceive_NothingThere_IsFalseUntilSomethingIs()
    {
        Assert.False(_b.TryReceive(out int _));
        Assert.False(_b.TryReceive(TimeSpan.FromMilliseconds(1), out int _, Token));
        Assert.False(_b.TryPoll());
        Assert.True(_a.TrySend(7));
        Assert.True(_b.TryPoll());
        Assert.True(_b.TryReceive(out int item));
        Assert.Equal(7, item);
    }

    [Fact]
    public async Task Receive_CancelledWhileHalfAMessageIsThere_LosesNothing()
    {
        byte[] message = new byte[3_000_000];
        new Random(3).NextBytes(message);
        using CancellationTokenSource cancel = new();
        Task sending = _a.SendBytesAsync(message, Token).AsTask();
        ValueTask<byte[]> receiving = _b.ReceiveBytesAsync(cancel.Token);
        await cancel.CancelAsync();
        byte[]? got = null;
        try
        {
            got = await receiving;
        }
        catch (OperationCanceledException)
        {
        }
        (bool taken, _) = await _b.TryReceiveBytesAsync(TimeSpan.Zero, Token);

        if (!taken)
            got ??= await _b.ReceiveBytesAsync(Token).AsTask().InTime();
        await sending.InTime();
        Assert.True(taken || message.AsSpan().SequenceEqual(got));
        await _a.SendAsync("next", Token);
        Assert.Equal("next", await _b.ReceiveAsync<string>(Token).AsTask().InTime());
    }

    [Fact]
    public async Task Receive_CancelledWhileWaiting_EndsWithTheCallersToken()
    {
        using CancellationTokenSource cancel = new();
        Task<int> receiving = _b.ReceiveAsync<int>(cancel.Token).AsTask();
        await cancel.CancelAsync();

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.InTime());

        Assert.Equal(cancel.Token, thrown.CancellationToken);
        await _a.SendAsync(1, Token);
        Assert.Equal(1, await _b.ReceiveAsync<int>(Token));
    }

    [Fact]
    public async Task Send_ManyTasksAtOnce_MessagesStayWhole()
    {
        const int Senders = 8, Each = 200;
        Task[] sending = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
                await _a.SendAsync(new Job($"{sender}", [.. Enumerable.Repeat(i, sender * 400)]), Token);
        }, Token))];
        int[] next = new int[Senders];

        for (int i = 0; i < Senders * Each; i++)
        {
            Job job = await _b.ReceiveAsync<Job>(Token).AsTask().InTime();
            int sender = int.Parse(job.Name);
            Assert.Equal(Enumerable.Repeat(next[sender]++, sender * 400), job.Parts);
        }

        await Task.WhenAll(sending).InTime();
    }

    [Fact]
    public async Task ReceiveBytes_BufferTooShort_GivesTheWholeMessageAndGoesOn()
    {
        await _a.SendBytesAsync(new byte[] { 1, 2, 3, 4 }, Token);
        await _a.SendBytesAsync(new byte[] { 5 }, Token);
        byte[] buffer = new byte[3];

        AioBufferTooShortException tooShort = await Assert.ThrowsAsync<AioBufferTooShortException>(async () => await _b.ReceiveBytesAsync(buffer, Token));

        Assert.Equal([1, 2, 3, 4], tooShort.Bytes);
        Assert.Equal(1, await _b.ReceiveBytesAsync(buffer, Token));
        Assert.Equal(5, buffer[0]);
    }

    [Fact]
    public async Task Receive_PeerClosed_GivesWhatWasSentThenSaysSo()
    {
        await _a.SendAsync("last words", Token);
        _a.Dispose();

        Assert.True(_b.TryPoll());
        Assert.Equal("last words", await _b.ReceiveAsync<string>(Token));
        Assert.True(_b.TryPoll());
        await Assert.ThrowsAsync<AioConnectionClosedException>(() => _b.ReceiveAsync<string>(Token).AsTask());
        Assert.Throws<AioConnectionClosedException>(() => _b.ReceiveBytes(Token));
        await Assert.ThrowsAsync<AioConnectionClosedException>(async () =>
        {
            for (int i = 0; i < 3; i++)
                await _b.SendAsync("anybody?", Token);
        });
    }

    [Fact]
    public async Task ReceiveAll_PeerClosed_Ends()
    {
        for (int i = 0; i < 3; i++)
            await _a.SendAsync(i, Token);
        _a.Dispose();
        List<int> got = [];

        await foreach (int item in _b.ReceiveAllAsync<int>(Token))
            got.Add(item);

        Assert.Equal([0, 1, 2], got);
    }

    [Fact]
    public async Task Dispose_WhileReceiving_EndsTheReceive()
    {
        Task<int> receiving = _b.ReceiveAsync<int>(Token).AsTask();

        _b.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.InTime());
        Assert.Throws<ObjectDisposedException>(() => _b.Send(1, Token));
        Assert.True(_b.IsClosed);
    }

    [Fact]
    public void Create_OneWay_EachEndGoesOneWay()
    {
        (AioConnection reader, AioConnection writer) = AioPipe.Create(duplex: false, new() { PipeTransport = _transport });
        using (reader)
        using (writer)
        {
            writer.Send("down", Token);
            Assert.Equal("down", reader.Receive<string>(Token));
            Assert.Throws<InvalidOperationException>(() => reader.Send(1, Token));
            Assert.Throws<InvalidOperationException>(() => writer.Receive<int>(Token));
        }
    }

    [Fact]
    public async Task Receive_MessageOverTheLimit_IsRefusedForGood()
    {
        (AioConnection small, AioConnection other) = AioPipe.Create(options: new() { MaxMessageBytes = 100, PipeTransport = _transport });
        using (small)
        using (other)
        {
            await other.SendBytesAsync(new byte[101], Token);
            await Assert.ThrowsAsync<AioProtocolException>(() => small.ReceiveBytesAsync(Token).AsTask());
            await Assert.ThrowsAsync<AioProtocolException>(() => small.ReceiveBytesAsync(Token).AsTask());
        }
    }

    [Fact]
    public async Task AsStream_BothEnds_CarryBytesAcrossMessages()
    {
        using Stream one = _a.AsStream();
        using Stream other = _b.AsStream();
        byte[] sent = new byte[300_000];
        new Random(9).NextBytes(sent);
        Task writing = Task.Run(async () =>
        {
            for (int at = 0; at < sent.Length; at += 7_500)
                await one.WriteAsync(sent.AsMemory(at, 7_500), Token);
            await one.DisposeAsync();
        }, Token);
        using MemoryStream got = new();

        await other.CopyToAsync(got, Token).InTime();

        await writing.InTime();
        Assert.Equal(sent, got.ToArray());
    }

    [Fact]
    public async Task ReceiveAndPoll_ManyWaitWhenThePeerCloses_AllEnd()
    {
        Task[] receiving = [.. Enumerable.Range(0, 4).Select(_ => _b.ReceiveBytesAsync(Token).AsTask())];
        Task polling = _b.PollAsync(Token).AsTask();

        _a.Dispose();

        foreach (Task one in receiving)
            await Assert.ThrowsAsync<AioConnectionClosedException>(() => one.InTime());
        await polling.InTime();
    }

    [Fact]
    public async Task Send_WaitsForRoomWhenThePeerCloses_SaysSo()
    {
        byte[] large = new byte[6 << 20];
        Task[] sending = [.. Enumerable.Range(0, 3).Select(_ => _a.SendBytesAsync(large, Token).AsTask())];
        Assert.False(sending[2].IsCompleted);

        _b.Dispose();

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => sending[2].InTime());
    }

    [Fact]
    public async Task SendBytes_CallersMemoryChangesAfterACancellableSend_TheOldBytesArrive()
    {
        using CancellationTokenSource cancel = new();
        for (int size = 100; size < 100_000; size *= 30)
        {
            byte[] bytes = [.. Enumerable.Repeat((byte)1, size)];
            List<Task> sending = [];
            for (int i = 0; i < 300; i++) // More than there is room for, so that some wait.
                sending.Add(_a.SendBytesAsync(bytes, cancel.Token).AsTask());
            Array.Clear(bytes);

            for (int i = 0; i < 300; i++)
                Assert.DoesNotContain((byte)0, await _b.ReceiveBytesAsync(Token).AsTask().InTime());
            await Task.WhenAll(sending).InTime();
        }
    }

    [Fact]
    public async Task Pickle_Values_CrossAsBetweenPythons()
    {
        AioConnectionOptions options = new() { Protocol = AioConnectionProtocol.Pickle, PipeTransport = _transport };
        (AioConnection near, AioConnection far) = AioPipe.Create(options: options);
        using AioConnection a = near, b = far;

        await a.SendAsync<object>(new object[] { 1, "two", new double[] { 3, 4 } }, Token);

        object[] got = await b.ReceiveAsync<object[]>(Token).AsTask().InTime();
        Assert.Equal("two", got[1]);
        Assert.Equal([3.0, 4.0], (double[])got[2]);
    }

    [Fact]
    public async Task Handle_InAMessage_ArrivesAsTheSameObject()
    {
        using AioEvent gate = new();
        await _a.SendAsync(gate, Token);

        using AioEvent arrived = await _b.ReceiveAsync<AioEvent>(Token);
        arrived.Set();

        Assert.True(gate.IsSet);
    }

    private sealed record Job(string Name, int[] Parts);
}
