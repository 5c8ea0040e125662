using System.Runtime.InteropServices;

namespace AioProcessing.Interleavings;

/// <summary>
/// Keeps the threads of one exploration on one processor. They never run at the same time, so they lose nothing, passing the turn to a thread
/// on the same processor costs 1 to 3 us however busy the machine is, and another exploration can have the next processor.
/// </summary>
internal static unsafe partial class OneCore
{
    private static int s_explorations;

    /// <summary>Chooses the processor for an exploration.</summary>
    public static int Next() => (int)((uint)Interlocked.Increment(ref s_explorations) % Environment.ProcessorCount);

    /// <summary>Keeps the calling thread there, where the system lets us.</summary>
    public static void Pin(int processor)
    {
        if (!OperatingSystem.IsLinux() || processor >= 64)
            return;
        ulong mask = 1UL << processor;
        _ = sched_setaffinity(0, sizeof(ulong), &mask); // Failing costs speed only.
    }

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nuint sizeBytes, ulong* mask);
}
