using System.Diagnostics;
using System.Globalization;

namespace AioProcessing.Benchmarks.Harness;

/// <summary>One line of a table: gives one sample each time it is asked.</summary>
internal interface ILane : IAsyncDisposable
{
    string Name { get; }

    Task<double> SampleAsync();
}

/// <summary>What a contestant is told about its processes.</summary>
/// <param name="FollowerCpu">Where the second process belongs; null = anywhere.</param>
/// <param name="PeerArguments">What starts this program in the role of the second process.</param>
internal sealed record LaneSettings(string Name, int? FollowerCpu, IReadOnlyList<string> PeerArguments);

/// <summary>The harness's end of a contestant's process: asks over standard input, reads the answer from standard output.</summary>
internal sealed class Lane : ILane
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private Lane(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    /// <summary>Starts the process and waits until it is warm.</summary>
    public static async Task<Lane> StartAsync(Benchmark benchmark, Entry entry, Options options)
    {
        string milliseconds = options.SampleTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        string followerCpu = $"{benchmark.Placement.FollowerCpu}";
        Process process = Launch.Start(benchmark.Placement.LeaderCpu, [Launch.LaneRole, benchmark.Name, entry.Name, milliseconds, followerCpu]);
        var lane = new Lane(entry.Name, process);
        try
        {
            await lane.AnswerAsync();
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    public Task<double> SampleAsync()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        return AnswerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<double> AnswerAsync()
    {
        string? answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
        if (double.TryParse(answer, CultureInfo.InvariantCulture, out double value))
            return value;
        throw new InvalidOperationException(answer ?? "The process ended without an answer.");
    }
}
