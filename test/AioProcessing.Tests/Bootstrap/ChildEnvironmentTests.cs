using AioProcessing.Bootstrap;

namespace AioProcessing.Tests.Bootstrap;

public sealed class ChildEnvironmentTests
{
    private static readonly LaunchPlan s_exec = new("dotnet", [], ChildDoor.Library);
    private static readonly LaunchPlan s_hook = new("my", [], ChildDoor.Hook, HookName: "AioProcessing");

    [Fact]
    public void Make_ByExec_AddsNothing()
    {
        IReadOnlyList<string> made = ChildEnvironment.Make(s_exec, null);

        Assert.DoesNotContain(made, entry => entry.StartsWith(ChildEnvironment.Marker, StringComparison.Ordinal) || entry.StartsWith("DOTNET_STARTUP_HOOKS=", StringComparison.Ordinal));
        Assert.Contains($"PATH={Environment.GetEnvironmentVariable("PATH")}", made);
    }

    [Fact]
    public void Make_ByHook_ChainsAfterTheUsersHooks()
    {
        IReadOnlyList<string> made = ChildEnvironment.Make(s_hook, new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = "/watch.dll" });

        Assert.Contains("DOTNET_STARTUP_HOOKS=/watch.dll:AioProcessing", made);
        Assert.Contains($"{ChildEnvironment.Marker}=hooks were /watch.dll", made);
    }

    [Fact]
    public void Make_ByTheProgram_MarksTheChildAndKeepsTheHooks()
    {
        IReadOnlyList<string> made = ChildEnvironment.Make(new LaunchPlan("my", [], ChildDoor.Program), new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = "/watch.dll" });

        Assert.Contains("DOTNET_STARTUP_HOOKS=/watch.dll", made);
        Assert.Contains($"{ChildEnvironment.Marker}=hooks were /watch.dll", made);
    }

    [Fact]
    public void Make_DiagnosticPort_IsNotPassedOn()
    {
        IReadOnlyList<string> made = ChildEnvironment.Make(s_exec, new Dictionary<string, string?> { ["AIO_TEST_X"] = "1" });

        Assert.DoesNotContain(made, entry => entry.StartsWith("DOTNET_DiagnosticPorts=", StringComparison.Ordinal));
        Assert.Contains("AIO_TEST_X=1", made);
    }
}
