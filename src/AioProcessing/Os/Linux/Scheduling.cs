namespace AioProcessing.Os.Linux;

/// <summary>Processors and priority of a thread. Threads that it makes, and processes that it starts, inherit both.</summary>
internal static unsafe class Scheduling
{
    // As many as the kernel can be built for.
    private const int MostProcessors = 8192;

    public static void ApplyToThisThread(IReadOnlyList<int>? processors, int? niceness)
    {
        if (processors is not null)
            SetAffinity(processors);
        if (niceness is { } nice && LibC.SetPriority(LibC.PRIO_PROCESS, 0, nice) != 0)
        {
            string advice = nice < 0 ? " A priority above normal needs the privilege CAP_SYS_NICE." : "";
            throw new AioException(LibC.Failure($"No process can be started with niceness {nice}", "setpriority", LibC.Errno).Message + advice);
        }
    }

    private static void SetAffinity(IReadOnlyList<int> processors)
    {
        byte* mask = stackalloc byte[MostProcessors / 8];
        new Span<byte>(mask, MostProcessors / 8).Clear();
        foreach (int processor in processors)
        {
            if (processor is < 0 or >= MostProcessors)
                throw new AioException($"No process can be started on processor {processor}: processors are numbered from 0.");
            mask[processor / 8] |= (byte)(1 << (processor % 8));
        }
        if (LibC.SetAffinity(0, MostProcessors / 8, mask) != 0)
            throw LibC.Failure($"No process can be started on the processors {string.Join(", ", processors)}: none of them may be used here", "sched_setaffinity", LibC.Errno);
    }
}
