using System.Runtime.Versioning;
using AioProcessing.Os;

namespace AioProcessing.Tests.Os.Linux;

[SupportedOSPlatform("linux")]
public sealed class LinuxPrivateDirectoryTests
{
    [Fact]
    public void Create_Several_EachIsPrivateAndGoesByItself()
    {
        using PrivateDirectory first = Platform.CreatePrivateDirectory(), second = Platform.CreatePrivateDirectory();
        File.WriteAllText(Path.Combine(first.Path, "file"), "");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(first.Path));
        first.Dispose();
        first.Dispose();

        Assert.False(Directory.Exists(first.Path));
        Assert.True(Directory.Exists(second.Path));
    }

    [Fact]
    public async Task Create_MakerWasKilled_AnotherProcessRemovesWhatItLeftAndNothingElse()
    {
        using var paths = new AioQueue<string>();
        using PrivateDirectory kept = Platform.CreatePrivateDirectory();
        await using AioProcess maker = AioProcess.Start(MakeAndSleep, paths);
        using IDisposable end = maker.KillAtEnd();
        string left = await paths.GetAsync(TestContext.Current.CancellationToken).AsTask().InTime();
        maker.Kill();
        await maker.Exited.InTime();
        Assert.True(Directory.Exists(left));

        await AioProcess.RunAsync(MakeAndWaitForEndOf, left, TestContext.Current.CancellationToken).InTime();

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(kept.Path));
    }

    private static void MakeAndSleep(AioQueue<string> paths)
    {
        paths.Put(Platform.CreatePrivateDirectory().Path);
        Thread.Sleep(Timeout.Infinite); // Until it is killed.
    }

    private static void MakeAndWaitForEndOf(string left)
    {
        using PrivateDirectory own = Platform.CreatePrivateDirectory();
        SpinWait.SpinUntil(() => !Directory.Exists(left), TimeSpan.FromSeconds(30));
    }
}
