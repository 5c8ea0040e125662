namespace AioProcessing;

/// <summary>What is known of a named context without joining it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MemberCount">Processes that have it open, as the system counts them: 0 when all have died, and the next opener makes it anew.</param>
/// <param name="UsedBytes">What it takes of the machine's memory.</param>
public sealed record AioContextInfo(string Name, int MemberCount, long UsedBytes);
