using AioProcessing.Tests.Conformance;

namespace AioProcessing.Tests.Managers;

public sealed class HostedPoolTests(StartedManager home, ServedManager strangers)
{
    private readonly AioManager _manager = home.Manager;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAndMap_FunctionsOfAllKinds_RunInWorkersOfTheManager()
    {
        using IAioPool pool = _manager.Pool(2);
        int offset = 5;
        Assert.Equal(15, await pool.ApplyAsync(value => value + offset, 10, Token).InTime());
        Assert.Equal("AB", await pool.ApplyAsync(ShoutAsync, "ab", Token).InTime());
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => i * i), await pool.MapAsync(static i => i * i, Enumerable.Range(0, 100), Token).InTime());
        Assert.Equal(["X", "Y"], await pool.MapAsync(ShoutAsync, ["x", "y"], Token).InTime());
        int worker = await pool.ApplyAsync(static _ => Environment.ProcessId, 0, Token).InTime();
        Assert.NotEqual(Environment.ProcessId, worker);
        Assert.NotEqual(_manager.ProcessId, worker);
    }

    [Fact]
    public async Task Apply_HandlesAndProxiesAsArguments_AreTheSameObjects()
    {
        using IAioPool pool = _manager.Pool(1);
        using var gate = new AioEvent();
        using IAioDictionary<string, int> counts = _manager.Dictionary<string, int>();
        await pool.ApplyAsync(static things =>
        {
            things.counts["done"] = 1;
            things.gate.Set();
            return 0;
        }, (gate, counts), Token).InTime();
        Assert.True(gate.IsSet);
        Assert.Equal(1, counts["done"]);
    }

    [Fact]
    public async Task Apply_FunctionThrows_TheErrorIsTheFunctions()
    {
        using IAioPool pool = _manager.Pool(1);
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.ApplyAsync(Fail, "bad", Token).InTime());
        Assert.Equal(("System.IO.InvalidDataException", "bad"), (error.RemoteType, error.RemoteMessage));
        error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.MapAsync(Fail, ["bad"], Token).InTime());
        Assert.Equal("bad", error.RemoteMessage);
        Assert.Equal(3, await pool.ApplyAsync(static text => text.Length, "abc", Token).InTime());
    }

    [Fact]
    public async Task Apply_WorkerDies_ExactlyThisTaskFails()
    {
        using IAioPool pool = _manager.Pool(1);
        AioWorkerLostException lost = await Assert.ThrowsAsync<AioWorkerLostException>(() => pool.ApplyAsync(Leave, 3, Token).InTime());
        Assert.Equal(3, lost.ExitCode);
        Assert.Equal(1, await pool.ApplyAsync(static value => value, 1, Token).InTime());
    }

    [Fact]
    public async Task Apply_Cancelled_Ends()
    {
        using IAioPool pool = _manager.Pool(1);
        using var begun = new AioEvent();
        using var source = new CancellationTokenSource();
        Task<int> running = pool.ApplyAsync(SleepLong, begun, source.Token);
        await begun.WaitAsync(Token).AsTask().InTime();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.InTime());
    }

    [Fact]
    public async Task Pool_HandedToAnotherProcess_WorksThere()
    {
        using IAioPool pool = _manager.Pool(1);
        await using AioProcess<int> peer = AioProcess.Start(static pool => pool.Apply(static value => value + 1, 1), pool);
        Assert.Equal(2, await peer.Result.InTime());
    }

    [Fact]
    public void Pool_OfAManagerThatServesStrangers_IsRefused() => Assert.Throws<AioNotHostedException>(() => strangers.Manager.Pool(1));

    private static async Task<string> ShoutAsync(string text)
    {
        await Task.Yield();
        return text.ToUpperInvariant();
    }

    private static int Fail(string message) => throw new InvalidDataException(message);

    private static int Leave(int exitCode)
    {
        Environment.Exit(exitCode);
        return 0;
    }

    private static int SleepLong(AioEvent begun)
    {
        begun.Set();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
