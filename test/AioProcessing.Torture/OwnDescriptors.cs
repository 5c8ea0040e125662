using System.Globalization;

namespace AioProcessing.Torture;

/// <summary>What this process has open, but for its watches of neighbours in its tree, which come and go with what others do.</summary>
internal sealed class OwnDescriptors
{
    private readonly HashSet<string> _open = [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(Describe).OfType<string>()];

    private int Count => _open.Count;

    /// <summary>The fewest of half a second: what those before had open is still being closed, and must not make room for what others leave open.</summary>
    public static async Task<OwnDescriptors> AtRestAsync()
    {
        OwnDescriptors fewest = new();
        for (int turn = 0; turn < 25; turn++)
        {
            await Task.Delay(20); // Nobody tells when the last of them is closed.
            OwnDescriptors now = new();
            if (now.Count < fewest.Count)
                fewest = now;
        }

        return fewest;
    }

    /// <summary>What is open now and was not then, if it is more.</summary>
    public static string[] MoreThan(OwnDescriptors before)
    {
        OwnDescriptors now = new();
        return now.Count > before.Count ? [.. now._open.Except(before._open)] : [];
    }

    private static string? Describe(string descriptor)
    {
        try
        {
            string number = Path.GetFileName(descriptor), target = File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name ?? "";
            string? pid = File.ReadLines($"/proc/self/fdinfo/{number}").FirstOrDefault(static line => line.StartsWith("Pid:", StringComparison.Ordinal))?[4..].Trim();
            bool isOfNeighbour = pid is not null && int.Parse(pid, CultureInfo.InvariantCulture) is > 0 and int watched && ProcStat.Read(watched).Parent != Environment.ProcessId;
            return isOfNeighbour ? null : $"{number} {target} {pid}".TrimEnd();
        }
        catch (IOException)
        {
            return null; // It has just been closed.
        }
    }
}
