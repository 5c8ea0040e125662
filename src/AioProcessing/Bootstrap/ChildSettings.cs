namespace AioProcessing.Bootstrap;

/// <summary>What may differ from child to child.</summary>
internal sealed record ChildSettings
{
    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="ChildProfile"/>.</summary>
    public required string Lineage { get; init; }

    public LaunchSettings Launch { get; init; } = LaunchSettings.None;

    /// <summary>See <see cref="ChildProfile"/>.</summary>
    public ChildTraits Traits { get; init; }

    /// <summary>How long a target may go on after it was asked to stop; then it is killed.</summary>
    public TimeSpan KillGracePeriod { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Descriptor of the tree's shared memory, which the child inherits; -1 = none.</summary>
    public int SharedMemory { get; init; } = -1;

    /// <inheritdoc cref="ChildProfile.LogLevel"/>
    public byte LogLevel { get; init; } = ChildProfile.NoLogging;

    /// <inheritdoc cref="ChildProfile.TraceParent"/>
    public string TraceParent { get; init; } = "";

    /// <inheritdoc cref="ChildProfile.TraceState"/>
    public string TraceState { get; init; } = "";

    public ChildProfile MakeProfile(LaunchPlan plan) => new(Name, Lineage, Environment.ProcessId, ThisProcess.Name, plan.EntryAssembly, plan.EntryPath, AppContext.BaseDirectory, Traits)
    {
        AuthKey = ThisProcess.AuthKey,
        LogLevel = LogLevel,
        TraceParent = TraceParent,
        TraceState = TraceState,
    };
}
