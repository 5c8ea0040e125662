namespace AioProcessing;

/// <summary>What is known of named shared memory without opening it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its bytes, all of which take the machine's memory.</param>
/// <param name="HandleCount">Handles of living processes on it, as the system counts them: 0 when all have died. Then nobody can open it, and the next
/// maker of that name, or <c>AioContext.RemoveOrphans</c>, removes it.</param>
/// <param name="Path">The file that holds it: its bytes and nothing else.</param>
public sealed record AioSharedMemoryInfo(string Name, long Size, int HandleCount, string Path);
