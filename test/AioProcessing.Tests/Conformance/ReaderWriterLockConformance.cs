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
        access.ReleaseReader();
        await first.DisposeAsync();
        await using (await access.AcquireWriterAsync(Token))
        {
            Assert.True(access.IsWriterHeld);
            Assert.Equal(0, access.ReaderCount);
            Assert.False(access.TryAcquireReader());
            Assert.False(access.TryAcquireWriter());
        }

        using (AioAccessReleaser reader = access.AcquireReader(Token))
            Assert.False(reader.IsWriter || reader.WasAbandoned);
        using (AioAccessReleaser writer = access.AcquireWriter(Token))
            Assert.True(writer.IsWriter && !writer.WasAbandoned);
        Assert.True(access.TryAcquireWriter());
        access.ReleaseWriter();
        Assert.True(await access.TryAcquireReaderAsync(Eventually.Patience, Token));
        Assert.Equal(1, access.ReaderCount);
    }

    [Fact]
    public async Task Acquire_ManyTasks_ExcludeEachOther()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        int readers = 0, writers = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(async () =>
        {
            for (int i = 0; i < 30; i++)
            {
                bool isWriter = (number + i) % 3 == 0;
                await using (isWriter ? await access.AcquireWriterAsync(Token) : await access.AcquireReaderAsync(Token))
                {
                    int together = isWriter ? Interlocked.Increment(ref writers) : Interlocked.Increment(ref readers);
                    Assert.True(Volatile.Read(ref (isWriter ? ref readers : ref writers)) == 0 && (!isWriter || together == 1));
                    await Task.Yield();
                    Interlocked.Decrement(ref (isWriter ? ref writers : ref readers));
                }
            }
        }, Token))).InTime();
        Assert.Equal((0, false), (access.ReaderCount, access.IsWriterHeld));
    }

    [Fact]
    public async Task Waits_OfBothKinds_FirstComeFirstServed()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser writing = await access.AcquireWriterAsync(Token);
        Task<AioAccessReleaser> firstReader = access.AcquireReaderAsync(Token).AsTask(), secondReader = access.AcquireReaderAsync(Token).AsTask();
        Task<AioAccessReleaser> firstWriter = access.AcquireWriterAsync(Token).AsTask(), secondWriter = access.AcquireWriterAsync(Token).AsTask();
        Task<AioAccessReleaser> lastReader = access.AcquireReaderAsync(Token).AsTask();
        writing.Dispose();
        AioAccessReleaser[] readers = await Task.WhenAll(firstReader, secondReader).InTime();
        Assert.Equal((2, false), (access.ReaderCount, access.IsWriterHeld));
        readers[0].Dispose();
        Assert.Equal((1, false), (access.ReaderCount, access.IsWriterHeld));
        readers[1].Dispose();
        writing = await firstWriter.InTime();
        writing.Dispose();
        writing = await secondWriter.InTime();
        Assert.Equal((0, true), (access.ReaderCount, access.IsWriterHeld));
        writing.Dispose();
        (await lastReader.InTime()).Dispose();
    }

    [Fact]
    public async Task Writer_Waiting_KeepsNewReadersOutUntilItHasBeenIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser reader = await access.AcquireReaderAsync(Token);
        Task<AioAccessReleaser> writer = access.AcquireWriterAsync(Token).AsTask(), late = access.AcquireReaderAsync(Token).AsTask();
        Assert.False(access.TryAcquireReader());
        Assert.False(access.TryAcquireReader(Short, Token));
        Assert.Equal(1, access.ReaderCount);
        reader.Dispose();
        AioAccessReleaser writing = await writer.InTime();
        Assert.Equal(0, access.ReaderCount);
        writing.Dispose();
        (await late.InTime()).Dispose();
    }

    [Fact]
    public async Task Acquire_Blocking_IsWokenByRelease()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser writing = await access.AcquireWriterAsync(Token);
        Task<bool> reader = OnThread(() => Enter(access.AcquireReader)), writer = OnThread(() => Enter(access.AcquireWriter));
        Task<bool> limited = OnThread(() => access.TryAcquireReader(Eventually.Patience, Token));
        writing.Dispose();
        Assert.True(await limited.InTime());
        access.ReleaseReader();
        Assert.False(await reader.InTime());
        Assert.True(await writer.InTime());

        static bool Enter(Func<CancellationToken, AioAccessReleaser> acquire)
        {
            using AioAccessReleaser releaser = acquire(Token);
            return releaser.IsWriter;
        }
    }

    [Fact]
    public async Task AnyWait_TimedOut_LeavesNothing()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser reading = await access.AcquireReaderAsync(Token);
        Assert.False(access.TryAcquireWriter(Short, Token));
        Assert.False(await access.TryAcquireWriterAsync(Short, Token));
        Assert.False(await access.TryAcquireWriterAsync(TimeSpan.Zero, Token));
        Assert.True(access.TryAcquireReader()); // None of these writers waits any more.
        access.ReleaseReader();
        reading.Dispose();
        AioAccessReleaser writing = await access.AcquireWriterAsync(Token);
        Assert.False(access.TryAcquireReader(Short, Token));
        Assert.False(await access.TryAcquireReaderAsync(Short, Token));
        Assert.False(await access.TryAcquireReaderAsync(TimeSpan.Zero, Token));
        writing.Dispose();
        Assert.Equal((0, false), (access.ReaderCount, access.IsWriterHeld));
        Assert.Throws<ArgumentOutOfRangeException>(() => access.TryAcquireReader(TimeSpan.FromSeconds(-2), Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => access.TryAcquireWriter(TimeSpan.FromSeconds(-2), Token));
    }

    [Fact]
    public async Task AnyWait_Cancelled_ThrowsWithTheTokenAndTakesNothing()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser writing = await access.AcquireWriterAsync(Token);
        using var source = new CancellationTokenSource();
        Task[] cancelled =
        [
            access.AcquireReaderAsync(source.Token).AsTask(), access.AcquireWriterAsync(source.Token).AsTask(),
            access.TryAcquireReaderAsync(TimeSpan.FromMinutes(1), source.Token).AsTask(), access.TryAcquireWriterAsync(TimeSpan.FromMinutes(1), source.Token).AsTask(),
            OnThread(() => access.AcquireReader(source.Token)), OnThread(() => access.TryAcquireWriter(TimeSpan.FromMinutes(1), source.Token)),
        ];
        Task<AioAccessReleaser> behind = access.AcquireReaderAsync(Token).AsTask();
        await source.CancelAsync();
        foreach (Task wait in cancelled)
            await AssertCancelled(wait, source.Token);
        writing.Dispose();
        (await behind.InTime()).Dispose();
        await AssertCancelled(access.AcquireReaderAsync(source.Token).AsTask(), source.Token);
        await AssertCancelled(access.TryAcquireWriterAsync(Short, source.Token).AsTask(), source.Token);
        Assert.Equal((0, false), (access.ReaderCount, access.IsWriterHeld));
    }

    [Fact]
    public async Task Writer_GivesUpWaiting_ReadersComeIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        using AioAccessReleaser reader = await access.AcquireReaderAsync(Token);
        using var source = new CancellationTokenSource();
        Task writer = access.AcquireWriterAsync(source.Token).AsTask();
        Task<AioAccessReleaser> late = access.AcquireReaderAsync(Token).AsTask();
        Assert.False(access.TryAcquireReader());
        await source.CancelAsync();
        await AssertCancelled(writer, source.Token);
        (await late.InTime()).Dispose();
        Assert.Equal(1, access.ReaderCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AcquireAsync_CancelledAndReleasedAtOnce_IsNeverLeftHeld(bool isWriter)
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        for (int i = 0; i < 30; i++)
        {
            AioAccessReleaser held = await access.AcquireWriterAsync(Token);
            using var source = new CancellationTokenSource();
            Task<AioAccessReleaser> waiting = (isWriter ? access.AcquireWriterAsync(source.Token) : access.AcquireReaderAsync(source.Token)).AsTask();
            Task cancelling = Task.Run(source.Cancel, Token);
            await held.DisposeAsync();
            await cancelling;
            await ((Task)waiting).InTime().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (waiting.IsCompletedSuccessfully)
                await (await waiting).DisposeAsync();
            await using AioAccessReleaser next = await access.AcquireWriterAsync(Token).AsTask().InTime();
            Assert.False(next.WasAbandoned);
        }
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
        AioAccessReleaser writer = await access.AcquireWriterAsync(Token);
        Assert.Throws<AioException>(access.ReleaseReader);
        Assert.True(access.IsWriterHeld);
        await writer.DisposeAsync();
        await Assert.ThrowsAsync<AioException>(async () => await writer.DisposeAsync());
        Assert.Throws<AioException>(access.ReleaseWriter);
        default(AioAccessReleaser).Dispose();
        await default(AioAccessReleaser).DisposeAsync();
        Assert.Equal((0, false), (access.ReaderCount, access.IsWriterHeld));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Release_SomeByReleasersSomeWithout_EachEndsOne(bool isReleaserFirst)
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        AioAccessReleaser before = isReleaserFirst ? await access.AcquireReaderAsync(Token) : default;
        Assert.True(access.TryAcquireReader());
        AioAccessReleaser after = isReleaserFirst ? default : await access.AcquireReaderAsync(Token);
        access.ReleaseReader();
        Assert.Equal(1, access.ReaderCount);
        before.Dispose();
        after.Dispose();
        Assert.Equal(0, access.ReaderCount);
        await access.AcquireReaderAsync(Token);
        access.ReleaseReader(); // Its releaser is not needed.
        Assert.Equal(0, access.ReaderCount);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        IAioReaderWriterLock access = Home.ReaderWriterLock();
        Assert.True(access.TryAcquireReader());
        Task writer = access.AcquireWriterAsync(Token).AsTask(), reader = access.AcquireReaderAsync(Token).AsTask();
        access.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reader.InTime());
        access.Dispose();
        Assert.Throws<ObjectDisposedException>(() => access.TryAcquireReader());
        Assert.Throws<ObjectDisposedException>(access.ReleaseReader);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_WhileInIt_LetsOthersInAndTellsThemOfAWriter(bool isWriter)
    {
        IAioReaderWriterLock access = Home.ReaderWriterLock();
        Assert.True(isWriter ? access.TryAcquireWriter() : access.TryAcquireReader() && access.TryAcquireReader());
        await using AioProcess peer = await StartPeerAsync(isWriter ? WaitToReadAfterAWriter : WaitToWriteAfterReaders, access);
        access.Dispose();
        Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
    }

    [Fact]
    public async Task AcquireWriter_ReaderInAnotherProcessKilled_ComesIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        await using AioProcess peer = await StartPeerAsync(Read, access);
        Assert.Throws<AioException>(access.ReleaseReader);
        Assert.Equal(2, access.ReaderCount);
        Task<AioAccessReleaser> writer = access.AcquireWriterAsync(Token).AsTask();
        await KillAsync(peer);
        using AioAccessReleaser writing = await writer.InTime();
        Assert.False(writing.WasAbandoned);
        Assert.Equal(0, access.ReaderCount);
    }

    [Fact]
    public async Task Acquire_WriterInAnotherProcessKilled_IsToldUntilAWriterHasBeenIn()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        await using AioProcess peer = await StartPeerAsync(Write, access);
        Assert.Throws<AioException>(access.ReleaseWriter);
        Assert.True(access.IsWriterHeld);
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
    public async Task Acquire_BehindAWaitingWriterInAnotherProcess_ComesInWhenThatIsKilled()
    {
        using IAioReaderWriterLock access = Home.ReaderWriterLock();
        using AioAccessReleaser reading = await access.AcquireReaderAsync(Token);
        await using AioProcess peer = await StartPeerAsync(WaitToWrite, access);
        Assert.False(access.TryAcquireReader());
        Task<AioAccessReleaser> late = access.AcquireReaderAsync(Token).AsTask();
        await KillAsync(peer);
        (await late.InTime()).Dispose();
    }

    private static void Read(IAioReaderWriterLock access, AioEvent ready)
    {
        access.AcquireReader();
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
        _ = access.AcquireWriterAsync().AsTask();
        while (access.TryAcquireReader())
            access.ReleaseReader();
        ready.Set();
        Sleep();
    }

    private static void WaitToReadAfterAWriter(IAioReaderWriterLock access, AioEvent ready) => Wait(access, access => access.AcquireReaderAsync(), ready, isTold: true);

    private static void WaitToWriteAfterReaders(IAioReaderWriterLock access, AioEvent ready) => Wait(access, access => access.AcquireWriterAsync(), ready, isTold: false);

    private static void Wait(IAioReaderWriterLock access, Func<IAioReaderWriterLock, ValueTask<AioAccessReleaser>> acquireAsync, AioEvent ready, bool isTold)
    {
        _ = access.ReaderCount; // A hosted lock has a link from here on, in which calls keep their order:
        Task<AioAccessReleaser> waiting = acquireAsync(access).AsTask();
        _ = access.ReaderCount; // so it waits for sure.
        ready.Set();
        using AioAccessReleaser releaser = waiting.WaitAsync(Eventually.Patience).GetAwaiter().GetResult();
        if (releaser.WasAbandoned != isTold)
            throw new InvalidOperationException($"Whether it was abandoned: {releaser.WasAbandoned}");
    }
}
