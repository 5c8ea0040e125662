namespace AioProcessing;

/// <summary>A manager has ended, or cannot be reached, and with it all that it hosted. Calls that were under way may have been done.</summary>
/// <remarks>Each pending call gets it at once, and each later one. Python's counterparts are <c>EOFError</c> and <c>ConnectionRefusedError</c>, which do not say of whom.</remarks>
public sealed class AioManagerLostException : AioException
{
    internal AioManagerLostException(string message, string managerName, int processId, int? exitCode, string? signalName) : base(message)
    {
        ManagerName = managerName;
        ProcessId = processId;
        ExitCode = exitCode;
        SignalName = signalName;
    }

    /// <summary>The manager's name.</summary>
    public string ManagerName { get; }

    /// <summary>The pid of its process.</summary>
    public int ProcessId { get; }

    /// <summary>How its process ended: its exit code; <c>-N</c> when signal N ended it. Null where that is not known: only the process that started a manager is told.</summary>
    public int? ExitCode { get; }

    /// <summary>The name of the signal that ended the process, such as SIGKILL; null when none did, or it is not known.</summary>
    public string? SignalName { get; }
}

/// <summary>The object of a proxy is not in its manager any more: nobody referred to it, or its name was removed and nobody else referred to it.</summary>
/// <param name="message">Which object.</param>
public sealed class AioObjectGoneException(string message) : AioException(message);

/// <summary>A manager does not host what was asked of it.</summary>
/// <param name="message">What was asked, and what it hosts.</param>
public sealed class AioNotHostedException(string message) : AioException(message);
