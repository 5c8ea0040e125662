namespace AioProcessing;

/// <summary>What a manager has at a moment.</summary>
/// <param name="Objects">Objects that it hosts: those with a name, and those that a process has a proxy of.</param>
/// <param name="Clients">Connections, of which each process has one.</param>
/// <param name="ObjectsUnderWay">
/// Those among the objects of which there is only a reference on its way from one process to another, in a queue or an argument. One whose sender has ended is kept for ten minutes, in case somebody still reads it.
/// </param>
public sealed record AioManagerStatistics(int Objects, int Clients, int ObjectsUnderWay);
