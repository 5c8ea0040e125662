using System.Runtime.InteropServices;

namespace AioProcessing.Benchmarks.Harness;

/// <summary>What somebody needs to know who compares figures of two machines.</summary>
internal static class MachineFacts
{
    public static string Describe()
    {
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"{ProcessorName()}, {Environment.ProcessorCount} processors usable, {RuntimeInformation.OSArchitecture}; Linux {kernel}; "
            + $"{RuntimeInformation.FrameworkDescription}; load {load}";
    }

    private static string ProcessorName()
    {
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':', 2)[1].Trim() ?? "unknown processor";
    }
}
