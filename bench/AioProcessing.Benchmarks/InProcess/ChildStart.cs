using System.Diagnostics;
using System.Runtime.InteropServices;
using AioProcessing.Benchmarks.Harness;

namespace AioProcessing.Benchmarks.InProcess;

/// <summary>Starts a process and waits until it has ended.</summary>
internal sealed class StartToExit(string program, params string[] arguments) : Contestant
{
    public override int? FixedOperations => 5;

    public override Task<double> MeasureAsync(int operations)
    {
        var costs = new double[operations];
        for (int i = 0; i < operations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Process child = Process.Start(program, arguments);
            child.WaitForExit();
            costs[i] = Time.PerOperation(start, 1);
        }
        return Task.FromResult(Statistics.Median(costs));
    }
}

/// <summary>Starts the smallest managed program and takes the time at which its <c>Main</c> began.</summary>
internal sealed class StartToFirstInstruction : Contestant
{
    public override int? FixedOperations => 5;

    public override Task<double> MeasureAsync(int operations)
    {
        var costs = new double[operations];
        var begin = new ProcessStartInfo(BareProgram.Host, [BareProgram.Library, "stamp"]) { RedirectStandardOutput = true };
        Span<byte> stamp = stackalloc byte[sizeof(long)];
        for (int i = 0; i < operations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Process child = Process.Start(begin)!;
            child.StandardOutput.BaseStream.ReadExactly(stamp);
            costs[i] = Time.Nanoseconds(MemoryMarshal.Read<long>(stamp) - start);
            child.WaitForExit();
        }
        return Task.FromResult(Statistics.Median(costs));
    }
}

/// <summary>Where the smallest managed program is, and what runs it.</summary>
internal static class BareProgram
{
    public static string Library { get; } = Path.Combine(AppContext.BaseDirectory, "Hello.dll");

    /// <summary>The <c>dotnet</c> that runs this program too: three folders above the runtime.</summary>
    public static string Host { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
