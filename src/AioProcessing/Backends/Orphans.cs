using AioProcessing.Os;

namespace AioProcessing.Backends;

/// <summary>Files with names that no living process has open: what the killed leave.</summary>
internal static class Orphans
{
    /// <summary>Removes those of contexts and of shared memory; the names of those removed.</summary>
    public static IReadOnlyList<string> RemoveAll() => [.. Remove(Platform.ContextStore), .. Remove(Platform.MemoryStore)];

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
