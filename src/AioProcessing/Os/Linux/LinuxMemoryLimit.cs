using System.Globalization;

namespace AioProcessing.Os.Linux;

/// <summary>How much memory is left, by the kernel's own estimate, on the machine and in the control groups that this process is in.</summary>
/// <remarks>
/// Anonymous shared memory has no limit of its own: who takes more than there is makes the kernel end processes, this one or others. An estimate is
/// late by what others take meanwhile, so it turns a request for far too much into an error; it is no reservation.
/// </remarks>
/// <param name="AvailableBytes">What can be had without anybody being ended; <see cref="long.MaxValue"/> where nothing is known.</param>
internal readonly record struct LinuxMemoryLimit(long AvailableBytes)
{
    private const string MachineFile = "/proc/meminfo", GroupsFile = "/proc/self/cgroup", GroupsRoot = "/sys/fs/cgroup";

    public static LinuxMemoryLimit Read() => Read(MachineFile, GroupsFile, GroupsRoot);

    internal static LinuxMemoryLimit Read(string machineFile, string groupsFile, string groupsRoot) =>
        new(Math.Min(OfMachine(Lines(machineFile)), OfGroups(Lines(groupsFile), groupsRoot)));

    // Shared memory can be swapped out.
    private static long OfMachine(string[] lines)
    {
        long available = ValueOf(lines, "MemAvailable:");
        return available < 0 ? long.MaxValue : (available + Math.Max(0, ValueOf(lines, "SwapFree:"))) * 1024;
    }

    // A limit holds for all groups below it. "0::/path" is the unified hierarchy, "4:memory:/path" the older one for memory.
    private static long OfGroups(string[] lines, string root)
    {
        long least = long.MaxValue;
        foreach (string[] fields in lines.Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3))
        {
            bool isUnified = fields[0] == "0" && fields[1].Length == 0;
            if (!isUnified && !fields[1].Split(',').Contains("memory"))
                continue;
            string top = isUnified ? root : Path.Combine(root, "memory");
            for (string? group = fields[2].Trim('/'); group is not null; group = group.Length == 0 ? null : Path.GetDirectoryName(group) ?? "")
                least = Math.Min(least, OfGroup(Path.Combine(top, group), isUnified));
        }

        return least;
    }

    private static long OfGroup(string directory, bool isUnified)
    {
        long limit = NumberIn(Path.Combine(directory, isUnified ? "memory.max" : "memory.limit_in_bytes"));
        long used = NumberIn(Path.Combine(directory, isUnified ? "memory.current" : "memory.usage_in_bytes"));
        if (limit < 0 || used < 0)
            return long.MaxValue;
        string[] parts = Lines(Path.Combine(directory, "memory.stat"));
        long droppable = Math.Max(0, ValueOf(parts, isUnified ? "inactive_file" : "total_inactive_file"));
        return Math.Max(0, limit - used + droppable);
    }

    // "max" is no number: there is no limit.
    private static long NumberIn(string file) => Lines(file) is [string only, ..] && long.TryParse(only, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;

    private static long ValueOf(string[] lines, string key)
    {
        string? line = Array.Find(lines, line => line.StartsWith(key, StringComparison.Ordinal));
        string[] words = line is null ? [] : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words[0] == key && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : -1;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // A system that does not tell is taken to have no limit; then the kernel decides.
        }
    }
}
