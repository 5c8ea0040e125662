namespace AioProcessing.Tests.Locks;

public sealed class AioEventTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitAsync_Set_CompletesAtOnce()
    {
        using var gate = new AioEvent();
        gate.Set();
        Assert.True(gate.WaitAsync(Token).IsCompletedSuccessfully);
        Assert.True(gate.IsSet);
        Assert.True(gate.TryWait());
        gate.Reset();
        Assert.False(gate.IsSet);
        Assert.False(await gate.TryWaitAsync(s_short, Token));
        Assert.False(gate.TryWait(s_short, Token));
    }

    [Fact]
    public async Task Set_ThenResetAtOnce_LetsEveryWaiterThrough()
    {
        using var gate = new AioEvent();
        Task[] waiters = [.. Enumerable.Range(0, 100).Select(_ => gate.WaitAsync(Token).AsTask())];
        gate.Set();
        gate.Reset();
        await Task.WhenAll(waiters).WaitAsync(s_long, Token);
        Assert.False(gate.IsSet);
    }

    [Fact]
    public async Task Wait_Blocking_IsWokenBySet()
    {
        using var gate = new AioEvent();
        Task blocked = Task.Factory.StartNew(() => gate.Wait(Token), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        gate.Set();
        await blocked.WaitAsync(s_long, Token);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_ThrowsWithTheToken()
    {
        using var gate = new AioEvent();
        using var source = new CancellationTokenSource();
        Task waiting = gate.WaitAsync(source.Token).AsTask();
        await source.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(s_long, Token));
        Assert.Equal(source.Token, error.CancellationToken);
    }
}
