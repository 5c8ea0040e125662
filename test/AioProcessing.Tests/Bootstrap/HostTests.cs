using System.Diagnostics;
using System.Reflection;
using AioProcessing.Bootstrap;

namespace AioProcessing.Tests.Bootstrap;

/// <summary>Children of every kind of program that can be run from its build, and that changes nothing in its Main. The programs are in test/Hosts and built with this project.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("aio-host-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ConsoleHost_ByItsOwnExecutable_RunsChildren() => await HostProgram.AssertRuns("executable", "ConsoleHost", ChildDoor.Library, "dotnet", In("ConsoleHost"));

    [Fact]
    public async Task ConsoleHost_ByDotnet_RunsChildren() => await HostProgram.AssertRuns("`dotnet app.dll`", "ConsoleHost", ChildDoor.Library, "dotnet", "dotnet", In("ConsoleHost.dll"));

    [Fact]
    public async Task ConsoleHost_ByDotnetRun_RunsChildren()
    {
        string project = Path.Combine(Metadata("HostsProjects"), "ConsoleHost", "ConsoleHost.csproj");

        await HostProgram.AssertRuns(
            "`dotnet run`", "ConsoleHost", ChildDoor.Library, "dotnet", "dotnet", "run", "--no-build", "--configuration", Metadata("HostsConfiguration"), "--project", project);
    }

    /// <summary>Without the list of its assemblies a program can only be run again as a whole: children enter by the start-up hook, and the hook variable is theirs again.</summary>
    [Fact]
    public async Task ConsoleHost_WithoutDepsFile_RunsChildrenByHook()
    {
        string source = Path.GetDirectoryName(In("ConsoleHost"))!;
        foreach (string file in Directory.GetFiles(source).Where(file => !file.EndsWith(".deps.json", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));

        await HostProgram.AssertRuns("executable without deps.json", "ConsoleHost", ChildDoor.Hook, "ConsoleHost", Path.Combine(_directory, "ConsoleHost"));
        await HostProgram.AssertRuns("`dotnet app.dll` without deps.json", "ConsoleHost", ChildDoor.Hook, "dotnet", "dotnet", Path.Combine(_directory, "ConsoleHost.dll"));
    }

    [Fact]
    public async Task WebHost_RunsChildren()
    {
        HostOutput output = await HostProgram.Run(In("WebHost"));

        Assert.Equal("main\nchild answers 42 in WebHost\n", output.Text);
        HostTable.Add("ASP.NET Core", ChildDoor.Library);
    }

    [Fact]
    public async Task VsTestHost_ByDotnetVsTest_RunsChildren()
    {
        HostOutput output = await HostProgram.Run("dotnet", "vstest", In("VsTestHost.dll"));

        Assert.Matches(@"Passed:\s+1|Passed!", output.Text);
        HostTable.Add("xunit v2 under VSTest", ChildDoor.Library);
    }

    [Fact]
    public async Task XunitV3_InThisVeryProgram_RunsChildren()
    {
        string entry = await AioProcess.RunAsync(() => Assembly.GetEntryAssembly()!.GetName().Name!, TestContext.Current.CancellationToken).InTime();

        Assert.Equal(Assembly.GetEntryAssembly()!.GetName().Name, entry);
        HostTable.Add("xunit v3", ChildDoor.Library);
    }

    [Fact]
    public async Task Library_RunByHand_SaysWhatItIs()
    {
        using Process process = HostProgram.Start("dotnet", "exec", "--runtimeconfig", In("ConsoleHost.runtimeconfig.json"), Path.Combine(Path.GetDirectoryName(In("ConsoleHost"))!, "AioProcessing.dll"));

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).InTime();

        Assert.Equal(64, process.ExitCode);
        Assert.Contains("AioProcessing is a library", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A file in the output of the project that it is named after.</summary>
    private static string In(string file)
    {
        string project = file.Split('.')[0];
        return Path.Combine(Metadata("HostsDirectory"), project, Metadata("HostsConfiguration").ToLowerInvariant(), file);
    }

    private static string Metadata(string key) =>
        typeof(HostTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
