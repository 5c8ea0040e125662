namespace AioProcessing.Tests.AcrossProcesses;

public sealed class SemaphoreAcrossProcessesTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_HolderKilled_PermitComesBackToAWaiter()
    {
        using var semaphore = new AioBoundedSemaphore(1);
        using var held = new AioEvent();
        await using AioProcess holder = AioProcess.Start(Hold, semaphore, held);
        await held.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        Assert.False(semaphore.TryAcquire());
        Task<AioSemaphoreReleaser> waiting = semaphore.AcquireAsync(Token).AsTask();
        holder.Kill();
        (await waiting.WaitAsync(s_long, Token)).Dispose();
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public async Task AcquireReader_WriterKilled_ReadersAndNextWriterAreTold()
    {
        using var access = new AioReaderWriterLock();
        using var held = new AioEvent();
        await using AioProcess writer = AioProcess.Start(Write, access, held);
        await held.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        Task<AioAccessReleaser> waiting = access.AcquireReaderAsync(Token).AsTask();
        writer.Kill();
        using (AioAccessReleaser reader = await waiting.WaitAsync(s_long, Token))
            Assert.True(reader.WasAbandoned);
        using (AioAccessReleaser next = await access.AcquireWriterAsync(Token))
            Assert.True(next.WasAbandoned);
        using (AioAccessReleaser last = await access.AcquireReaderAsync(Token))
            Assert.False(last.WasAbandoned);
    }

    [Fact]
    public async Task Acquire_SeveralProcesses_NeverMoreThanTheCountInside()
    {
        using var semaphore = new AioSemaphore(2);
        using var inside = new AioQueue<int>(2);
        var children = new List<AioProcess>();
        for (int i = 0; i < 3; i++)
            children.Add(AioProcess.Start(EnterAndLeave, semaphore, inside));
        foreach (AioProcess child in children)
            Assert.Equal(0, (await child.JoinAsync(Token).WaitAsync(s_long, Token)).ExitCode);
        Assert.Equal(2, semaphore.CurrentCount);
    }

    private static async Task Hold(AioBoundedSemaphore semaphore, AioEvent held)
    {
        await semaphore.AcquireAsync();
        held.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task Write(AioReaderWriterLock access, AioEvent held)
    {
        await access.AcquireWriterAsync();
        held.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task EnterAndLeave(AioSemaphore semaphore, AioQueue<int> inside)
    {
        for (int i = 0; i < 1000; i++)
        {
            using (await semaphore.AcquireAsync())
            {
                if (!inside.TryPut(i))
                    throw new InvalidOperationException("A third one is inside.");
                inside.TryGet(out _);
            }
        }
    }
}
