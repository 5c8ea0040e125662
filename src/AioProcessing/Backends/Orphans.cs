using AioProcessing.Os;

namespace AioProcessing.Backends;

/// <summary>Files with names that no living process has open: what the killed leave.</summary>
internal static class Orphans
{
    /// <summary>Removes those of contexts and of shared memory; the names of those removed.</summary>
    public static IReadOnlyList<string> RemoveAll() => [.. Remove(Platform.ContextStore), .. Remove(Platform.MemoryStore)];

    /// <summary>After the death of a child: what it may have left is gone before anybody hears of the death. A few system calls for each name there is.</summary>
    public static void RemoveMemory()
    {
        try
        {
            Remove(Platform.MemoryStore);
        }
        catch (Exception error) when (error is AioException or IOException or UnauthorizedAccessException)
        {
            // Whoever makes a name next meets the same obstacle, and can be told.
        }
    }

    /// <summary>Removes them; the names of those removed. Never waits: a file that somebody is just opening or leaving is not looked at.</summary>
    public static IReadOnlyList<string> Remove(ContextStore store)
    {
        var removed = new List<string>();
        foreach (string name in store.List().Where(ContextName.IsValid))
        {
            using ContextFile? file = store.Open(name, create: false);
            if (file is null || !file.Lock.TryEnter())
                continue;
            if (file.IsLinked && !file.HasOtherMembers)
            {
                file.Unlink();
                removed.Add(name);
            }

            file.Lock.Exit();
        }

        return removed;
    }
}
