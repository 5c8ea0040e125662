namespace AioProcessing.Os;

/// <summary>Starts child processes.</summary>
internal abstract class ProcessLauncher
{
    /// <summary>In a child, the number of the descriptor of its end of the channel.</summary>
    public const int ChannelDescriptor = 3;

    /// <summary>In a child, the number of the descriptor of the shared memory, if it was given one.</summary>
    public const int SharedDescriptor = 4;

    /// <summary>
    /// Starts a process. It inherits standard output and error or what replaces them, its end of the channel and the shared memory, and nothing else: standard
    /// input is the null device, signals are at their defaults. This process keeps no trace of the start but the two results.
    /// </summary>
    /// <exception cref="AioException">The system refused; the message says why.</exception>
    public abstract (ChildHandle Child, LocalChannel Channel) Launch(LaunchRequest request);

    /// <summary>In a child: the inherited end of the channel. From here on neither it nor the shared memory passes to processes started here.</summary>
    public abstract LocalChannel AdoptChannel();

    /// <summary>Ends this process at once. Nothing runs any more: no handler, no finalizer, no other thread.</summary>
    public abstract void EndThisProcess(int exitCode);
}

/// <summary>What to start.</summary>
/// <param name="Program">Path of the executable.</param>
/// <param name="Arguments">The whole argument vector, the program's own name first.</param>
/// <param name="Environment">The whole environment, each entry as NAME=value.</param>
/// <param name="WorkingDirectory">Null = that of this process.</param>
/// <param name="SharedMemory">The descriptor of shared memory to pass on, -1 = none.</param>
internal sealed record LaunchRequest(
    string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string? WorkingDirectory, int SharedMemory)
{
    /// <summary>In place of a descriptor: that of this process, or the null device.</summary>
    public const int Inherited = -1, Discarded = -2;

    public int StandardOutput { get; init; } = Inherited;

    public int StandardError { get; init; } = Inherited;

    /// <summary>The processors that it may use; null = those of this process.</summary>
    public IReadOnlyList<int>? Affinity { get; init; }

    /// <summary>-20 (goes first) to 19; null = as this process.</summary>
    public int? Niceness { get; init; }

    /// <summary>How much private memory the system gives it; null = no limit of its own.</summary>
    public long? PrivateMemoryLimitBytes { get; init; }
}
