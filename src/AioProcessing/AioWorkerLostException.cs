namespace AioProcessing;

/// <summary>A pool's worker ended while it ran a task; the task may have been done in part. Other tasks are not affected.</summary>
/// <remarks>Python's counterpart is <c>BrokenProcessPool</c> of <c>concurrent.futures</c>, which ends all tasks; <c>multiprocessing.Pool</c> waits for ever.</remarks>
public sealed class AioWorkerLostException : AioException
{
    internal AioWorkerLostException(string message, string task, int processId, string processName, int? exitCode, string? signalName) : base(message)
    {
        Task = task;
        ProcessId = processId;
        ProcessName = processName;
        ExitCode = exitCode;
        SignalName = signalName;
    }

    /// <summary>The task: the function's name, and which call of it.</summary>
    public string Task { get; }

    /// <summary>The worker's pid.</summary>
    public int ProcessId { get; }

    /// <summary>The worker's name.</summary>
    public string ProcessName { get; }

    /// <summary>How the worker ended: its exit code; <c>-N</c> when signal N ended it; null when it could not be learnt.</summary>
    public int? ExitCode { get; }

    /// <summary>The name of the signal that ended the worker, such as SIGKILL; null when none did.</summary>
    public string? SignalName { get; }
}
