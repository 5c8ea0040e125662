namespace AioProcessing.Tests.Pools;

/// <summary>Each kind of failure costs exactly its own task: the others of its chunk, and what comes after, have their results.</summary>
public sealed class AioPoolCrashTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AioMapOptions OneChunk => new() { ChunkSize = 20 };

    [Theory]
    [InlineData("native write to address 8", "SIGSEGV")]
    [InlineData("abort", "SIGABRT")]
    [InlineData("exception on another thread", "SIGABRT")]
    public async Task MapSettledAsync_ATaskCrashesItsWorker_OnlyThatTaskIsLost(string how, string signal)
    {
        await using var pool = new AioPool(workers: 1);
        int worker = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(item => CrashTargets.Crash(item, how), Enumerable.Range(0, 20), OneChunk, Token).InTime();
        AssertOnlyTheVictimFailed(outcomes);
        AioWorkerLostException error = Assert.IsType<AioWorkerLostException>(outcomes[CrashTargets.Victim].Error);
        Assert.Equal((worker, signal), (error.ProcessId, error.SignalName));
        Assert.True(error.ExitCode < 0);
        Assert.Contains($"item {CrashTargets.Victim}", error.Task, StringComparison.Ordinal);
        Assert.StartsWith(pool.Name, error.ProcessName, StringComparison.Ordinal);
        Assert.NotEqual(worker, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task MapSettledAsync_ATaskRunsOutOfMemory_OnlyThatTaskFails()
    {
        var little = new AioProcessOptions { MemoryLimitBytes = 96 << 20 };
        await using AioProcess<string> process = AioProcess.Start(CrashTargets.HoardInAPool, little);
        using IDisposable end = process.KillAtEnd();
        Assert.Equal($"9 {typeof(OutOfMemoryException).FullName} 0 True", await process.Result.InTime());
    }

    [Fact]
    public async Task MapSettledAsync_AResultCannotBeRead_OnlyThatTaskFails()
    {
        await using var pool = new AioPool(workers: 1);
        int worker = await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime();
        AioOutcome<HashSet<CrashTargets.Fragile>>[] outcomes = await pool.MapSettledAsync(CrashTargets.MakeFragile, Enumerable.Range(0, 20), OneChunk, Token).InTime();
        AssertOnlyTheVictimFailed(outcomes);
        Assert.Contains("no hash for you", Assert.IsType<AioSerializationException>(outcomes[CrashTargets.Victim].Error).Message, StringComparison.Ordinal);
        Assert.Equal(worker, await pool.ApplyAsync(PoolTargets.ProcessId, Token).InTime());
    }

    [Fact]
    public async Task MapSettledAsync_AnArgumentCannotBeRead_OnlyThatTaskFails()
    {
        await using var pool = new AioPool(workers: 1);
        HashSet<CrashTargets.Fragile>[] items = [.. Enumerable.Range(0, 20).Select(item => new HashSet<CrashTargets.Fragile> { new(item, BreaksInWorker: true) })];
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(CrashTargets.TakeFragile, items, OneChunk, Token).InTime();
        AssertOnlyTheVictimFailed(outcomes);
        AioRemoteException error = Assert.IsType<AioRemoteException>(outcomes[CrashTargets.Victim].Error);
        Assert.Contains("no hash for you", error.RemoteMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_WhatTheFunctionCapturedCannotBeRead_FailsThatCallOnly()
    {
        await using var pool = new AioPool(workers: 1);
        HashSet<CrashTargets.Fragile> captured = [new(CrashTargets.Victim, BreaksInWorker: true)];
        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => pool.ApplyAsync(() => captured.Count, Token).InTime());
        Assert.Contains("no hash for you", error.RemoteMessage, StringComparison.Ordinal);
        Assert.Equal(42, await pool.ApplyAsync(PoolTargets.Double, 21, Token).InTime());
    }

    [Fact]
    public async Task MapSettledAsync_ThrownExceptionHasAConstructorThatThrows_ItComesNevertheless()
    {
        await using var pool = new AioPool(workers: 1);
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(CrashTargets.ThrowFragile, Enumerable.Range(0, 20), OneChunk, Token).InTime();
        AssertOnlyTheVictimFailed(outcomes);
        AioRemoteException error = Assert.IsType<AioRemoteException>(outcomes[CrashTargets.Victim].Error);
        Assert.Equal("it broke", error.RemoteMessage);
        Assert.Equal("it broke", Assert.IsType<CrashTargets.FragileException>(error.InnerException).Message);
    }

    [Fact]
    public async Task MapSettledAsync_ThrownExceptionCannotSayItsMessage_FailsThatTaskOnly()
    {
        await using var pool = new AioPool(workers: 1);
        AioOutcome<int>[] outcomes = await pool.MapSettledAsync(CrashTargets.ThrowMute, Enumerable.Range(0, 20), OneChunk, Token).InTime();
        AssertOnlyTheVictimFailed(outcomes);
        Assert.EndsWith(nameof(CrashTargets.MuteException), Assert.IsType<AioRemoteException>(outcomes[CrashTargets.Victim].Error).RemoteType, StringComparison.Ordinal);
    }

    private static void AssertOnlyTheVictimFailed<T>(AioOutcome<T>[] outcomes) =>
        Assert.Equal([CrashTargets.Victim], outcomes.Index().Where(one => !one.Item.IsSuccess).Select(one => one.Index));
}
