namespace AioProcessing.Tests.Conformance;

public abstract class EventConformance(IBackEnd home) : Conformance(home)
{
    [Fact]
    public async Task Set_WithWaiters_LetsAllGoOnAndStaysSet()
    {
        using IAioEvent gate = Home.Event();
        Assert.False(gate.IsSet);
        Assert.False(gate.TryWait());
        Task[] waiting = [.. Enumerable.Range(0, 4).Select(_ => gate.WaitAsync(Token).AsTask())];
        Task<bool> blocked = OnThread(() => gate.TryWait(Eventually.Patience, Token));
        gate.Set();
        gate.Set();
        await Task.WhenAll(waiting).InTime();
        Assert.True(await blocked.InTime());
        Assert.True(gate.IsSet);
        Assert.True(gate.TryWait());
        gate.Wait(Token);
        gate.Reset();
        Assert.False(gate.IsSet);
    }

    [Fact]
    public async Task Set_ResetAtOnce_WhoWaitedGoesOn()
    {
        using IAioEvent gate = Home.Event();
        Task waiting = gate.WaitAsync(Token).AsTask();
        gate.Set();
        gate.Reset();
        await waiting.InTime();
    }

    [Fact]
    public async Task AnyWait_TimedOut_IsFalse()
    {
        using IAioEvent gate = Home.Event();
        Assert.False(gate.TryWait(Short, Token));
        Assert.False(await gate.TryWaitAsync(Short, Token));
        Assert.False(await gate.TryWaitAsync(TimeSpan.Zero, Token));
        gate.Set();
        Assert.True(await gate.TryWaitAsync(Short, Token));
        Assert.True(gate.TryWait(TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task AnyWait_Cancelled_ThrowsWithTheToken()
    {
        using IAioEvent gate = Home.Event();
        using var source = new CancellationTokenSource();
        Task waiting = gate.WaitAsync(source.Token).AsTask(), blocked = OnThread(() => gate.TryWait(Eventually.Patience, source.Token));
        await source.CancelAsync();
        await AssertCancelled(waiting, source.Token);
        await AssertCancelled(blocked, source.Token);
    }

    [Fact]
    public async Task Dispose_WithWaiters_EndsTheirWaits()
    {
        IAioEvent gate = Home.Event();
        Task waiting = gate.WaitAsync(Token).AsTask();
        gate.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.InTime());
        Assert.Throws<ObjectDisposedException>(() => gate.IsSet);
    }

    [Fact]
    public async Task Set_WaiterInAnotherProcessKilled_DoesNotWaitForIt()
    {
        using IAioEvent gate = Home.Event();
        await using AioProcess peer = await StartPeerAsync(WaitForIt, gate);
        Task waiting = gate.WaitAsync(Token).AsTask();
        await KillAsync(peer);
        await Task.Run(gate.Set, Token).InTime();
        await waiting.InTime();
    }

    [Fact]
    public async Task Set_InAnotherProcess_IsSeenHere()
    {
        using IAioEvent gate = Home.Event();
        await using AioProcess peer = AioProcess.Start(static gate => gate.Set(), gate);
        await gate.WaitAsync(Token).AsTask().InTime();
        Assert.Equal(0, (await peer.JoinAsync(Token).InTime()).ExitCode);
        Assert.True(gate.IsSet);
    }

    private static void WaitForIt(IAioEvent gate, AioEvent ready)
    {
        Task waiting = gate.WaitAsync().AsTask();
        ready.Set();
        waiting.Wait();
    }
}
