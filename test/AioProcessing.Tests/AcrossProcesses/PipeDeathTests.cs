using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.AcrossProcesses;

/// <summary>What is left of a pipe when processes that have its ends are killed, wherever they are at that moment.</summary>
public sealed class PipeDeathTests
{
    private const int LargestMessage = 3_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AioPipeTransport.SharedMemory)]
    [InlineData(AioPipeTransport.Socket)]
    public async Task Receive_SenderIsKilledInTheMiddleAgainAndAgain_WholeMessagesInOrderThenTheEnd(AioPipeTransport transport)
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int round = 0; round < 8; round++)
        {
            (AioConnection ours, AioConnection theirs) = AioPipe.Create(options: new() { PipeTransport = transport });
            using AioConnection end = ours;
            int roundSeed = random.Next();
            await using AioProcess sender = AioProcess.Start(SendForEver, theirs, roundSeed);
            using IDisposable killed = sender.KillAtEnd();
            var sizes = new Random(roundSeed);
            int got = 0, killAfter = random.Next(20);
            AioConnectionClosedException? ended = null;
            while (ended is null)
            {
                try
                {
                    Check(await end.ReceiveBytesAsync(Token).AsTask().InTime(), got, sizes);
                    if (got++ == 0)
                        theirs.Dispose();
                    if (got == killAfter + 1)
                        _ = KillSoon(sender, random.Next(3_000));
                }
                catch (AioConnectionClosedException exception)
                {
                    ended = exception;
                }
            }

            Assert.True(got > killAfter, $"{got} messages came, and the sender was not killed before {killAfter + 1}");
            await Assert.ThrowsAsync<AioConnectionClosedException>(() => end.ReceiveBytesAsync(Token).AsTask().InTime());
        }
    }

    [Theory]
    [InlineData(AioPipeTransport.SharedMemory)]
    [InlineData(AioPipeTransport.Socket)]
    public async Task Send_ReceiverIsKilledWhileThereIsNoRoom_EndsAtOnce(AioPipeTransport transport)
    {
        (AioConnection ours, AioConnection theirs) = AioPipe.Create(options: new() { PipeTransport = transport });
        using AioConnection end = ours;
        await using AioProcess receiver = AioProcess.Start(static end =>
        {
            end.Send("here");
            Thread.Sleep(Timeout.Infinite);
        }, theirs);
        using IDisposable killed = receiver.KillAtEnd();
        Assert.Equal("here", await end.ReceiveAsync<string>(Token).AsTask().InTime());
        theirs.Dispose();
        byte[] large = new byte[LargestMessage];
        Task[] sending = [.. Enumerable.Range(0, 4).Select(_ => end.SendBytesAsync(large, Token).AsTask())];
        Assert.False(sending[3].IsCompleted);

        receiver.Kill();

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => sending[3].InTime());
    }

    [Fact]
    public async Task End_InAQueueWhosePutterIsDead_WorksAndTellsOfTheDeath()
    {
        using AioQueue<AioConnection> queue = new(4);
        await using AioProcess giver = AioProcess.Start(static queue =>
        {
            (AioConnection a, AioConnection b) = AioPipe.Create();
            b.Send("last words");
            queue.Put(a);
            Signals.Send(Environment.ProcessId, Signals.Kill);
        }, queue);
        using IDisposable killed = giver.KillAtEnd();
        Assert.Equal(-Signals.Kill, (await giver.JoinAsync(Token).InTime()).ExitCode);

        using AioConnection end = await queue.GetAsync(Token).AsTask().InTime();

        Assert.Equal("last words", await end.ReceiveAsync<string>(Token).AsTask().InTime());
        await Assert.ThrowsAsync<AioConnectionClosedException>(() => end.ReceiveAsync<string>(Token).AsTask().InTime());
        await Assert.ThrowsAsync<AioConnectionClosedException>(() => end.SendAsync("anybody?", Token).AsTask().InTime());
    }

    [Fact]
    public async Task End_OfTwoProcesses_IsGoneWithTheSecond()
    {
        (AioConnection ours, AioConnection theirs) = AioPipe.Create();
        using AioConnection end = ours;
        using AioQueue<int> ready = new();
        await using AioProcess first = AioProcess.Start(HoldOn, theirs, ready), second = AioProcess.Start(HoldOn, theirs, ready);
        using IDisposable killedFirst = first.KillAtEnd(), killedSecond = second.KillAtEnd();
        await ready.GetAsync(Token).AsTask().InTime();
        await ready.GetAsync(Token).AsTask().InTime();
        theirs.Dispose();
        Task<int> receiving = end.ReceiveAsync<int>(Token).AsTask();

        first.Kill();
        await first.JoinAsync(Token).InTime();
        Assert.False(receiving.IsCompleted);
        second.Kill();

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => receiving.InTime());
    }

    [Fact]
    public async Task End_OnItsWayThroughAPipeWhoseReceiverIsKilled_IsGone()
    {
        (AioConnection inner, AioConnection peer) = AioPipe.Create();
        using AioConnection watched = peer;
        (AioConnection ours, AioConnection theirs) = AioPipe.Create();
        using (ours)
        {
            await using AioProcess receiver = AioProcess.Start(static carrier =>
            {
                carrier.Send("here");
                Thread.Sleep(Timeout.Infinite);
            }, theirs);
            using IDisposable killed = receiver.KillAtEnd();
            Assert.Equal("here", await ours.ReceiveAsync<string>(Token).AsTask().InTime());
            theirs.Dispose();
            await ours.SendAsync(inner, Token);
            inner.Dispose();
            Assert.False(watched.TryPoll());
            receiver.Kill();
            await receiver.JoinAsync(Token).InTime();
        }

        await Assert.ThrowsAsync<AioConnectionClosedException>(() => watched.ReceiveAsync<int>(Token).AsTask().InTime());
    }

    [Fact]
    public async Task End_AmongArgumentsWhenTheStarterIsKilled_IsGone()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int round = 0; round < 4; round++)
        {
            (AioConnection ours, AioConnection theirs) = AioPipe.Create();
            using AioConnection end = ours;
            using AioEvent starting = new();
            await using AioProcess starter = AioProcess.Start(static (end, starting) =>
            {
                starting.Set();
                AioProcess.Start(static end => end.Poll(), end);
                Thread.Sleep(Timeout.Infinite);
            }, theirs, starting);
            using IDisposable killed = starter.KillAtEnd();
            await starting.WaitAsync(Token).AsTask().InTime();
            theirs.Dispose();

            await KillSoon(starter, random.Next(60_000)); // Anywhere between the beginning of the start and its end.

            await Assert.ThrowsAsync<AioConnectionClosedException>(() => end.ReceiveAsync<int>(Token).AsTask().InTime());
        }
    }

    private static void HoldOn(AioConnection end, AioQueue<int> ready)
    {
        ready.Put(1);
        Thread.Sleep(Timeout.Infinite);
        end.Dispose();
    }

    // Not by the clock's grain: a message takes microseconds.
    private static Task KillSoon(AioProcess process, int microseconds) => Task.Run(() =>
    {
        long until = System.Diagnostics.Stopwatch.GetTimestamp() + (System.Diagnostics.Stopwatch.Frequency * microseconds / 1_000_000);
        SpinWait.SpinUntil(() => System.Diagnostics.Stopwatch.GetTimestamp() >= until);
        process.Kill();
    });

    private static async Task SendForEver(AioConnection end, int seed)
    {
        var sizes = new Random(seed);
        for (int number = 0; ; number++)
            await end.SendBytesAsync(Make(number, NextSize(sizes)));
    }

    private static int NextSize(Random sizes) => sizes.Next(4) switch
    {
        0 => sizes.Next(16),
        1 => sizes.Next(5_000),
        2 => sizes.Next(100_000),
        _ => sizes.Next(LargestMessage),
    };

    private static byte[] Make(int number, int size)
    {
        byte[] bytes = new byte[size + sizeof(int)];
        bytes.AsSpan().Fill((byte)number);
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }

    private static void Check(byte[] message, int number, Random sizes)
    {
        Assert.Equal(NextSize(sizes) + sizeof(int), message.Length);
        Assert.Equal(number, BitConverter.ToInt32(message));
        Assert.True(message.AsSpan(sizeof(int)).IndexOfAnyExcept((byte)number) < 0, $"Message {number} is torn");
    }
}
