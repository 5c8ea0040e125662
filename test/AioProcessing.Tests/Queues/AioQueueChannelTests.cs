using System.Threading.Channels;

namespace AioProcessing.Tests.Queues;

/// <summary>The two halves of a channel over a queue.</summary>
public sealed class AioQueueChannelTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAllAsync_WriterCompletes_ReaderEnds()
    {
        using var queue = new AioQueue<int>(2);
        ChannelReader<int> reader = queue.Reader;
        ChannelWriter<int> writer = queue.Writer;
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
                await writer.WriteAsync(i, Token);
            Assert.True(writer.TryComplete());
            Assert.False(writer.TryComplete());
        }, Token);
        Assert.Equal(Enumerable.Range(0, 100), await Task.Run(async () => await reader.ReadAllAsync(Token).ToListAsync(Token), Token).WaitAsync(s_long, Token));
        await writing.WaitAsync(s_long, Token);
        await reader.Completion.WaitAsync(s_long, Token);
        Assert.False(writer.TryWrite(1));
        Assert.False(await writer.WaitToWriteAsync(Token));
        await Assert.ThrowsAsync<ChannelClosedException>(() => writer.WriteAsync(1, Token).AsTask());
        await Assert.ThrowsAsync<ChannelClosedException>(() => reader.ReadAsync(Token).AsTask());
    }

    [Fact]
    public async Task ReadAsync_CompletedWithAReason_ChannelIsClosedBecauseOfIt()
    {
        using var queue = new AioQueue<int>();
        queue.Writer.Complete(new InvalidDataException("why"));
        ChannelClosedException error = await Assert.ThrowsAsync<ChannelClosedException>(() => queue.Reader.ReadAsync(Token).AsTask());
        Assert.IsType<InvalidDataException>(Assert.IsType<AioRemoteException>(error.InnerException).InnerException);
    }

    [Fact]
    public async Task WaitToReadAsync_ItemComes_TakesNothing()
    {
        using var queue = new AioQueue<int>(2);
        Task<bool> wait = queue.Reader.WaitToReadAsync(Token).AsTask();
        Task<bool> second = queue.Reader.WaitToReadAsync(Token).AsTask();
        queue.Put(1, Token);
        Assert.True(await wait.WaitAsync(s_long, Token));
        Assert.True(await second.WaitAsync(s_long, Token));
        Assert.Equal(1, queue.Reader.Count);
        Assert.True(queue.Reader.TryRead(out int item));
        Assert.Equal(1, item);
    }

    [Fact]
    public async Task WaitToWriteAsync_Full_EndsWhenThereIsRoom()
    {
        using var queue = new AioQueue<int>(1);
        Assert.True(await queue.Writer.WaitToWriteAsync(Token));
        Assert.True(queue.Writer.TryWrite(1));
        Task<bool> wait = queue.Writer.WaitToWriteAsync(Token).AsTask();
        Assert.False(queue.Writer.TryWrite(2));
        Assert.Equal(1, queue.Get(Token));
        Assert.True(await wait.WaitAsync(s_long, Token));
        Assert.True(queue.Writer.TryWrite(2));
    }

    [Fact]
    public async Task Complete_WithException_ReachesReaderAndCompletion()
    {
        using var queue = new AioQueue<int>(1);
        Task<bool> wait = queue.Reader.WaitToReadAsync(Token).AsTask();
        queue.Writer.Complete(new InvalidDataException("torn"));
        Assert.Equal("torn", (await Assert.ThrowsAsync<AioRemoteException>(() => wait.WaitAsync(s_long, Token))).RemoteMessage);
        await Assert.ThrowsAsync<AioRemoteException>(() => queue.Reader.Completion.WaitAsync(s_long, Token));
    }
}
