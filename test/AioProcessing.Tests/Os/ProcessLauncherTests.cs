using System.Text;
using AioProcessing.Os;
using AioProcessing.Os.Linux;

namespace AioProcessing.Tests.Os;

public sealed class ProcessLauncherTests
{
    private static LaunchRequest Shell(string script, int sharedMemory = -1) => new("/bin/sh", ["sh", "-c", script], ["PATH=/usr/bin:/bin"], "/", sharedMemory);

    // Looks at each number by itself: listing the directory would open one more.
    private const string ListDescriptors = "n=0; s=; while [ $n -lt 1000 ]; do [ -e /proc/$$/fd/$n ] && s=\"$s$n \"; n=$((n+1)); done; echo $s >&3";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Launch_AnyLibrary_ChildHasTheNamedDescriptorsOnly(bool hasCloseFrom)
    {
        using FileStream shared = File.OpenRead("/dev/zero");
        int descriptor = (int)shared.SafeFileHandle.DangerousGetHandle();

        string without = await Output(new LinuxProcessLauncher(hasCloseFrom), Shell(ListDescriptors));
        string with = await Output(new LinuxProcessLauncher(hasCloseFrom), Shell(ListDescriptors + "; readlink /proc/$$/fd/0 /proc/$$/fd/4 >&3", descriptor));

        Assert.Equal("0 1 2 3\n", without);
        Assert.Equal("0 1 2 3 4\n/dev/null\n/dev/zero\n", with);
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("exit 137", 137)]
    [InlineData("kill -TERM $$", -15)]
    [InlineData("kill -KILL $$", -9)]
    public async Task Reap_EndedChild_TellsCodeOrSignal(string script, int code)
    {
        (ChildHandle child, LocalChannel channel) = Platform.ProcessLauncher.Launch(Shell(script));
        using (child)
        using (channel)
        {
            await Ended(child);

            Assert.Equal(code, child.Reap()!.Value.Code);
            Assert.False(child.Signal(Signal.Kill));
        }
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("kill -TERM $$", -15)]
    public async Task Reap_SomebodyElseReaped_TellsIfTheKernelDoes(string script, int code)
    {
        (ChildHandle child, LocalChannel channel) = Platform.ProcessLauncher.Launch(Shell(script));
        using (child)
        using (channel)
        {
            int pid = child.Identity.Pid;
            await Ended(child);
            Assert.Equal(pid, waitpid(pid, out _, 0));

            ExitStatus? status = child.Reap();

            Assert.True(status is null || status.Value.Code == code, $"{status}");
            if (Environment.OSVersion.Version >= new Version(6, 15))
                Assert.NotNull(status);
        }
    }

    [System.Runtime.InteropServices.DllImport("libc")]
    private static extern int waitpid(int pid, out int status, int options);

    [Fact]
    public void Launch_NoSuchProgram_SaysWhich()
    {
        AioException error = Assert.Throws<AioException>(() => Platform.ProcessLauncher.Launch(new LaunchRequest("/no/such/program", ["x"], [], null, -1)));

        Assert.Contains("/no/such/program", error.Message);
    }

    private static Task Ended(ChildHandle child)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Platform.ProcessWatcher.Watch(child.Identity, ended.SetResult);
        return ended.Task.InTime();
    }

    private static async Task<string> Output(ProcessLauncher launcher, LaunchRequest request)
    {
        (ChildHandle child, LocalChannel channel) = launcher.Launch(request);
        using (child)
        using (channel)
        {
            StringBuilder text = new();
            byte[] buffer = new byte[256];
            while (await channel.ReceiveAsync(buffer).AsTask().InTime() is > 0 and int count)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            await Ended(child);
            _ = child.Reap();
            return text.ToString();
        }
    }
}
