namespace AioProcessing;

/// <summary>What a manager has at a moment.</summary>
/// <param name="Objects">Objects that it hosts: those with a name, and those that a process has a proxy of.</param>
/// <param name="Clients">Connections, of which each process has one.</param>
/// <param name="ReferencesUnderWay">
/// References on their way from one process to another, in a queue or an argument. One that was read by several, or whose sender has ended, counts for some minutes longer.
/// </param>
public sealed record AioManagerStatistics(int Objects, int Clients, int ReferencesUnderWay);
