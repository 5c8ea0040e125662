using System.Diagnostics;
using AioProcessing.Os;

namespace AioProcessing.Tests.Os;

public sealed class ProcessWatcherTests
{
    [Fact]
    public void Identify_ThisProcess_IsStable()
    {
        ProcessIdentity first = Platform.ProcessWatcher.Identify(Environment.ProcessId);

        Assert.NotEqual(0, first.StartTime);
        Assert.Equal(first, Platform.ProcessWatcher.Identify(Environment.ProcessId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Identify_NoSuchProcess_HasNoStartTime(int pid) =>
        Assert.Equal(new ProcessIdentity(pid, 0), Platform.ProcessWatcher.Identify(pid));

    [Fact]
    public void ParentOf_AChildAndNobody_IsThisProcessAndNone()
    {
        using Process process = Process.Start("sleep", "600");
        try
        {
            Assert.Equal(Environment.ProcessId, Platform.ProcessWatcher.ParentOf(process.Id));
        }
        finally
        {
            process.Kill();
        }

        Assert.Equal(0, Platform.ProcessWatcher.ParentOf(int.MaxValue));
    }

    [Fact]
    public async Task Watch_ProcessIsKilled_TellsOnce()
    {
        using Process process = Process.Start("sleep", "600");
        int told = 0;
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable watch = Platform.ProcessWatcher.Watch(Platform.ProcessWatcher.Identify(process.Id), () =>
        {
            Interlocked.Increment(ref told);
            ended.TrySetResult();
        });
        Assert.False(ended.Task.IsCompleted);

        process.Kill();

        await ended.Task.InTime();
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Watch_ProcessIsStopped_DoesNotTell()
    {
        using Process process = Process.Start("sleep", "600");
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable watch = Platform.ProcessWatcher.Watch(Platform.ProcessWatcher.Identify(process.Id), ended.SetResult);

        await Run("kill", $"-STOP {process.Id}");
        await Eventually.True(() => StateOf(process.Id) == 'T', "the process is stopped");

        Assert.False(ended.Task.IsCompleted);
        Assert.NotEqual(0, Platform.ProcessWatcher.Identify(process.Id).StartTime);
        process.Kill();
        await ended.Task.InTime();
    }

    [Fact]
    public void Watch_OtherIncarnation_TellsAtOnceOnThisThread()
    {
        ProcessIdentity self = Platform.ProcessWatcher.Identify(Environment.ProcessId);
        int tellingThread = 0;

        using IDisposable watch = Platform.ProcessWatcher.Watch(self with { StartTime = self.StartTime - 1 },
            () => tellingThread = Environment.CurrentManagedThreadId);

        Assert.Equal(Environment.CurrentManagedThreadId, tellingThread);
    }

    [Fact]
    public void Watch_NoSuchProcess_TellsAtOnce()
    {
        bool told = false;

        using IDisposable watch = Platform.ProcessWatcher.Watch(new ProcessIdentity(int.MaxValue, 7), () => told = true);

        Assert.True(told);
    }

    [Fact]
    public async Task Watch_IsDisposed_TellsOnlyTheOthers()
    {
        using Process process = Process.Start("sleep", "600");
        ProcessIdentity identity = Platform.ProcessWatcher.Identify(process.Id);
        bool toldDisposed = false;
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IDisposable disposed = Platform.ProcessWatcher.Watch(identity, () => toldDisposed = true);
        using IDisposable kept = Platform.ProcessWatcher.Watch(identity, ended.SetResult);

        disposed.Dispose();
        disposed.Dispose();
        process.Kill();

        await ended.Task.InTime();
        Assert.False(toldDisposed);
    }

    private static char StateOf(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }

    private static async Task Run(string program, string arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
