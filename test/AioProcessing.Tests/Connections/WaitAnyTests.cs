namespace AioProcessing.Tests.Connections;

public sealed class WaitAnyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitAny_OneOfEachKind_ThatWhichIsReadyComesBack()
    {
        (AioConnection near, AioConnection far) = AioPipe.Create();
        using AioConnection a = near, b = far;
        using AioListener listener = new();
        using AioEvent gate = new();
        using AioEvent ends = new();
        await using AioProcess process = AioProcess.Start(static ends => ends.Wait(), ends);
        using IDisposable killed = process.KillAtEnd();
        IAioWaitable[] all = [a, listener, gate, process];

        Assert.Empty(await AioConnection.WaitAnyAsync(all, TimeSpan.FromMilliseconds(5), Token));

        Task<IReadOnlyList<IAioWaitable>> waiting = AioConnection.WaitAnyAsync(all, Token);
        gate.Set();
        Assert.Equal([gate], await waiting.InTime());
        gate.Reset();

        waiting = AioConnection.WaitAnyAsync(all, Token);
        await b.SendAsync(1, Token);
        Assert.Equal([a], await waiting.InTime());
        Assert.Equal(1, await a.ReceiveAsync<int>(Token));

        waiting = AioConnection.WaitAnyAsync(all, Token);
        using AioConnection client = await AioConnection.ConnectAsync(listener.Address, cancellationToken: Token);
        Assert.Equal([listener], await waiting.InTime());
        using AioConnection accepted = await listener.AcceptAsync(Token);

        waiting = AioConnection.WaitAnyAsync(all, Token);
        ends.Set();
        Assert.Equal([process], await waiting.InTime());
    }

    [Fact]
    public async Task WaitAny_Cancelled_LeavesNoTrace()
    {
        (AioConnection near, AioConnection far) = AioPipe.Create();
        using AioConnection a = near, b = far;
        using CancellationTokenSource cancel = new();
        Task<IReadOnlyList<IAioWaitable>> waiting = AioConnection.WaitAnyAsync([a], cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
        await b.SendAsync("whole", Token);
        Assert.Equal("whole", await a.ReceiveAsync<string>(Token).AsTask().InTime());
    }

    [Fact]
    public async Task WaitAny_PeerClosed_CountsAsReady()
    {
        (AioConnection near, AioConnection far) = AioPipe.Create();
        using AioConnection a = near;
        Task<IReadOnlyList<IAioWaitable>> waiting = AioConnection.WaitAnyAsync([a], Token);

        far.Dispose();

        Assert.Equal([a], await waiting.InTime());
        Assert.Empty(AioConnection.WaitAny([], cancellationToken: Token));
    }
}
