using AioProcessing.Tests.Tidy;

namespace AioProcessing.Tests.Bootstrap;

/// <summary>The package as users get it: packed from the sources, under a version of its own, and restored by programs outside the repository.</summary>
public sealed class Package : IAsyncLifetime
{
    public const string NativeAot = "<PublishAot>true</PublishAot>";

    private readonly string _folder = Directory.CreateTempSubdirectory("aio-package-").FullName;

    private readonly string _version = $"0.0.1-hosts.{Environment.ProcessId}";

    private int _projects;

    public async ValueTask InitializeAsync()
    {
        await HostProgram.Run(
            "dotnet", "pack", Repository.Full("src/AioProcessing/AioProcessing.csproj"), "--configuration", "Release", "--output", Path.Combine(_folder, "feed"), $"-p:Version={_version}");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "nuget.config"), $"""<configuration><packageSources><add key="packed" value="{_folder}/feed" /></packageSources></configuration>""");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string restored = Path.Combine(packages, "aioprocessing", _version);
        if (Directory.Exists(restored))
            Directory.Delete(restored, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A project with the program of test/Hosts/ConsoleHost; its path.</summary>
    public string MakeProject(string name, string properties)
    {
        string folder = MakeFolder();
        File.Copy(Source, Path.Combine(folder, "Program.cs"));
        string path = Path.Combine(folder, $"{name}.csproj");
        File.WriteAllText(path, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AioProcessing" Version="{_version}" />
              </ItemGroup>
            </Project>
            """);
        return path;
    }

    /// <summary>The same program as a file-based one; its path.</summary>
    public string MakeFile(string name)
    {
        string path = Path.Combine(MakeFolder(), name);
        File.WriteAllText(path, $"#:package AioProcessing@{_version}\n{File.ReadAllText(Source)}");
        return path;
    }

    /// <summary>Publishes a project for this machine; the path of its executable.</summary>
    public async Task<string> Publish(string name, string properties)
    {
        string project = MakeProject(name, properties);
        string output = Path.Combine(Path.GetDirectoryName(project)!, "out");
        // Where clang is missing, gcc links native code as well.
        await HostProgram.Run("dotnet", "publish", project, "--use-current-runtime", "--output", output, $"-p:CppCompilerAndLinker={(IsInstalled("clang") ? "clang" : "gcc")}");
        return Path.Combine(output, name);
    }

    private static string Source => Repository.Full("test/Hosts/ConsoleHost/Program.cs");

    private string MakeFolder() => Directory.CreateDirectory(Path.Combine(_folder, $"{Interlocked.Increment(ref _projects)}")).FullName;

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
