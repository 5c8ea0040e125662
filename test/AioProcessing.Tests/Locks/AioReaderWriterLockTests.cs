namespace AioProcessing.Tests.Locks;

public sealed class AioReaderWriterLockTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_ShareIt_WritersDoNot()
    {
        using var access = new AioReaderWriterLock();
        AioAccessReleaser first = await access.AcquireReaderAsync(Token);
        Assert.True(access.TryAcquireReader());
        Assert.Equal(2, access.ReaderCount);
        Assert.False(access.TryAcquireWriter());
        Assert.False(await access.TryAcquireWriterAsync(s_short, Token));
        access.ReleaseReader();
        first.Dispose();
        using (await access.AcquireWriterAsync(Token))
        {
            Assert.True(access.IsWriterHeld);
            Assert.Equal(0, access.ReaderCount);
            Assert.False(access.TryAcquireReader());
            Assert.False(access.TryAcquireWriter(s_short, Token));
        }

        Assert.True(access.TryAcquireReader(s_short, Token));
    }

    [Fact]
    public async Task Writer_Waiting_KeepsNewReadersOut()
    {
        using var access = new AioReaderWriterLock();
        AioAccessReleaser reader = await access.AcquireReaderAsync(Token);
        Task<AioAccessReleaser> writer = access.AcquireWriterAsync(Token).AsTask();
        Task<AioAccessReleaser> late = access.AcquireReaderAsync(Token).AsTask();
        Assert.False(access.TryAcquireReader());
        reader.Dispose();
        AioAccessReleaser writing = await writer.WaitAsync(s_long, Token);
        Assert.False(late.IsCompleted);
        writing.Dispose();
        (await late.WaitAsync(s_long, Token)).Dispose();
    }

    [Fact]
    public async Task Writer_GivesUpWaiting_ReadersComeIn()
    {
        using var access = new AioReaderWriterLock();
        using AioAccessReleaser reader = await access.AcquireReaderAsync(Token);
        using var source = new CancellationTokenSource();
        Task<AioAccessReleaser> writer = access.AcquireWriterAsync(source.Token).AsTask();
        Task<AioAccessReleaser> late = access.AcquireReaderAsync(Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WaitAsync(s_long, Token));
        (await late.WaitAsync(s_long, Token)).Dispose();
    }

    [Fact]
    public void Release_InTheWrongRole_Throws()
    {
        using var access = new AioReaderWriterLock();
        Assert.True(access.TryAcquireReader());
        Assert.Throws<AioException>(access.ReleaseWriter);
        access.ReleaseReader();
        Assert.Throws<AioException>(access.ReleaseReader);
    }

    [Fact]
    public async Task ReadersAndWriters_ManyTasks_ExcludeEachOther()
    {
        using var access = new AioReaderWriterLock();
        int readers = 0, writers = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                if ((number + i) % 4 == 0)
                {
                    using (await access.AcquireWriterAsync(Token))
                    {
                        Assert.Equal(1, Interlocked.Increment(ref writers));
                        Assert.Equal(0, Volatile.Read(ref readers));
                        await Task.Yield();
                        Interlocked.Decrement(ref writers);
                    }
                }
                else
                {
                    using (await access.AcquireReaderAsync(Token))
                    {
                        Interlocked.Increment(ref readers);
                        Assert.Equal(0, Volatile.Read(ref writers));
                        await Task.Yield();
                        Interlocked.Decrement(ref readers);
                    }
                }
            }
        }, Token))).WaitAsync(s_long, Token);
        Assert.Equal(0, access.ReaderCount);
    }
}
