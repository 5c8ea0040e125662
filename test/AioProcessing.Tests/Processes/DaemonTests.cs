using System.Runtime.InteropServices;

namespace AioProcessing.Tests.Processes;

public sealed class DaemonTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("aio-daemon-").FullName;

    private string PathOf(string name) => Path.Combine(_directory, name);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ParentEnds_ChildIsNotDaemonic_ParentWaitsForIt()
    {
        await using AioProcess parent = AioProcess.Start(LeaveBehind, false, PathOf("pid"), PathOf("done"));
        using IDisposable end = parent.KillAtEnd();

        Assert.Equal(0, (await parent.Exited.InTime()).ExitCode);

        Assert.Equal("done", await File.ReadAllTextAsync(PathOf("done"), Token));
    }

    [Fact]
    public async Task ParentEnds_ChildIsDaemonic_ItIsTerminated()
    {
        await using AioProcess parent = AioProcess.Start(LeaveBehind, true, PathOf("pid"), "");
        using IDisposable end = parent.KillAtEnd();

        Assert.Equal(0, (await parent.Exited.InTime()).ExitCode);

        int child = int.Parse(await File.ReadAllTextAsync(PathOf("pid"), Token), null);
        Assert.False(Standby.IsRunning(child));
        // Asked, and given the time to act on it: the life-line alone would have killed it.
        Assert.True(File.Exists(PathOf("pid.terminated")));
    }

    [Fact]
    public async Task Start_InDaemonicProcess_IsRefused()
    {
        AioProcessOptions options = new() { IsDaemon = true };

        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => AioProcess.RunAsync(StartOne, Token, options).InTime());
        AioRemoteException standbyError = await Assert.ThrowsAsync<AioRemoteException>(() => AioProcess.RunAsync(WarmOne, Token, options).InTime());

        Assert.Equal(typeof(InvalidOperationException).FullName, error.RemoteType);
        Assert.Contains("daemonic", error.RemoteMessage);
        Assert.Equal(error.RemoteType, standbyError.RemoteType);
    }

    [Fact]
    public async Task IsDaemon_IsSeenOnBothSides()
    {
        await using AioProcess<bool> process = AioProcess.Start(() => AioProcess.Current.IsDaemon, new AioProcessOptions { IsDaemon = true });

        Assert.True(process.IsDaemon);
        Assert.True(await process.Result.InTime());
        Assert.False(AioProcess.Current.IsDaemon);
    }

    [Fact]
    public async Task AuthKey_IsTheSameInTheWholeTree()
    {
        byte[] key = AioProcess.Current.AuthKey;

        Assert.Equal(32, key.Length);
        Assert.Contains(key, octet => octet != 0);
        Assert.Equal(key, await AioProcess.RunAsync(KeyOfGrandchild, Token).InTime());
        await using AioProcess<byte[]> process = AioProcess.Start(() => AioProcess.Parent!.AuthKey);
        Assert.Equal(key, await process.Result.InTime());
        Assert.Equal(key, process.AuthKey);
        Assert.Throws<InvalidOperationException>(() => process.AuthKey = [1]);
    }

    [Fact]
    public async Task AuthKey_SetBeforeTheStart_IsInherited() => Assert.Equal([1, 2, 3], await AioProcess.RunAsync(SetKey, Token).InTime());

    [Fact]
    public async Task Join_Current_IsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => AioProcess.Current.Join(Token));
        Assert.Throws<InvalidOperationException>(() => AioProcess.Current.TryJoin(TimeSpan.Zero, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AioProcess.Current.JoinAsync(Token));
        Assert.False(AioProcess.Current.TryJoin());
    }

    private static void LeaveBehind(bool isDaemon, string pid, string done)
    {
        AioEvent begun = new();
        AioProcess.Start(Linger, begun, pid, done, new AioProcessOptions { IsDaemon = isDaemon });
        begun.Wait();
    }

    private static void Linger(AioEvent begun, string pid, string done)
    {
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => File.WriteAllText($"{pid}.terminated", ""));
        File.WriteAllText(pid, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        begun.Set();
        if (done.Length == 0)
            Thread.Sleep(Timeout.Infinite);
        Thread.Sleep(200);
        File.WriteAllText(done, "done");
    }

    private static void StartOne() => AioProcess.Start(Targets.Nothing);

    private static Task WarmOne() => AioStandby.Warm(1);

    private static Task<byte[]> KeyOfGrandchild() => AioProcess.RunAsync(() => AioProcess.Current.AuthKey);

    private static async Task<byte[]> SetKey()
    {
        AioProcess.Current.AuthKey = [1, 2, 3];
        return await AioProcess.RunAsync(() => AioProcess.Current.AuthKey);
    }
}
