namespace AioProcessing;

/// <summary>Base of everything that this library throws for its own reasons.</summary>
public class AioException : Exception
{
    /// <summary>Makes an error with a message that says what could not be done, why, and what to do.</summary>
    public AioException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

/// <summary>A time limit that was part of the request ran out.</summary>
public sealed class AioTimeoutException(string message) : AioException(message);

/// <summary>A value cannot cross to another process, or the bytes that arrived are not the value expected.</summary>
/// <param name="message">What could not cross, and why.</param>
/// <param name="memberPath">The path from the root to the member at fault, such as <c>job.Settings.Client</c>.</param>
/// <param name="inner">The cause, if there was one.</param>
public sealed class AioSerializationException(string message, string memberPath = "", Exception? inner = null) : AioException(message, inner)
{
    /// <summary>The path from the root to the member at fault, such as <c>job.Settings.Client</c>; empty when it is the root itself.</summary>
    public string MemberPath { get; } = memberPath;
}

/// <summary>A process ended before it delivered what it owed.</summary>
public sealed class AioProcessExitedException : AioException
{
    internal AioProcessExitedException(string message, int processId, string processName, int? exitCode, string? signalName) : base(message)
    {
        ProcessId = processId;
        ProcessName = processName;
        ExitCode = exitCode;
        SignalName = signalName;
    }

    /// <summary>The pid that it had.</summary>
    public int ProcessId { get; }

    /// <summary>The name given by <c>AioProcessOptions.Name</c>, or the generated one.</summary>
    public string ProcessName { get; }

    /// <summary>The exit code; <c>-N</c> when signal N ended it; null when it could not be learnt.</summary>
    public int? ExitCode { get; }

    /// <summary>The name of the signal that ended it, such as SIGKILL; null when none did.</summary>
    public string? SignalName { get; }
}

/// <summary>Code in another process threw.</summary>
public sealed class AioRemoteException : AioException
{
    internal AioRemoteException(string message, string remoteType, string remoteMessage, string remoteTrace, Exception? rebuilt)
        : base(message, rebuilt)
    {
        RemoteType = remoteType;
        RemoteMessage = remoteMessage;
        RemoteTrace = remoteTrace;
    }

    /// <summary>Full name of the exception's type over there.</summary>
    public string RemoteType { get; }

    /// <summary>Its message.</summary>
    public string RemoteMessage { get; }

    /// <summary>Its stack trace there, with its inner exceptions.</summary>
    public string RemoteTrace { get; }

    /// <summary>The remote text, trace included.</summary>
    public override string ToString() => $"{Here()}{Environment.NewLine}--- trace in the other process ---{Environment.NewLine}{RemoteTrace}";

    // The text of the inner exception is user code: in this process it may find less than where it was thrown.
    private string Here()
    {
        try
        {
            return base.ToString();
        }
        catch (Exception exception)
        {
            return $"{GetType()}: {Message}{Environment.NewLine}(The text of {InnerException?.GetType()} is not known: asking for it threw {exception.GetType()}.){Environment.NewLine}{StackTrace}";
        }
    }
}

/// <summary>The owner of a lock died holding it, and the caller asked to be told by an exception. The lock is not held by the caller.</summary>
public sealed class AioAbandonedLockException(string message) : AioException(message);

/// <summary>A barrier is broken: not all of its parties can go on together.</summary>
public sealed class AioBrokenBarrierException(string message, Exception? inner = null) : AioException(message, inner);

/// <summary>Put to, or get from, a completed queue.</summary>
/// <param name="message">Which queue, and what was asked of it.</param>
/// <param name="cause">The exception given to <c>Complete</c>, if there was one.</param>
public sealed class AioCompletedException(string message, Exception? cause = null) : AioException(message, cause);

/// <summary>The shared memory has no room left, is of another version, or is damaged.</summary>
public sealed class AioContextException(string message, Exception? inner = null) : AioException(message, inner);
