using System.Globalization;

namespace AioProcessing.Tests.Scale;

/// <summary>What a process costs the system, as the system tells it.</summary>
internal static class ProcessCost
{
    private const double TicksPerSecond = 100;
    private const int UserTimeField = 11; // Counted from the state, which is the first after the name in brackets.

    public static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>Processor time that this process has used, user and system.</summary>
    public static TimeSpan ProcessorTime()
    {
        string text = File.ReadAllText("/proc/self/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        double ticks = double.Parse(fields[UserTimeField], CultureInfo.InvariantCulture) + double.Parse(fields[UserTimeField + 1], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }
}
