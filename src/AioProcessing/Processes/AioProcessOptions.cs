namespace AioProcessing;

/// <summary>How to start a process. Everything may be left as it is.</summary>
public sealed class AioProcessOptions
{
    /// <summary>The display name. Null = "Process-N", as in Python, where N counts the starts of the parent.</summary>
    public string? Name { get; init; }

    /// <summary>Changes to the environment that the child inherits; a null value removes the variable.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>The child's working directory. Null = that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// How long the child may take until the library runs in it, by default 60 seconds; a child that takes longer is killed, and its result is an
    /// <see cref="AioProcessExitedException"/>. <see cref="Timeout.InfiniteTimeSpan"/> = for ever.
    /// </summary>
    public TimeSpan StartupTimeout
    {
        get;
        init => field = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw OutOfRange(nameof(StartupTimeout), value);
    } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a target that takes a token may go on after <c>AioProcess.RunAsync</c> was cancelled, by default 5 seconds; then it is killed. A target without a token
    /// is killed at once.
    /// </summary>
    public TimeSpan KillGracePeriod
    {
        get;
        init => field = value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw OutOfRange(nameof(KillGracePeriod), value);
    } = TimeSpan.FromSeconds(5);

    internal static AioProcessOptions Default { get; } = new();

    private static ArgumentOutOfRangeException OutOfRange(string name, TimeSpan value) =>
        new(name, value, "A duration here is positive, or Timeout.InfiniteTimeSpan.");
}
