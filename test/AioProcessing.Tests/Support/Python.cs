using System.Diagnostics;

namespace AioProcessing.Tests.Support;

/// <summary>A Python program at the other end: the installed CPython, run with a script from the test.</summary>
internal sealed class Python : IAsyncDisposable
{
    private const string Interpreter = "python3";

    private const string Prelude = """
        import sys, os, time, socket, struct, json, threading
        from multiprocessing.connection import Client, Listener
        from multiprocessing import AuthenticationError
        def address(text):
            host, colon, port = text.rpartition(':')
            return (host, int(port)) if colon and port.isdigit() else text
        def say(*what):
            print(*what, flush=True)

        """;

    private readonly Process _process;

    private Python(Process process) => _process = process;

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(static folder => File.Exists(Path.Combine(folder, Interpreter)));

    /// <summary>Starts a script; its arguments are <c>sys.argv[1:]</c>. Skips the test where there is no Python.</summary>
    public static Python Start(string script, params string[] arguments)
    {
        Assert.SkipUnless(IsInstalled, "python3 is not installed here, so there is no CPython to talk to.");
        ProcessStartInfo how = new(Interpreter, ["-c", Prelude + script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        return new Python(Process.Start(how)!);
    }

    /// <summary>The next line that the script says.</summary>
    public async Task<string> HearAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().InTime()
        ?? throw new InvalidOperationException($"The script ended: {await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");

    /// <summary>Waits for its end, which must be a good one.</summary>
    public async Task EndAsync()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).InTime();
        Assert.True(_process.ExitCode == 0, await errors);
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
