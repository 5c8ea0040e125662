using AioProcessing.Os;
using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Os.Linux;

public sealed class RuntimeRemainsTests
{
    [Fact]
    public async Task Kill_RunningChild_LeavesNothingInTheTemporaryDirectory()
    {
        using var begun = new AioEvent();
        await using AioProcess child = AioProcess.Start(SetAndSleep, begun);
        using IDisposable end = child.KillAtEnd();
        await begun.WaitAsync(TestContext.Current.CancellationToken).AsTask().InTime();
        Assert.True(ProcessStat.TryRead(child.Id, out ProcessStat stat));
        string diagnostics = Path.Combine(Path.GetTempPath(), $"dotnet-diagnostic-{child.Id}-{stat.StartTime}-socket");
        Assert.SkipUnless(File.Exists(diagnostics), "This runtime makes no such file, or was told not to.");

        child.Kill();
        await child.Exited.InTime();

        Assert.False(File.Exists(diagnostics));
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), $"clr-debug-pipe-{child.Id}-{stat.StartTime}-*"));
    }

    [Fact]
    public void RemoveOf_ProcessThatNobodyHasSeen_DoesNothing() => RuntimeRemains.RemoveOf(new ProcessIdentity(1, 0));

    private static void SetAndSleep(AioEvent begun)
    {
        begun.Set();
        Thread.Sleep(Timeout.Infinite); // Until it is killed.
    }
}
