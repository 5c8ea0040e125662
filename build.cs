#!/usr/bin/env -S dotnet run
// The one command: dotnet run build.cs -- <verb>. Without a verb it prints the menu.
//
// A verb is a list of steps, each a command line; the first that fails ends the run with its exit code. A red job in CI is reproduced by
// pasting its line.
#:property PublishAot=false
#:property EnforceCodeStyleInBuild=false
#:property GenerateDocumentationFile=false

using System.Diagnostics;

const int WrongUse = 2;
const string Solution = "AioProcessing.slnx";
const string UnitTests = "test/AioProcessing.Tests/AioProcessing.Tests.csproj";

string root = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? Environment.CurrentDirectory;

Verb[] verbs =
[
    new("check", "build with warnings as errors, then format and tidy tests", "check", _ =>
    [
        ["dotnet", "build", Solution],
        ["dotnet", "format", "whitespace", ".", "--folder", "--exclude", "artifacts", "--verify-no-changes"],
        ["dotnet", "test", "--project", UnitTests, "--no-build", "--filter-namespace", "AioProcessing.Tests.Tidy"],
    ]),
    new("test", "every test", "test", rest => [["dotnet", "test", .. rest]]),
    new("explore", "enumerate the interleavings of the state machines, with a death at every step", "explore -class '*LockMachine*'", rest =>
        [Run("test/AioProcessing.Interleavings", "Release", rest)]),
    new("bench", "measure beside the limits of the machine; a table, and artifacts/bench.json", "bench queue", rest =>
        [Run("bench/AioProcessing.Benchmarks", "Release", rest)]),
    new("torture", "real processes, real kills, for as long as asked", "torture sync --seconds 60 --seed 7", rest =>
        [Run("test/AioProcessing.Torture", "Release", rest)]),
    new("hosts", "build and publish programs of every kind, and start children from each; a table of those that work", "hosts", rest =>
    [
        ["dotnet", "test", "--project", UnitTests, "--filter-class", "*.HostTests", "*.PackageTests", "--explicit", "on", .. rest],
        ["cat", BeginHostTable()],
    ]),
    new("pack", "the NuGet packages, into artifacts/packages", "pack", rest =>
        [["dotnet", "pack", Solution, "--configuration", "Release", "--output", "artifacts/packages", .. rest]]),
    new("ci", "what a clean clone must pass: check, test, and the samples", "ci", _ => [["bash", ".ci/run"]]),
];

if (args.Length == 0)
{
    PrintMenu();
    return 0;
}

Verb? verb = Array.Find(verbs, verb => verb.Name == args[0]);
if (verb is null)
{
    Console.Error.WriteLine($"There is no verb '{args[0]}'.");
    PrintMenu();
    return WrongUse;
}

// Ctrl+C reaches the running step through the terminal; this program only waits for it and passes its exit code on.
Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
foreach (string[] step in verb.Steps(args[1..]))
{
    if (MissingProject(step) is string project)
    {
        Console.Error.WriteLine($"'{verb.Name}' needs the project {project}, which does not exist yet.");
        return WrongUse;
    }

    int exitCode = Execute(step);
    if (exitCode != 0) return exitCode;
}

return 0;

// The tests add a row for each kind of program whose children they saw at work.
string BeginHostTable()
{
    string path = Path.Combine(root, "artifacts", "hosts.md");
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, "| program | children work | children … | start to result, ms |\n|---|---|---|---:|\n");
    Environment.SetEnvironmentVariable("AIO_HOSTS_TABLE", path);
    return path;
}

static string[] Run(string project, string configuration, string[] rest) =>
    ["dotnet", "run", "--project", project, "--configuration", configuration, "--", .. rest];

string? MissingProject(string[] step)
{
    int option = Array.IndexOf(step, "--project");
    return option < 0 || Path.Exists(Path.Combine(root, step[option + 1])) ? null : step[option + 1];
}

int Execute(string[] step)
{
    Console.WriteLine($"> {string.Join(' ', step)}");
    using Process process = Process.Start(new ProcessStartInfo(step[0], step[1..]) { WorkingDirectory = root })!;
    process.WaitForExit();
    return process.ExitCode;
}

void PrintMenu()
{
    Console.WriteLine("dotnet run build.cs -- <verb>");
    foreach (Verb verb in verbs)
    {
        Console.WriteLine($"\n  {verb.Name,-9}{verb.Purpose}\n           dotnet run build.cs -- {verb.Example}");
    }
}

/// <param name="Steps">From the arguments after the verb to the command lines to run.</param>
internal sealed record Verb(string Name, string Purpose, string Example, Func<string[], string[][]> Steps);
