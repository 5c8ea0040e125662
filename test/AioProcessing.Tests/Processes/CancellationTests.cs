namespace AioProcessing.Tests.Processes;

public sealed class CancellationTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName() + ".runs";

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Cancel_TargetTakesToken_TargetIsTold()
    {
        using CancellationTokenSource never = new();
        await using AioProcess<int> process = AioProcess.Start(Targets.WaitForCancellation, _path, never.Token);
        using IDisposable end = process.KillAtEnd();
        await Eventually.True(() => File.Exists(_path), "the target runs");

        process.Cancel();

        Assert.Equal(42, await process.Result.InTime());
    }

    [Fact]
    public async Task Cancel_CallerGaveNoToken_TargetIsTold()
    {
        await using AioProcess<int> process = AioProcess.Start(Targets.WaitForCancellation, _path, CancellationToken.None);
        using IDisposable end = process.KillAtEnd();

        process.Cancel();

        Assert.Equal(42, await process.Result.InTime());
    }

    [Fact]
    public async Task Token_CancelledHere_IsCancelledThere()
    {
        using CancellationTokenSource source = new();
        await using AioProcess<int> process = AioProcess.Start(Targets.WaitForCancellation, _path, source.Token);
        using IDisposable end = process.KillAtEnd();

        await source.CancelAsync();

        Assert.Equal(42, await process.Result.InTime());
    }

    [Fact]
    public async Task Token_TargetThrows_ResultIsCancelledWithThatToken()
    {
        using CancellationTokenSource source = new();
        await using AioProcess process = AioProcess.Start(Targets.ThrowOnCancellation, source.Token);
        using IDisposable end = process.KillAtEnd();

        await source.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => process.Completion.InTime());
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(1, (await process.Exited.InTime()).ExitCode);
    }

    [Fact]
    public async Task RunAsync_CancelledTargetWithoutToken_ChildIsGone()
    {
        using CancellationTokenSource source = new();
        Task running = AioProcess.RunAsync(Targets.SleepAfter, _path, source.Token);
        await Eventually.True(() => File.Exists(_path) && new FileInfo(_path).Length > 0, "the target runs");
        int pid = int.Parse(await File.ReadAllTextAsync(_path, TestContext.Current.CancellationToken), null);

        await source.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.InTime());
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public async Task RunAsync_TargetIgnoresToken_IsKilledAfterGracePeriod()
    {
        using CancellationTokenSource source = new();
        AioProcessOptions options = new() { KillGracePeriod = TimeSpan.FromMilliseconds(20) };
        Task running = AioProcess.RunAsync(Targets.IgnoreCancellation, source.Token, options: options);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.InTime());
    }

    [Fact]
    public async Task RunAsync_CancelledBefore_StartsNothing()
    {
        int children = AioProcess.ActiveChildren.Count;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AioProcess.RunAsync(Targets.Sleep, new CancellationToken(true)));

        Assert.True(AioProcess.ActiveChildren.Count <= children);
    }
}
