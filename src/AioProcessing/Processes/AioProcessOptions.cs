using System.Diagnostics;
using AioProcessing.Bootstrap;

namespace AioProcessing;

/// <summary>How to start a process. Everything may be left as it is.</summary>
/// <remarks>
/// <see cref="Environment"/>, <see cref="WorkingDirectory"/>, <see cref="Affinity"/>, <see cref="Priority"/>, <see cref="MemoryLimitBytes"/>, <see cref="StandardOutput"/> and
/// <see cref="StandardError"/> must hold from the child's first instruction: a start that sets one of them does not use a standby child (<see cref="AioStandby"/>).
/// </remarks>
public sealed class AioProcessOptions
{
    /// <summary>The display name. Null = "Process-N", as in Python, where N counts the starts of the parent. Tools such as ps show its first 15 characters.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the normal end of the parent does to the child. False, the default: the parent waits for the child. True: the child is terminated (SIGTERM, and SIGKILL after
    /// <see cref="KillGracePeriod"/>); it may not start children. Python's <c>daemon</c>. When the parent is killed, its children die either way.
    /// </summary>
    public bool IsDaemon { get; init; }

    /// <summary>At the normal end of the parent it is ended as a daemonic one is, but it may have children: for helpers whose work is worth nothing without the parent.</summary>
    internal bool EndsWithParent { get; init; }

    /// <summary>Changes to the environment that the child inherits; a null value removes the variable.</summary>
    /// <exception cref="ArgumentException">A name is empty or has a '=' in it, or a name or a value has a NUL.</exception>
    public IReadOnlyDictionary<string, string?>? Environment
    {
        get;
        init
        {
            foreach ((string name, string? text) in value ?? new Dictionary<string, string?>())
            {
                if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') || text is not null && text.Contains('\0', StringComparison.Ordinal))
                    throw new ArgumentException($"No environment has a variable '{name}' with that value: a name has a letter and no '=', and neither name nor value has a NUL.", nameof(Environment));
            }
            field = value;
        }
    }

    /// <summary>The child's working directory. Null = that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Numbers of the processors, from 0, that the child may use; <see cref="AioEnvironment.ProcessorCount"/> counts them there. Null = those of this process. The start fails
    /// with an <see cref="AioException"/> when none of them may be used.
    /// </summary>
    public IReadOnlyList<int>? Affinity
    {
        get;
        init => field = value is null or { Count: > 0 } ? value : throw new ArgumentException("A process needs a processor: name one, or leave Affinity null.", nameof(Affinity));
    }

    /// <summary>
    /// The child's priority, for all of its threads: Idle, BelowNormal, Normal, AboveNormal, High and RealTime are niceness 19, 10, 0, -6, -11 and -19. Null = that of the
    /// thread that starts it. Above this process's own the system asks for a privilege, without which the start fails with an <see cref="AioException"/>.
    /// </summary>
    public ProcessPriorityClass? Priority { get; init; }

    /// <summary>
    /// How large the child's managed heap may grow, in bytes; at least 32 MiB, null = no limit of its own. The allocation that needs more throws
    /// <see cref="OutOfMemoryException"/> in the child. 256 MiB above that, for native memory and the runtime itself, the system refuses the child any more private memory
    /// (RLIMIT_DATA). Shared memory does not count. Processes that the child starts inherit both limits, each for itself.
    /// </summary>
    public long? MemoryLimitBytes
    {
        get;
        init => field = value is null or >= SmallestHeap ? value : throw new ArgumentOutOfRangeException(nameof(MemoryLimitBytes), value, "A process needs at least 32 MiB of managed memory.");
    }

    /// <summary>Where the child's standard output goes; by default where that of this process goes.</summary>
    public AioOutput StandardOutput
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(StandardOutput));
    } = AioOutput.Inherit;

    /// <summary>Where the child's standard error goes; by default where that of this process goes.</summary>
    public AioOutput StandardError
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(StandardError));
    } = AioOutput.Inherit;

    /// <summary>
    /// True: before its target runs, the child writes its pid to standard error, waits until a debugger is attached, and breaks into it. The variable AIOPROCESSING_DEBUG in
    /// this process's environment asks the same of children by their names, separated by commas, or of all by <c>*</c>.
    /// </summary>
    public bool WaitsForDebugger { get; init; }

    /// <summary>
    /// How long the child may take until the library runs in it, by default 60 seconds; a child that takes longer is killed, and its result is an
    /// <see cref="AioProcessExitedException"/>. <see cref="Timeout.InfiniteTimeSpan"/> = for ever.
    /// </summary>
    public TimeSpan StartupTimeout
    {
        get;
        init => field = (value > TimeSpan.Zero && value <= s_longestDuration) || value == Timeout.InfiniteTimeSpan ? value : throw OutOfRange(nameof(StartupTimeout), value);
    } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a target that takes a token may go on after it was cancelled, by default 5 seconds; then it is killed. <see cref="Timeout.InfiniteTimeSpan"/> = as long as it
    /// likes. A target without a token is killed at once when <c>AioProcess.RunAsync</c> is cancelled, and does not hear of <see cref="AioProcess.Cancel"/>.
    /// </summary>
    public TimeSpan KillGracePeriod
    {
        get;
        init => field = (value >= TimeSpan.Zero && value <= s_longestDuration) || value == Timeout.InfiniteTimeSpan ? value : throw OutOfRange(nameof(KillGracePeriod), value);
    } = TimeSpan.FromSeconds(5);

    private const long SmallestHeap = 32L << 20;

    // As long as the time limits of all waits.
    private static readonly TimeSpan s_longestDuration = TimeSpan.FromMilliseconds(int.MaxValue);

    internal static AioProcessOptions Default { get; } = new();

    /// <summary>The same for a helper process of this library, which is worth nothing without its parent.</summary>
    internal AioProcessOptions ForHelper(string name) => new()
    {
        Name = Name ?? name,
        EndsWithParent = true,
        Environment = Environment,
        WorkingDirectory = WorkingDirectory,
        Affinity = Affinity,
        Priority = Priority,
        MemoryLimitBytes = MemoryLimitBytes,
        StandardOutput = StandardOutput,
        StandardError = StandardError,
        WaitsForDebugger = WaitsForDebugger,
        StartupTimeout = StartupTimeout,
        KillGracePeriod = KillGracePeriod,
    };

    internal LaunchSettings ToLaunchSettings() => new()
    {
        Environment = Environment,
        WorkingDirectory = WorkingDirectory,
        Affinity = Affinity,
        Niceness = Priority is { } priority ? NicenessOf(priority) : null,
        MemoryLimitBytes = MemoryLimitBytes,
        StandardOutput = StandardOutput.Target,
        StandardError = StandardError.Target,
    };

    private static int NicenessOf(ProcessPriorityClass priority) => priority switch
    {
        ProcessPriorityClass.Idle => 19,
        ProcessPriorityClass.BelowNormal => 10,
        ProcessPriorityClass.AboveNormal => -6,
        ProcessPriorityClass.High => -11,
        ProcessPriorityClass.RealTime => -19,
        _ => 0,
    };

    private static ArgumentOutOfRangeException OutOfRange(string name, TimeSpan value) =>
        new(name, value, "A duration here is positive and up to 24 days, or Timeout.InfiniteTimeSpan.");
}
