using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Harness;

/// <summary>Which processors threads may run on.</summary>
internal static unsafe class Affinity
{
    private const int Words = Native.CpuSetBytes / sizeof(ulong);

    public static IEnumerable<int> Allowed()
    {
        ulong[] mask = Get();
        return Enumerable.Range(0, Words * 64).Where(cpu => (mask[cpu / 64] >> cpu % 64 & 1) != 0);
    }

    /// <summary>Runs <paramref name="start"/> with the calling thread on one processor: a process that it starts is there from its first instruction.</summary>
    public static T On<T>(int? cpu, Func<T> start)
    {
        if (cpu is not { } only)
            return start();
        ulong[] before = Get();
        Set(0, Single(only));
        try
        {
            return start();
        }
        finally
        {
            Set(0, before);
        }
    }

    /// <summary>Moves every thread of this process; threads started later inherit it.</summary>
    public static void PinProcess(int? cpu)
    {
        if (cpu is not { } only)
            return;
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
            Set(int.Parse(Path.GetFileName(task)), Single(only));
    }

    private static ulong[] Single(int cpu)
    {
        var mask = new ulong[Words];
        mask[cpu / 64] = 1UL << cpu % 64;
        return mask;
    }

    private static ulong[] Get()
    {
        var mask = new ulong[Words];
        fixed (ulong* first = mask)
            Native.GetAffinity(first);
        return mask;
    }

    private static void Set(int threadId, ulong[] mask)
    {
        fixed (ulong* first = mask)
            Native.SetAffinity(threadId, first);
    }
}
