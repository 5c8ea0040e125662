namespace AioProcessing.Bootstrap;

/// <summary>What may differ from child to child.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Lineage">See <see cref="ChildProfile"/>.</param>
/// <param name="Environment">Changes to the environment, null = none.</param>
/// <param name="WorkingDirectory">Null = that of this process.</param>
/// <param name="ReportsFaults">See <see cref="ChildProfile"/>.</param>
/// <param name="SharedMemory">Descriptor of the tree's shared memory, which the child inherits; -1 = none.</param>
internal sealed record ChildSettings(
    string Name, string Lineage, IReadOnlyDictionary<string, string?>? Environment, string? WorkingDirectory, bool ReportsFaults, int SharedMemory)
{
    public ChildProfile MakeProfile(LaunchPlan plan) => new(
        Name, Lineage, System.Environment.ProcessId, ThisProcess.Name, plan.EntryAssembly, plan.EntryPath, AppContext.BaseDirectory, ReportsFaults, ProcessKey.Current);
}
