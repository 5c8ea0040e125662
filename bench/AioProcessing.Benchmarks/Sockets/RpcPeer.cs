using System.Diagnostics;
using System.Globalization;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;

namespace AioProcessing.Benchmarks.Sockets;

/// <summary>Another library's calls over a Unix domain socket, measured by a program of their own (<c>bench/RpcPeers</c>).</summary>
internal sealed class RpcPeer(string kind, string what) : Contestant
{
    private Process _process = null!;

    public override Task PrepareAsync(LaneSettings settings)
    {
        string program = PathOf("RpcPeers");
        _process = Process.Start(new ProcessStartInfo(BareProgram.Host, [program, "measure", kind, what]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return Task.CompletedTask;
    }

    public override async Task<double> MeasureAsync(int operations)
    {
        await _process.StandardInput.WriteLineAsync(operations.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        string answer = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The program of {kind} has ended.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    // Built beside this program, in the same configuration.
    private static string PathOf(string program)
    {
        DirectoryInfo own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, program, own.Name, $"{program}.dll");
    }
}
