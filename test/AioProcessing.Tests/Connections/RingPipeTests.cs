using AioProcessing.Backends;

namespace AioProcessing.Tests.Connections;

/// <summary>A pipe in shared memory, and what only that does.</summary>
public sealed class RingPipeTests() : AioPipeTests(AioPipeTransport.SharedMemory)
{
    [Fact]
    public async Task Send_PeerDoesNotReceive_LargeOnesWaitForThoseBefore()
    {
        byte[] large = new byte[8 << 20];
        new Random(5).NextBytes(large);

        Assert.True(await A.TrySendBytesAsync(TimeSpan.FromMilliseconds(20), large, Token));
        Assert.False(A.TrySendBytes(large));
        Assert.False(await A.TrySendBytesAsync(TimeSpan.FromMilliseconds(20), large, Token));
        using CancellationTokenSource cancel = new(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => A.SendBytesAsync(large, cancel.Token).AsTask());

        Assert.Equal(large, await B.ReceiveBytesAsync(Token).AsTask().InTime());
        await A.SendAsync("last", Token).AsTask().InTime();
        Assert.Equal("last", await B.ReceiveAsync<string>(Token).AsTask().InTime());
        Assert.False(B.TryPoll());
    }

    [Fact]
    public async Task Send_PeerDoesNotReceive_SmallOnesWaitForRoomAndNoneIsLost()
    {
        int sent = 0;
        while (A.TrySend(sent))
            sent++;
        Task<bool> late = A.TrySendAsync(TimeSpan.FromMilliseconds(20), -1, Token).AsTask();
        Assert.False(await late.InTime());
        Task waiting = A.SendAsync(sent, Token).AsTask();
        Assert.False(waiting.IsCompleted);

        for (int i = 0; i <= sent; i++)
            Assert.Equal(i, await B.ReceiveAsync<int>(Token).AsTask().InTime());

        await waiting.InTime();
        Assert.True(sent > 1_000, $"Only {sent} small messages found room");
        Assert.False(B.TryPoll());
    }

    [Fact]
    public async Task Receive_OneEndInTwoHandles_TheEndIsGoneWithTheLast()
    {
        using AioQueue<AioConnection> queue = new(1);
        await queue.PutAsync(A, Token);
        AioConnection again = await queue.GetAsync(Token);
        Task<int> receiving = B.ReceiveAsync<int>(Token).AsTask();

        A.Dispose();
        Assert.False(B.TryPoll());
        await again.SendAsync(5, Token);
        Assert.Equal(5, await receiving.InTime());
        again.Dispose();

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => B.ReceiveAsync<int>(Token).AsTask().InTime());
    }

    [Fact]
    public async Task Dispose_OfOneOfTwoHandlesWhileBothReceive_EndsItsOwnCallsOnly()
    {
        using AioQueue<AioConnection> queue = new(1);
        await queue.PutAsync(A, Token);
        using AioConnection again = await queue.GetAsync(Token);
        Task<int> mine = A.ReceiveAsync<int>(Token).AsTask(), others = again.ReceiveAsync<int>(Token).AsTask();

        A.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => mine.InTime());
        await B.SendAsync(3, Token);
        Assert.Equal(3, await others.InTime());
    }

    [Fact]
    public async Task Receive_PeerIsCollected_Ends()
    {
        AioConnection left = LeaveTheOther();
        using AioConnection end = left;
        Task<int> receiving = end.ReceiveAsync<int>(Token).AsTask();

        await Eventually.True(() =>
        {
            GC.Collect();
            return receiving.IsCompleted;
        }, "the end that nobody has ends the receive");

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => receiving);
    }

    [Fact]
    public async Task HandOn_WhileReceiving_IsAllowed()
    {
        using AioQueue<AioConnection> queue = new(1);
        Task<int> receiving = A.ReceiveAsync<int>(Token).AsTask();

        await queue.PutAsync(A, Token);

        using AioConnection again = await queue.GetAsync(Token);
        await B.SendAsync(1, Token);
        await B.SendAsync(2, Token);
        Assert.Equal(1, await receiving.InTime());
        Assert.Equal(2, await again.ReceiveAsync<int>(Token));
    }

    [Fact]
    public void Create_ManyTimes_LeavesNoMemoryBehind()
    {
        ulong before = SharedMemoryBackend.Default.Arena.Header.HighObject;
        for (int i = 0; i < 3_000; i++)
        {
            (AioConnection a, AioConnection b) = AioPipe.Create();
            a.SendBytes(new byte[10_000], Token);
            a.Dispose();
            b.Dispose();
        }

        ulong more = SharedMemoryBackend.Default.Arena.Header.HighObject - before;
        Assert.True(more < 6_000, $"{more} more headers have been used for 3,000 pipes, of which one was there at a time");
    }

    [Fact]
    public async Task Dispose_WhileOthersSendAndReceive_TheirCallsEndAndNothingIsTorn()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            (AioConnection a, AioConnection b) = AioPipe.Create();
            Task[] all = [.. new[] { a, b }.SelectMany(end => new[] { Task.Run(() => SendUntilTheEnd(end), Token), Task.Run(() => ReceiveUntilTheEnd(end), Token) })];
            int pause = random.Next(2_000);
            AioConnection first = random.Next(2) == 0 ? a : b;
            Thread.SpinWait(pause * 20);

            first.Dispose();

            await Task.WhenAll(all).InTime();
            a.Dispose();
            b.Dispose();
        }
    }

    private static async Task SendUntilTheEnd(AioConnection end)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                byte[] bytes = new byte[1 + (i % 3 * 3_000)];
                Array.Fill(bytes, (byte)i);
                await end.SendBytesAsync(bytes, Token);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or AioConnectionClosedException)
        {
        }
    }

    private static async Task ReceiveUntilTheEnd(AioConnection end)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                byte[] bytes = await end.ReceiveBytesAsync(Token);
                Assert.Equal(1 + (i % 3 * 3_000), bytes.Length);
                Assert.True(bytes.AsSpan().IndexOfAnyExcept((byte)i) < 0, $"Message {i} is torn");
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or AioConnectionClosedException)
        {
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static AioConnection LeaveTheOther() => AioPipe.Create().First;
}
