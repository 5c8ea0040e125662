using System.Diagnostics;
using AioProcessing.Tests.Support;

namespace AioProcessing.Tests.Processes;

/// <summary>In a child of its own, because all tests of this process share its standby children.</summary>
public sealed class StandbyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_StandbyIsReady_RunsInThatProcess() => Assert.Equal("", await AioProcess.RunAsync(Standby.TakeTwo, Token).InTime());

    [Fact]
    public async Task Start_OptionsOfTheLaunch_LeaveTheStandbyAlone() => Assert.Equal("", await AioProcess.RunAsync(Standby.StartWithEnvironment, Token).InTime());

    [Fact]
    public async Task Start_EnvironmentChangedSince_DoesNotTakeTheStaleStandby() => Assert.Equal("", await AioProcess.RunAsync(Standby.ChangeEnvironment, Token).InTime());

    [Fact]
    public async Task Start_SharedObjectsAndCancellation_WorkInAStandby() => Assert.Equal("", await AioProcess.RunAsync(Standby.UseObjects, Token).InTime());

    [Fact]
    public async Task Keep_OneIsTaken_ItIsReplaced() => Assert.Equal("", await AioProcess.RunAsync(Standby.KeepTwo, Token).InTime());

    [Fact]
    public async Task Standby_IsKilled_NextStartIsCold() => Assert.Equal("", await AioProcess.RunAsync(Standby.KillOne, Token).InTime());

    [Fact]
    public async Task Start_StandbyIsStopped_StartupTimeoutEndsIt() => Assert.Equal("", await AioProcess.RunAsync(Standby.FreezeOne, Token).InTime());

    [Fact]
    public async Task Stop_EndsThemAll_AndLeavesNoZombie() => Assert.Equal("", await AioProcess.RunAsync(Standby.StopAll, Token).InTime());

    [Fact]
    public async Task Parent_IsKilled_StandbysDie()
    {
        using AioEvent ready = new();
        AioQueue<int> pids = new(10);
        await using AioProcess parent = AioProcess.Start(Standby.WarmAndSleep, pids, ready);
        using IDisposable end = parent.KillAtEnd();
        int first = await pids.GetAsync(Token).AsTask().InTime(), second = await pids.GetAsync(Token).AsTask().InTime();

        parent.Kill();

        await Eventually.True(() => !Standby.IsRunning(first) && !Standby.IsRunning(second), "the standbys are gone");
    }

    [Fact]
    public void Warm_NegativeCount_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => { _ = AioStandby.Warm(-1); });
}

/// <summary>What the children of <see cref="StandbyTests"/> do: they answer with what is wrong, or nothing.</summary>
internal static class Standby
{
    public static async Task<string> TakeTwo()
    {
        await AioStandby.Warm(2);
        List<int> waiting = [.. AioStandby.Pool.Ids];
        if (AioStandby.Count != 2)
            return $"{AioStandby.Count} wait";
        int captured = 40;
        await using AioProcess<(int Id, string Name, int Sum)> first = AioProcess.Start(() => (Environment.ProcessId, AioProcess.Current.Name, captured + 2), new AioProcessOptions { Name = "picked" });
        await using AioProcess<int> second = AioProcess.Start(Targets.Sum, new[] { 1, 2 });
        await using AioProcess<int> third = AioProcess.Start(() => Environment.ProcessId);
        (int id, string name, int sum) = await first.Result;
        if (!waiting.Contains(id) || !waiting.Contains(second.Id) || waiting.Contains(await third.Result))
            return $"{id}, {second.Id} and {third.Id} ran, {string.Join(',', waiting)} waited";
        if (name != "picked" || sum != 42 || await second.Result != 3)
            return $"{name} gave {sum}";
        AioExit exit = await second.Exited;
        return exit.ExitCode == 0 && AioStandby.Count == 0 ? "" : $"{exit}, {AioStandby.Count} left";
    }

    public static async Task<string> StartWithEnvironment()
    {
        await AioStandby.Warm(1);
        AioProcessOptions options = new() { Environment = new Dictionary<string, string?> { ["AIO_TEST_ADDED"] = "x" } };
        string value = await AioProcess.RunAsync(Targets.Variable, "AIO_TEST_ADDED", options: options);
        return value == "x" && AioStandby.Count == 1 ? "" : $"{value}, {AioStandby.Count} left";
    }

    public static async Task<string> ChangeEnvironment()
    {
        await AioStandby.Warm(1);
        Environment.SetEnvironmentVariable("AIO_TEST_LATER", "seen");
        string value = await AioProcess.RunAsync(Targets.Variable, "AIO_TEST_LATER");
        return value == "seen" && AioStandby.Count == 0 ? "" : $"{value}, {AioStandby.Count} left";
    }

    public static async Task<string> UseObjects()
    {
        await AioStandby.Warm(1);
        int waiting = AioStandby.Pool.Ids[0];
        using AioEvent begun = new();
        using CancellationTokenSource source = new();
        await using AioProcess<int> process = AioProcess.Start(SetAndWait, begun, source.Token);
        await begun.WaitAsync();
        await source.CancelAsync();
        int result = await process.Result;
        return result == 42 && process.Id == waiting ? "" : $"{result} from {process.Id} instead of {waiting}";
    }

    public static async Task<string> KeepTwo()
    {
        using IDisposable kept = AioStandby.Keep(2);
        await Count(2);
        await AioProcess.RunAsync(Targets.Nothing);
        await Count(2);
        AioStandby.Stop();
        await Count(0);
        await AioProcess.RunAsync(Targets.Nothing);
        await Count(2);
        kept.Dispose();
        await Count(0);
        return "";
    }

    public static async Task<string> KillOne()
    {
        await AioStandby.Warm(1);
        int pid = AioStandby.Pool.Ids[0];
        using (Process process = Process.GetProcessById(pid))
            process.Kill();
        await Count(0);
        int other = await AioProcess.RunAsync(() => Environment.ProcessId);
        return other != pid ? "" : "the dead one ran";
    }

    public static async Task<string> FreezeOne()
    {
        await AioStandby.Warm(1);
        Signals.Send(AioStandby.Pool.Ids[0], Signals.Stop);
        await using AioProcess process = AioProcess.Start(Targets.Nothing, new AioProcessOptions { StartupTimeout = TimeSpan.FromMilliseconds(100) });
        AioExit exit = await process.Exited;
        return exit.ExitCode == -9 ? "" : $"{exit}";
    }

    public static async Task<string> StopAll()
    {
        await AioStandby.Warm(2);
        IReadOnlyList<int> ids = AioStandby.Pool.Ids;
        AioStandby.Stop();
        while (ids.Any(id => Directory.Exists($"/proc/{id}")))
            await Task.Delay(2);
        return AioStandby.Count == 0 ? "" : $"{AioStandby.Count} left";
    }

    public static async Task WarmAndSleep(AioQueue<int> pids, AioEvent never)
    {
        await AioStandby.Warm(2);
        foreach (int id in AioStandby.Pool.Ids)
            await pids.PutAsync(id);
        await never.WaitAsync();
    }

    public static bool IsRunning(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int SetAndWait(AioEvent begun, CancellationToken token)
    {
        begun.Set();
        token.WaitHandle.WaitOne();
        return 42;
    }

    private static async Task Count(int count)
    {
        while (AioStandby.Count != count)
            await Task.Delay(2);
    }
}
