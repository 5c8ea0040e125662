using AioProcessing.Bootstrap;

namespace AioProcessing.Tests.Bootstrap;

public sealed class LaunchPlanTests
{
    private static readonly LaunchFacts s_apphost = new()
    {
        IsUnclaimedChild = false,
        IsNative = false,
        HooksAreOn = true,
        RunsUnderMuxer = false,
        LibraryIsTrusted = true,
        ProcessPath = "/app/my",
        Muxer = "/dotnet/dotnet",
        DepsFile = "/app/my.deps.json",
        RuntimeConfig = "/app/my.runtimeconfig.json",
        EntryName = "my",
        EntryPath = "/app/my.dll",
        LibraryPath = "/app/AioProcessing.dll",
        LibraryName = "AioProcessing",
    };

    [Fact]
    public void Make_LibraryBesideTheProgram_RunsTheLibrary()
    {
        LaunchPlan plan = LaunchPlan.Make(s_apphost);

        Assert.Equal("/dotnet/dotnet", plan.Program);
        Assert.Equal("dotnet exec --depsfile /app/my.deps.json --runtimeconfig /app/my.runtimeconfig.json /app/AioProcessing.dll", string.Join(' ', plan.Arguments));
        Assert.Equal((ChildDoor.Library, "my", "/app/my.dll"), (plan.Door, plan.EntryAssembly, plan.EntryPath));
    }

    [Fact]
    public void Make_SingleFile_RunsTheProgramWithHookByName()
    {
        LaunchPlan plan = LaunchPlan.Make(s_apphost with { LibraryPath = "", LibraryIsTrusted = false, EntryPath = "", DepsFile = "", RuntimeConfig = "", Muxer = "" });

        Assert.Equal(("/app/my", ChildDoor.Hook, "AioProcessing", ""), (plan.Program, plan.Door, plan.HookName, plan.EntryAssembly));
    }

    [Fact]
    public void Make_SelfContained_RunsTheProgramWithHook() => Assert.Equal(ChildDoor.Hook, LaunchPlan.Make(s_apphost with { Muxer = "" }).Door);

    [Fact]
    public void Make_LibraryLoadedFromElsewhere_NamesItByPath()
    {
        LaunchPlan plan = LaunchPlan.Make(s_apphost with { LibraryPath = "/plugins/AioProcessing.dll", LibraryIsTrusted = false });

        Assert.Equal((ChildDoor.Hook, "/plugins/AioProcessing.dll"), (plan.Door, plan.HookName));
    }

    [Fact]
    public void Make_UnderMuxerWithLibraryElsewhere_RepeatsTheProgram()
    {
        LaunchPlan plan = LaunchPlan.Make(s_apphost with { RunsUnderMuxer = true, ProcessPath = "/dotnet/dotnet", LibraryPath = "/store/AioProcessing.dll" });

        Assert.Equal("dotnet exec --depsfile /app/my.deps.json --runtimeconfig /app/my.runtimeconfig.json /app/my.dll", string.Join(' ', plan.Arguments));
        Assert.Equal(("/dotnet/dotnet", ChildDoor.Hook, "AioProcessing"), (plan.Program, plan.Door, plan.HookName));
    }

    [Fact]
    public void Make_HooksOffButLibraryBeside_NeedsNoHook() => Assert.Equal(ChildDoor.Library, LaunchPlan.Make(s_apphost with { HooksAreOn = false }).Door);

    [Fact]
    public void Make_HooksOffAndNeeded_NamesTheRemedy()
    {
        PlatformNotSupportedException error = Assert.Throws<PlatformNotSupportedException>(() => LaunchPlan.Make(s_apphost with { HooksAreOn = false, Muxer = "" }));

        Assert.Contains("<StartupHookSupport>true</StartupHookSupport>", error.Message);
        Assert.Contains("FreezeSupport()", error.Message);
    }

    [Fact]
    public void Make_HooksOffAndMainAdmitsChildren_RunsTheProgramWithoutHook()
    {
        LaunchPlan plan = LaunchPlan.Make(s_apphost with { HooksAreOn = false, Muxer = "", MainAdmitsChildren = true });

        Assert.Equal(("/app/my", ChildDoor.Program, ""), (plan.Program, plan.Door, plan.HookName));
    }

    [Fact]
    public void Make_Native_RunsTheImageOfTheProgram()
    {
        LaunchPlan plan = LaunchPlan.Make(s_apphost with { IsNative = true, HooksAreOn = false, ProgramImage = "/image" });

        Assert.Equal(("/image", "/app/my", ChildDoor.Program), (plan.Program, plan.Arguments.Single(), plan.Door));
    }

    [Fact]
    public void Make_ChildNotTakenOver_IsRefused() => Assert.Throws<InvalidOperationException>(() => LaunchPlan.Make(s_apphost with { IsUnclaimedChild = true }));

    [Fact]
    public void Current_InThisTestProgram_RunsTheLibrary() => Assert.Equal(ChildDoor.Library, LaunchPlan.Current.Door);
}
