namespace AioProcessing.Os;

/// <summary>A child of this process. Refers to that process only, even when its pid has been given to another one.</summary>
internal abstract class ChildHandle : IDisposable
{
    /// <summary>Which process it is; start time 0 when it had ended before we could look.</summary>
    public abstract ProcessIdentity Identity { get; }

    /// <summary>Sends a signal. False when the process has ended.</summary>
    public abstract bool Signal(int number);

    /// <summary>
    /// Once the process has ended: how, and its pid is given back to the system. Null when somebody else in this program had taken the news first and the
    /// system no longer tells. Blocks if it has not ended.
    /// </summary>
    public abstract ExitStatus? Reap();

    public abstract void Dispose();
}

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit code, or -N when signal N ended it.</param>
/// <param name="DumpedCore">The signal left a core dump.</param>
internal readonly record struct ExitStatus(int Code, bool DumpedCore);
