namespace AioProcessing.Tests.Processes;

public sealed class AioProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("aio-process-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Start_StaticFunction_ReturnsItsValue()
    {
        await using AioProcess<int> process = AioProcess.Start(Targets.Sum, new[] { 1, 2, 3 });

        Assert.Equal(6, await process.Result.InTime());
        AioExit exit = await process.JoinAsync(Token).InTime();
        Assert.Equal(new AioExit(process.Id, process.Name, 0), exit);
        Assert.True(exit.IsSuccess);
        Assert.Equal(0, process.ExitCode);
        Assert.False(process.IsAlive);
    }

    [Fact]
    public void Options_Impossible_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new AioProcessOptions { Environment = new Dictionary<string, string?> { ["A=B"] = "x" } });
        Assert.Throws<ArgumentException>(() => new AioProcessOptions { Environment = new Dictionary<string, string?> { [""] = "x" } });
        Assert.Throws<ArgumentException>(() => new AioProcessOptions { Environment = new Dictionary<string, string?> { ["A"] = "x\0y" } });
        Assert.Throws<ArgumentNullException>(() => new AioProcessOptions { StandardOutput = null! });
        Assert.Throws<ArgumentNullException>(() => new AioProcessOptions { StandardError = null! });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioProcessOptions { StartupTimeout = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AioProcessOptions { KillGracePeriod = TimeSpan.MaxValue });
    }

    [Fact]
    public async Task Start_RunsInAnotherProcess()
    {
        await using AioProcess<int> process = AioProcess.Start(() => Environment.ProcessId);

        Assert.Equal(process.Id, await process.Result.InTime());
        Assert.NotEqual(Environment.ProcessId, process.Id);
    }

    [Fact]
    public async Task Start_AsynchronousMethods_AreAwaitedOverThere()
    {
        string path = Path.Combine(_directory, "out");
        await using AioProcess writer = AioProcess.Start(Targets.Write, path, "written");
        await using AioProcess<int> adder = AioProcess.Start(Targets.SumSlowly, new[] { 4, 5 });

        await writer.Completion.InTime();
        Assert.Equal("written", await File.ReadAllTextAsync(path, Token));
        Assert.Equal(9, await adder.Result.InTime());
    }

    [Fact]
    public async Task Result_TargetThrows_IsRemoteExceptionAndExitCodeOne()
    {
        await using AioProcess<int> process = AioProcess.Start(Targets.Fail, "no luck");

        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => process.Result.InTime());

        Assert.Equal(typeof(InvalidOperationException).FullName, error.RemoteType);
        Assert.Equal("no luck", error.RemoteMessage);
        Assert.Contains(nameof(Targets.Fail), error.RemoteTrace);
        Assert.Equal(1, (await process.Exited.InTime()).ExitCode);
    }

    [Fact]
    public async Task Completion_TaskOfTargetFails_IsRemoteException()
    {
        await using AioProcess process = AioProcess.Start(Targets.FailSlowly, "later");

        AioRemoteException error = await Assert.ThrowsAsync<AioRemoteException>(() => process.Completion.InTime());

        Assert.Equal("later", error.RemoteMessage);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(300, 44)]
    [InlineData(137, 137)]
    public async Task ExitCode_TargetExits_IsTheCode(int code, int seen)
    {
        await using AioProcess process = AioProcess.Start(Targets.Exit, code);

        Assert.Equal(seen, (await process.Exited.InTime()).ExitCode);
        AioProcessExitedException error = await Assert.ThrowsAsync<AioProcessExitedException>(() => process.Completion.InTime());
        Assert.Equal((seen, null, process.Id, process.Name), (error.ExitCode, error.SignalName, error.ProcessId, error.ProcessName));
    }

    [Fact]
    public async Task Kill_SleepingTarget_EndsWithMinusNine()
    {
        await using AioProcess process = AioProcess.Start(Targets.Sleep);
        using IDisposable end = process.KillAtEnd();
        Assert.Null(process.ExitCode);
        Assert.True(process.IsAlive);

        process.Kill();

        AioExit exit = await process.Exited.InTime();
        Assert.Equal((-9, "SIGKILL"), (exit.ExitCode, exit.SignalName));
        Assert.Contains("SIGKILL", (await Assert.ThrowsAsync<AioProcessExitedException>(() => process.Completion.InTime())).Message);
        process.Kill();
        process.Terminate();
    }

    [Fact]
    public async Task Terminate_RunningTarget_EndsWithMinusFifteen()
    {
        string path = Path.Combine(_directory, "runs");
        await using AioProcess process = AioProcess.Start(Targets.SleepAfter, path);
        using IDisposable end = process.KillAtEnd();
        await Eventually.True(() => File.Exists(path), "the target runs");

        process.Terminate();

        Assert.Equal(-15, (await process.Exited.InTime()).ExitCode);
    }

    [Fact]
    public async Task Interrupt_RunningTarget_EndsWithMinusTwo()
    {
        string path = Path.Combine(_directory, "runs");
        await using AioProcess process = AioProcess.Start(Targets.SleepAfter, path);
        using IDisposable end = process.KillAtEnd();
        await Eventually.True(() => File.Exists(path), "the target runs");

        process.Interrupt();

        Assert.Equal(-2, (await process.Exited.InTime()).ExitCode);
    }

    [Fact]
    public async Task ExitCode_TargetAborts_IsMinusSix()
    {
        await using AioProcess process = AioProcess.Start(Targets.Abort);

        AioExit exit = await process.Exited.InTime();

        Assert.Equal((-6, "SIGABRT"), (exit.ExitCode, exit.SignalName));
    }

    [Fact]
    public async Task Join_TimeOut_LeavesProcessAlone()
    {
        await using AioProcess process = AioProcess.Start(Targets.Sleep);
        using IDisposable end = process.KillAtEnd();

        Assert.False(process.TryJoin());
        Assert.False(process.TryJoin(TimeSpan.FromMilliseconds(5), Token));
        Assert.False(await process.TryJoinAsync(TimeSpan.FromMilliseconds(5), Token));
        using CancellationTokenSource source = new();
        Task<AioExit> joining = process.JoinAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining);
        Assert.Throws<OperationCanceledException>(() => process.Join(source.Token));
        Assert.True(process.IsAlive);

        process.Kill();
        Assert.Equal(-9, process.Join(Token).ExitCode);
        Assert.True(process.TryJoin());
        Assert.True(process.TryJoin(TimeSpan.Zero, Token));
        Assert.True(await process.TryJoinAsync(TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task DisposeAsync_FaultedChild_WaitsAndDoesNotThrow()
    {
        AioProcess<int> process = AioProcess.Start(Targets.Fail, "not seen");

        await process.DisposeAsync();

        Assert.False(process.IsAlive);
        Assert.Equal(1, process.ExitCode);
    }

    [Fact]
    public async Task Current_InChild_KnowsItselfAndItsParent()
    {
        await using AioProcess<string> process = AioProcess.Start(Targets.Describe, new AioProcessOptions { Name = "counter" });

        Assert.Equal($"counter|True|{Environment.ProcessId}|MainProcess|True", await process.Result.InTime());
        Assert.Equal("counter", process.Name);
        Assert.Null(AioProcess.Parent);
        Assert.Equal(("MainProcess", Environment.ProcessId, true), (AioProcess.Current.Name, AioProcess.Current.Id, AioProcess.Current.IsAlive));
        Assert.Throws<InvalidOperationException>(AioProcess.Current.Kill);
    }

    [Fact]
    public async Task Name_NotGiven_CountsAlongTheTree()
    {
        await using AioProcess<string> process = AioProcess.Start(Targets.NamesBelow);

        Assert.Matches("^Process-[0-9]+$", process.Name);
        Assert.Equal($"{process.Name}:1 {process.Name}:2", await process.Result.InTime());
    }

    [Fact]
    public async Task ActiveChildren_HoldsRunningChildrenOnly()
    {
        await using AioProcess process = AioProcess.Start(Targets.Sleep);
        using IDisposable end = process.KillAtEnd();
        Assert.Contains(process, AioProcess.ActiveChildren);

        process.Kill();
        await process.Exited.InTime();

        Assert.DoesNotContain(process, AioProcess.ActiveChildren);
    }

    [Fact]
    public async Task Options_EnvironmentAndDirectory_ReachTheChild()
    {
        Environment.SetEnvironmentVariable("AIO_TEST_REMOVED", "still here");
        AioProcessOptions options = new()
        {
            Environment = new Dictionary<string, string?> { ["AIO_TEST_ADDED"] = "ä€", ["AIO_TEST_REMOVED"] = null },
            WorkingDirectory = _directory,
        };

        Assert.Equal("ä€", await AioProcess.RunAsync(Targets.Variable, "AIO_TEST_ADDED", Token, options).InTime());
        Assert.Equal("(none)", await AioProcess.RunAsync(Targets.Variable, "AIO_TEST_REMOVED", Token, options).InTime());
        Assert.Equal("still here", await AioProcess.RunAsync(Targets.Variable, "AIO_TEST_REMOVED", Token).InTime());
        Assert.Equal(_directory, await AioProcess.RunAsync(Targets.WorkingDirectory, Token, options).InTime());
    }

    [Fact]
    public void Start_WorkingDirectoryDoesNotExist_SaysSo()
    {
        AioProcessOptions options = new() { WorkingDirectory = "/no/such/place" };

        AioException error = Assert.Throws<AioException>(() => AioProcess.Start(Targets.Nothing, options));

        Assert.Contains("/no/such/place", error.Message);
    }

    [Fact]
    public async Task Start_StandardInput_IsEmpty() => Assert.Equal(-1, await AioProcess.RunAsync(Targets.ReadStandardInput, Token).InTime());

    [Fact]
    public async Task ProgramFacts_InChild_AreThoseOfTheProgram() =>
        Assert.Equal(Targets.ProgramFacts(), await AioProcess.RunAsync(Targets.ProgramFacts, Token).InTime());

    [Fact]
    public async Task Start_TargetHasExitHandlerOrForegroundThread_BothRun()
    {
        string handler = Path.Combine(_directory, "handler"), thread = Path.Combine(_directory, "thread");

        await AioProcess.RunAsync(Targets.HandlerOnExit, handler, Token).InTime();
        await AioProcess.RunAsync(Targets.UnfinishedForegroundThread, thread, Token).InTime();

        Assert.Equal("handler ran", await File.ReadAllTextAsync(handler, Token));
        Assert.Equal("thread ran", await File.ReadAllTextAsync(thread, Token));
    }

    [Fact]
    public void Start_ValueTaskTarget_IsRefused() => Assert.Throws<ArgumentException>(() => AioProcess.Start(() => new ValueTask<int>(1)));

    [Fact]
    public async Task Start_LargeArgumentAndResult_CrossWhole()
    {
        string text = new('x', 3_000_000);

        Assert.Equal(text, await AioProcess.RunAsync(Targets.Echo, text, Token).InTime());
    }
}
