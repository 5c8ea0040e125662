using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.AcrossProcesses;

public sealed class LockAcrossProcessesTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_SeveralProcesses_NeverTwoInside()
    {
        const int Processes = 3, Each = 2000;
        using var mutex = new AioLock();
        using var totals = new AioQueue<(int First, int Second)>(1);
        await totals.PutAsync((0, 0), Token);
        var children = new List<AioProcess>();
        for (int i = 0; i < Processes; i++)
            children.Add(AioProcess.Start(AddUnderLock, mutex, totals, Each));
        foreach (AioProcess child in children)
            Assert.Equal(0, (await child.JoinAsync(Token).WaitAsync(s_long, Token)).ExitCode);
        Assert.Equal((Processes * Each, Processes * Each), await totals.GetAsync(Token));
    }

    [Fact]
    public async Task Acquire_HolderKilled_NextOwnerIsTold()
    {
        using var mutex = new AioLock();
        using var held = new AioEvent();
        await using AioProcess holder = AioProcess.Start(Hold, mutex, held);
        await held.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        Assert.False(mutex.TryAcquire());
        Task<AioLockReleaser> waiting = mutex.AcquireAsync(Token).AsTask();
        holder.Kill();
        using AioLockReleaser releaser = await waiting.WaitAsync(s_long, Token);
        Assert.True(releaser.WasAbandoned);
        Assert.Equal(-9, (await holder.JoinAsync(Token)).ExitCode);
    }

    [Fact]
    public async Task Acquire_HolderKilled_ExitedComesAfterTheRepair()
    {
        using var mutex = new AioLock();
        using var held = new AioEvent();
        await using AioProcess holder = AioProcess.Start(Hold, mutex, held);
        await held.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        holder.Kill();
        await holder.JoinAsync(Token).WaitAsync(s_long, Token);
        Assert.True(mutex.TryAcquire(out AioLockReleaser releaser));
        Assert.True(releaser.WasAbandoned);
        Assert.Throws<AioAbandonedLockException>(() => releaser.ThrowIfAbandoned());
        Assert.True(mutex.TryAcquire(out AioLockReleaser next));
        Assert.False(next.WasAbandoned);
    }

    [Fact]
    public async Task Acquire_HolderStopped_IsNotTakenForDead()
    {
        using var mutex = new AioLock();
        using var held = new AioEvent();
        await using AioProcess holder = AioProcess.Start(Hold, mutex, held);
        await held.WaitAsync(Token).AsTask().WaitAsync(s_long, Token);
        Signals.Send(holder.Id, Signals.Stop);
        Assert.False(await mutex.TryAcquireAsync(TimeSpan.FromMilliseconds(300), Token));
        Signals.Send(holder.Id, Signals.Continue);
        Assert.False(mutex.TryAcquire());
        holder.Kill();
        using AioLockReleaser releaser = await mutex.AcquireAsync(Token).AsTask().WaitAsync(s_long, Token);
        Assert.True(releaser.WasAbandoned);
    }

    [Fact]
    public async Task Set_WaitersInSeveralProcesses_AllGoOn()
    {
        using var gate = new AioEvent();
        using var ready = new AioQueue<int>(10);
        var waiters = new List<AioProcess<bool>>();
        for (int i = 0; i < 3; i++)
            waiters.Add(AioProcess.Start(WaitFor, gate, ready));
        for (int i = 0; i < 3; i++)
            await ready.GetAsync(Token).AsTask().WaitAsync(s_long, Token);
        waiters[0].Kill();
        gate.Set();
        gate.Reset();
        Assert.True(await waiters[1].Result.WaitAsync(s_long, Token));
        Assert.True(await waiters[2].Result.WaitAsync(s_long, Token));
    }

    // Not one put and one get, but two steps that only the lock keeps together.
    private static async Task AddUnderLock(AioLock mutex, AioQueue<(int First, int Second)> totals, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using (await mutex.AcquireAsync())
            {
                if (!totals.TryGet(out (int First, int Second) total))
                    throw new InvalidOperationException("Somebody else is inside.");
                if (!totals.TryPut((total.First + 1, total.Second + 1)))
                    throw new InvalidOperationException("Somebody else was inside.");
            }
        }
    }

    private static async Task Hold(AioLock mutex, AioEvent held)
    {
        await mutex.AcquireAsync();
        held.Set();
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task<bool> WaitFor(AioEvent gate, AioQueue<int> ready)
    {
        ValueTask waiting = gate.WaitAsync();
        await ready.PutAsync(Environment.ProcessId);
        await waiting;
        return true;
    }
}
