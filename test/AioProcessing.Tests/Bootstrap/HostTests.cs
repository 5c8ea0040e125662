using System.Diagnostics;
using System.Reflection;

namespace AioProcessing.Tests.Bootstrap;

/// <summary>Children of every kind of program, which changes nothing in its Main. The programs are in test/Hosts and built with this project.</summary>
public sealed class HostTests : IDisposable
{
    private const string Answers = "main\nchild answers 42 in ConsoleHost\nunder dotnet, hooks: none\nexit code 0\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("aio-host-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task ConsoleHost_ByItsOwnExecutable_RunsChildren() => Assert.Equal(Answers, await Run(In("ConsoleHost"), []));

    [Fact]
    public async Task ConsoleHost_ByDotnet_RunsChildren() => Assert.Equal(Answers, await Run("dotnet", [In("ConsoleHost.dll")]));

    [Fact]
    public async Task ConsoleHost_ByDotnetRun_RunsChildren()
    {
        string project = Path.Combine(Metadata("HostsProjects"), "ConsoleHost", "ConsoleHost.csproj");

        Assert.Equal(Answers, await Run("dotnet", ["run", "--no-build", "--configuration", Metadata("HostsConfiguration"), "--project", project]));
    }

    /// <summary>Without the list of its assemblies a program can only be run again as a whole: children enter by the start-up hook, and the hook variable is theirs again.</summary>
    [Fact]
    public async Task ConsoleHost_WithoutDepsFile_RunsChildrenByHook()
    {
        string source = Path.GetDirectoryName(In("ConsoleHost"))!;
        foreach (string file in Directory.GetFiles(source).Where(file => !file.EndsWith(".deps.json", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));

        string byExecutable = await Run(Path.Combine(_directory, "ConsoleHost"), []);
        string byDotnet = await Run("dotnet", [Path.Combine(_directory, "ConsoleHost.dll")]);

        Assert.Equal(Answers.Replace("under dotnet", "under ConsoleHost", StringComparison.Ordinal), byExecutable);
        Assert.Equal(Answers, byDotnet);
    }

    [Fact]
    public async Task WebHost_RunsChildren() => Assert.Equal("main\nchild answers 42 in WebHost\n", await Run(In("WebHost"), []));

    [Fact]
    public async Task VsTestHost_ByDotnetVsTest_RunsChildren()
    {
        string output = await Run("dotnet", ["vstest", In("VsTestHost.dll")]);

        Assert.Matches(@"Passed:\s+1|Passed!", output);
    }

    [Fact]
    public async Task Library_RunByHand_SaysWhatItIs()
    {
        using Process process = Start("dotnet", ["exec", "--runtimeconfig", In("ConsoleHost.runtimeconfig.json"), Path.Combine(Path.GetDirectoryName(In("ConsoleHost"))!, "AioProcessing.dll")]);

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

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task<string> Run(string program, string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).InTime();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).InTime();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}\n{output}\n{await errors}");
        return output;
    }
}
