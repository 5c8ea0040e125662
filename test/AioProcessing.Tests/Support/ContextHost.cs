using System.Diagnostics;
using System.Reflection;

namespace AioProcessing.Tests.Support;

/// <summary>A program of its own, started by <c>dotnet</c>, that knows of a context by its name only (test/Hosts/ContextHost).</summary>
internal sealed class ContextHost : IAsyncDisposable
{
    private readonly Process _process;

    private ContextHost(Process process) => _process = process;

    public int Id => _process.Id;

    /// <param name="context">What it opens.</param>
    /// <param name="before">A command line to put before its own.</param>
    public static async Task<ContextHost> StartAsync(string context, params string[] before)
    {
        string[] line = [.. before, "dotnet", Program, context];
        ContextHost host = new(Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!);
        Assert.Equal("open", await host.HearAsync());
        return host;
    }

    public async Task<string> SayAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), TestContext.Current.CancellationToken);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        return await HearAsync();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).InTime();
    }

    /// <summary>Lets it come to its end.</summary>
    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).InTime();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static string Program
    {
        get
        {
            string Metadata(string key) =>
                typeof(ContextHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
            return Path.Combine(Metadata("HostsDirectory"), "ContextHost", Metadata("HostsConfiguration").ToLowerInvariant(), "ContextHost.dll");
        }
    }

    private async Task<string> HearAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().InTime()
        ?? $"it ended: {await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}";
}
