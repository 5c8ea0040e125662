namespace AioProcessing.Tests.Processes;

public sealed class LifelineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("aio-lifeline-").FullName;

    private string Marker => Path.Combine(_directory, "runs");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Parent_IsKilled_ChildrenAndGrandchildrenDie()
    {
        await using AioProcess parent = AioProcess.Start(Targets.SleepWithChild, Marker);
        using IDisposable end = parent.KillAtEnd();
        int grandchild = await PidIn(Marker + ".grandchild");
        Assert.Equal(grandchild, await PidIn(Marker));
        Assert.True(IsRunning(grandchild));

        parent.Kill();

        await Eventually.True(() => !IsRunning(grandchild), $"grandchild {grandchild} is gone");
    }

    [Fact]
    public async Task Parent_IsKilledWhileChildStarts_ChildDies()
    {
        // The intermediate process is killed as soon as it says which child it has just launched, long before a runtime is up in that child.
        await using AioProcess parent = AioProcess.Start(StartAndReport, Marker);
        using IDisposable end = parent.KillAtEnd();
        int grandchild = await PidIn(Marker);

        parent.Kill();

        await Eventually.True(() => !IsRunning(grandchild), $"grandchild {grandchild} is gone");
    }

    [Fact]
    public async Task StartingThread_Ends_ChildLives()
    {
        AioProcess? child = null;
        Thread thread = new(() => child = AioProcess.Start(Targets.SleepAfter, Marker));
        thread.Start();
        thread.Join();
        await using AioProcess process = child!;
        using IDisposable end = process.KillAtEnd();

        await PidIn(Marker);

        // A child bound to the thread by the system would be dead by now: the signal comes as the thread ends, and the target ran after that.
        Assert.True(process.IsAlive);
        Assert.True(IsRunning(process.Id));
        process.Kill();
    }

    [Fact]
    public async Task Child_InheritsFourDescriptorsOnly_AndPassesNoneOn()
    {
        // One that would pass through any ordinary start: not close-on-exec.
        using FileStream leaky = new(Path.Combine(_directory, "leaky"), FileMode.Create);
        _ = fcntl((int)leaky.SafeFileHandle.DangerousGetHandle(), 2, 0);

        string descriptors = await AioProcess.RunAsync(Targets.InheritedDescriptors, TestContext.Current.CancellationToken).InTime();

        // 3 is the directory that ls itself reads.
        Assert.Equal("0,1,2,3", descriptors);
    }

    [System.Runtime.InteropServices.DllImport("libc")]
    private static extern int fcntl(int descriptor, int command, int argument);

    [Fact]
    public async Task Start_TwoHundredTimesFromManyThreads_LeavesNothingOpen()
    {
        await AioProcess.RunAsync(Targets.Nothing, TestContext.Current.CancellationToken).InTime();
        int before = OwnDescriptors();

        Task[] lanes = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 25; i++)
                await using (AioProcess process = AioProcess.Start(Targets.Sleep))
                    process.Kill();
        }))];
        await Task.WhenAll(lanes).InTime();

        // Other tests run meanwhile and hold a few; two hundred starts that leaked would hold hundreds.
        await Eventually.True(() => OwnDescriptors() < before + 60, "descriptors are closed again");
        Assert.Empty(Directory.GetDirectories("/proc/self/task").SelectMany(Zombies));
    }

    [Fact]
    public async Task Signals_OfThisProcess_StayAsTheyWere()
    {
        string before = SignalSettings();

        await AioProcess.RunAsync(Targets.Nothing, TestContext.Current.CancellationToken).InTime();

        Assert.Equal(before, SignalSettings());
    }

    private static void StartAndReport(string path)
    {
        AioProcess child = AioProcess.Start(Targets.Sleep);
        File.WriteAllText(path, child.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Thread.Sleep(Timeout.Infinite);
    }

    private static int OwnDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static IEnumerable<string> Zombies(string task) => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Where(pid => AioProcess.ActiveChildren.All(child => child.Id != int.Parse(pid, null)) && StateOf(int.Parse(pid, null)) == 'Z');

    private static string SignalSettings() => string.Join('\n', File.ReadLines("/proc/self/status").Where(line => line.StartsWith("SigCgt", StringComparison.Ordinal) || line.StartsWith("SigIgn", StringComparison.Ordinal)));

    private static async Task<int> PidIn(string path)
    {
        await Eventually.True(() => File.Exists(path) && new FileInfo(path).Length > 0, $"{path} is written");
        return int.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), null);
    }

    private static bool IsRunning(int pid) => StateOf(pid) is not ('Z' or 'X');

    /// <summary>X when there is no such process.</summary>
    private static char StateOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 'X';
        }
    }
}
