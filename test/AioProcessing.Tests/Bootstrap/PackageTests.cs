using AioProcessing.Bootstrap;

namespace AioProcessing.Tests.Bootstrap;

/// <summary>
/// Children of programs that use the package, published in every way. Each is built from nothing, which takes its time: they run by <c>dotnet run build.cs -- hosts</c> only.
/// </summary>
public sealed class PackageTests(Package package) : IClassFixture<Package>
{
    private const string SelfContained = "<SelfContained>true</SelfContained>";

    [Fact(Explicit = true)]
    public async Task Console_ByDotnetRun_RunsChildren()
    {
        string project = package.MakeProject("App", "");

        await HostProgram.AssertRuns("the package, `dotnet run`", "App", ChildDoor.Library, "dotnet", "dotnet", "run", "--project", project);
    }

    [Fact(Explicit = true)]
    public async Task Analyzer_InTheUsersBuild_WarnsOfWhatCannotCross()
    {
        string project = package.MakeProject("App", "");
        string program = Path.Combine(Path.GetDirectoryName(project)!, "Program.cs");
        await File.WriteAllTextAsync(program, (await File.ReadAllTextAsync(program, TestContext.Current.CancellationToken)).Replace("#pragma", "// #pragma", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        HostOutput output = await HostProgram.TryRun(["dotnet", "build", project], []);

        Assert.Contains("error AIO1001: 'stream' cannot cross to another process", output.Text);
        Assert.NotEqual(0, output.ExitCode);
    }

    [Fact(Explicit = true)]
    public async Task FileBasedApp_RunsChildren()
    {
        string file = package.MakeFile("app.cs");

        await HostProgram.AssertRuns("file-based app, `dotnet run app.cs`", "app", ChildDoor.Library, "dotnet", "dotnet", "run", file);
    }

    [Fact(Explicit = true)]
    public async Task SingleFile_RunsChildren() =>
        await AssertPublished("single-file", "<PublishSingleFile>true</PublishSingleFile><SelfContained>false</SelfContained>");

    [Fact(Explicit = true)]
    public async Task SelfContained_RunsChildren() => await AssertPublished("self-contained", SelfContained);

    [Fact(Explicit = true)]
    public async Task SelfContainedSingleFile_RunsChildren() => await AssertPublished("single-file, self-contained", $"<PublishSingleFile>true</PublishSingleFile>{SelfContained}");

    [Fact(Explicit = true)]
    public async Task Trimmed_RunsChildren() => await AssertPublished("trimmed", "<PublishTrimmed>true</PublishTrimmed>");

    [Fact(Explicit = true)]
    public async Task TrimmedSingleFile_RunsChildren() => await AssertPublished("trimmed, single-file", "<PublishTrimmed>true</PublishTrimmed><PublishSingleFile>true</PublishSingleFile>");

    [Fact(Explicit = true)]
    public async Task NativeAot_RunsChildren() => await AssertPublished("NativeAOT", Package.NativeAot, ChildDoor.Program);

    /// <summary>What the compiler was not told to keep would be lost without a word; so it is refused.</summary>
    [Fact(Explicit = true)]
    public async Task NativeAot_AssemblyNotKept_IsRefusedWithTheRemedy()
    {
        string program = await package.Publish("Bare", $"{Package.NativeAot}<AioKeepAssemblies>false</AioKeepAssemblies>");

        HostOutput output = await HostProgram.TryRun([program], []);

        Assert.NotEqual(0, output.ExitCode);
        Assert.Contains("<TrimmerRootAssembly Include=\"Bare\" />", output.Errors);
        Assert.Equal("main\n", output.Text);
    }

    /// <summary>A program that nobody can enter: the parent says so before it starts anything, unless Main lets children in by itself.</summary>
    [Fact(Explicit = true)]
    public async Task HooksSwitchedOff_OnlyFreezeSupportHelps()
    {
        string program = await package.Publish("Closed", $"<StartupHookSupport>false</StartupHookSupport>{SelfContained}");

        HostOutput without = await HostProgram.TryRun([program], []);
        HostOutput with = await HostProgram.TryRun([program], new() { ["HOST_FREEZES"] = "1" });

        Assert.NotEqual(0, without.ExitCode);
        Assert.Contains("FreezeSupport()", without.Errors);
        Assert.Equal("main\n", without.Text);
        Assert.Equal(0, with.ExitCode);
        Assert.StartsWith("main\nlambda: 42\n", with.Text);
        Assert.Contains("under Closed", with.Errors);
        HostTable.Add("hooks switched off, with `AioProcess.FreezeSupport()`", ChildDoor.Program);
    }

    private async Task AssertPublished(string host, string properties, ChildDoor door = ChildDoor.Hook) =>
        await HostProgram.AssertRuns(host, "App", door, "App", await package.Publish("App", properties));
}
