namespace AioProcessing.Tests.Conformance;

public abstract class ReaderWriterLockConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task Readers_ShareIt_WritersDoNot()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser first = await access.AcquireReaderAsync(Token);
        Assert.True(access.TryAcquireReader());
        Assert.Equal(2, access.ReaderCount);
        Assert.False(access.IsWriterHeld);
        Assert.False(access.TryAcquireWriter());
        Assert.False(await access.TryAcquireWriterAsync(Short, Token));
        access.ReleaseReader();
        await first.DisposeAsync();
        await using (await access.AcquireWriterAsync(Token))
        {
            Assert.True(access.IsWriterHeld);
            Assert.Equal(0, access.ReaderCount);
            Assert.False(access.TryAcquireReader());
            Assert.False(access.TryAcquireReader(Short, Token));
            Assert.False(await access.TryAcquireReaderAsync(Short, Token));
            Assert.False(access.TryAcquireWriter(Short, Token));
        }

        using (AioAccessReleaser reader = access.AcquireReader(Token))
            Assert.False(reader.IsWriter || reader.WasAbandoned);
        using (AioAccessReleaser writer = access.AcquireWriter(Token))
            Assert.True(writer.IsWriter && !writer.WasAbandoned);
        Assert.True(access.TryAcquireWriter());
        access.ReleaseWriter();
        Assert.True(await access.TryAcquireReaderAsync(Eventually.Patience, Token));
    }

    [Fact]
    public async Task Writer_Waiting_KeepsNewReadersOutUntilItHasBeenIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser reader = await access.AcquireReaderAsync(Token);
        Task<AioAccessReleaser> writer = access.AcquireWriterAsync(Token).AsTask(), late = access.AcquireReaderAsync(Token).AsTask();
        Assert.False(access.TryAcquireReader());
        reader.Dispose();
        AioAccessReleaser writing = await writer.InTime();
        Assert.False(late.IsCompleted);
        Task<AioAccessReleaser> next = access.AcquireWriterAsync(Token).AsTask();
        writing.Dispose();
        AioAccessReleaser reading = await late.InTime();
        Assert.False(next.IsCompleted);
        reading.Dispose();
        (await next.InTime()).Dispose();
    }

    [Fact]
    public async Task Writer_GivesUpWaiting_ReadersComeIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        using AioAccessReleaser reader = await access.AcquireReaderAsync(Token);
        using var source = new CancellationTokenSource();
        Task writer = access.AcquireWriterAsync(source.Token).AsTask();
        Task<AioAccessReleaser> late = access.AcquireReaderAsync(Token).AsTask();
        await source.CancelAsync();
        await AssertCancelled(writer, source.Token);
        (await late.InTime()).Dispose();
        Assert.Equal(1, access.ReaderCount);
    }

    [Fact]
    public async Task Release_ByWhoeverIsNotIn_Throws()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser reader = await access.AcquireReaderAsync(Token);
        Assert.Throws<AioException>(access.ReleaseWriter);
        reader.Dispose();
        Assert.Throws<AioException>(reader.Dispose);
        Assert.Throws<AioException>(access.ReleaseReader);
        Assert.Equal(0, access.ReaderCount);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        IAioReaderWriterLock access = Home.ReaderWriterLock();
        Assert.True(access.TryAcquireWriter());
        Task reader = access.AcquireReaderAsync(Token).AsTask(), writer = access.AcquireWriterAsync(Token).AsTask();
        access.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reader.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.InTime());
    }

    [Fact]
    public async Task AcquireWriter_ReaderInAnotherProcessKilled_ComesIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        await using AioProcess peer = await StartPeerAsync(Read, access);
        Assert.Equal(1, access.ReaderCount);
        Task<AioAccessReleaser> writer = access.AcquireWriterAsync(Token).AsTask();
        await KillAsync(peer);
        using AioAccessReleaser writing = await writer.InTime();
        Assert.False(writing.WasAbandoned);
    }

    [Fact]
    public async Task Acquire_WriterInAnotherProcessKilled_IsToldUntilAWriterHasBeenIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        await using AioProcess peer = await StartPeerAsync(Write, access);
        Task<AioAccessReleaser> reader = access.AcquireReaderAsync(Token).AsTask();
        await KillAsync(peer);
        using (AioAccessReleaser reading = await reader.InTime())
            Assert.True(reading.WasAbandoned);
        using (AioAccessReleaser writing = await access.AcquireWriterAsync(Token))
            Assert.True(writing.WasAbandoned);
        using (AioAccessReleaser reading = await access.AcquireReaderAsync(Token))
            Assert.False(reading.WasAbandoned);
    }

    [Fact]
    public async Task Acquire_WaitingWriterInAnotherProcessKilled_ReadersComeIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        using AioAccessReleaser reading = await access.AcquireReaderAsync(Token);
        await using AioProcess peer = await StartPeerAsync(WaitToWrite, access);
        Task<AioAccessReleaser> late = access.AcquireReaderAsync(Token).AsTask();
        await KillAsync(peer);
        (await late.InTime()).Dispose();
    }

    private static void Read(IAioReaderWriterLock access, AioEvent ready)
    {
        access.AcquireReader();
        ready.Set();
        Sleep();
    }

    private static void Write(IAioReaderWriterLock access, AioEvent ready)
    {
        access.AcquireWriter();
        ready.Set();
        Sleep();
    }

    private static void WaitToWrite(IAioReaderWriterLock access, AioEvent ready)
    {
        Task waiting = access.AcquireWriterAsync().AsTask();
        ready.Set();
        waiting.Wait();
        Sleep();
    }
}
