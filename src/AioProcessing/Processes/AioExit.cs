using AioProcessing.Os;

namespace AioProcessing;

/// <summary>How a process ended.</summary>
/// <param name="ProcessId">The pid that it had.</param>
/// <param name="ProcessName">Its name.</param>
/// <param name="ExitCode">
/// Its exit code, 0 to 255: 0 when its target returned, 1 when its target threw. <c>-N</c> when signal N ended it, such as -9 for a kill. Null when somebody else in
/// this program had collected the exit status first and the system does not tell it twice.
/// </param>
/// <param name="DumpedCore">The signal left a core dump.</param>
/// <remarks>Python's counterpart is the number alone, <c>Process.exitcode</c>.</remarks>
public sealed record AioExit(int ProcessId, string ProcessName, int? ExitCode, bool DumpedCore = false)
{
    /// <summary>The number of the signal that ended the process, such as 9; null when none did.</summary>
    public int? SignalNumber => ExitCode < 0 ? -ExitCode : null;

    /// <summary>The name of the signal that ended the process, such as SIGKILL; null when none did.</summary>
    public string? SignalName => ExitCode < 0 ? Signal.NameOf(-ExitCode.Value) : null;

    /// <summary>True when the exit code is 0.</summary>
    public bool IsSuccess => ExitCode == 0;

    /// <summary>A sentence, such as "Process 'Process-1' (pid 4711) was ended by SIGKILL".</summary>
    public override string ToString() => $"{Subject} {Manner}";

    internal string Subject => $"Process '{ProcessName}' (pid {ProcessId})";

    private string Manner => ExitCode switch
    {
        null => "ended, nobody knows how",
        < 0 => $"was ended by {SignalName}{(DumpedCore ? ", which left a core dump" : "")}",
        int code => $"ended with exit code {code}",
    };
}
