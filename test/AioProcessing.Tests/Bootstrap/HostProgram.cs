using System.Diagnostics;
using System.Text.RegularExpressions;
using AioProcessing.Bootstrap;

namespace AioProcessing.Tests.Bootstrap;

/// <summary>What a program printed.</summary>
internal sealed record HostOutput(int ExitCode, string Text, string Errors);

/// <summary>Runs test/Hosts/ConsoleHost, however it was built.</summary>
internal static partial class HostProgram
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>The whole program, with everything that it says.</summary>
    /// <param name="host">What the table calls this kind of program.</param>
    /// <param name="entry">The name of the entry assembly, as children must see it.</param>
    /// <param name="door">How children enter.</param>
    /// <param name="childProgram">The executable that they run.</param>
    /// <param name="command">Program and arguments.</param>
    public static async Task AssertRuns(string host, string entry, ChildDoor door, string childProgram, params string[] command)
    {
        HostOutput output = await Run(command);

        Assert.Equal(
            $"""
            main
            lambda: 42
            local function: abab
            async: 8
            generic method: z, 3
            generic class: 34, st
            object: tea 7 hot+green True
            values: True
            queue: 6, exit code 0
            pipe: tea True 2 2026, then the end
            cancelled: True
            error: InvalidOperationException: on purpose
            grandchild: 8
            refused: stream
            entry {entry}, hooks: none

            """, output.Text);
        Match end = LastWords().Match(output.Errors);
        Assert.Equal(childProgram, end.Groups[1].Value);
        HostTable.Add(host, door, end.Groups[2].Value);
    }

    public static async Task<HostOutput> Run(params string[] command)
    {
        HostOutput output = await TryRun(command, []);
        Assert.True(output.ExitCode == 0, $"{string.Join(' ', command)} ended with {output.ExitCode}\n{output.Text}\n{output.Errors}");
        return output;
    }

    public static async Task<HostOutput> TryRun(string[] command, Dictionary<string, string?> environment)
    {
        using Process process = Start(command, environment);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience);
        return new HostOutput(process.ExitCode, text, await errors);
    }

    public static Process Start(params string[] command) => Start(command, []);

    private static Process Start(string[] command, Dictionary<string, string?> environment)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A build server would outlive the command and keep its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"under (\S+), (\d+) ms")]
    private static partial Regex LastWords();
}
