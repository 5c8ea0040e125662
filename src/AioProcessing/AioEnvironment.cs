namespace AioProcessing;

/// <summary>What a program needs to know of its machine to spread work over processes.</summary>
public static class AioEnvironment
{
    /// <summary>Processors that this process may use: its affinity and its control group are taken into account. At least 1.</summary>
    /// <remarks>Python's counterpart is <c>os.process_cpu_count</c>, not <c>multiprocessing.cpu_count</c>, which counts those of the machine.</remarks>
    public static int ProcessorCount => Environment.ProcessorCount;
}
