using AioProcessing.Bootstrap;
using AioProcessing.Os;

namespace AioProcessing.Processes;

/// <summary>This process, its parent and its children.</summary>
internal static class ProcessTree
{
    private static readonly Lock s_lock = new();

    // Strong references: a process that nobody keeps still runs to its end.
    private static readonly List<AioProcess> s_children = [];
    private static AioProcess? s_parent;

    public static AioProcess Current { get; } = new(Environment.ProcessId, ThisProcess.Name);

    public static AioProcess? Parent
    {
        get
        {
            lock (s_lock)
                return s_parent ??= ThisProcess.Profile is { } profile ? MakeParent(profile) : null;
        }
    }

    public static IReadOnlyList<AioProcess> ActiveChildren
    {
        get
        {
            lock (s_lock)
                return [.. s_children];
        }
    }

    public static void Add(AioProcess child)
    {
        lock (s_lock)
            s_children.Add(child);
    }

    public static void Remove(AioProcess child)
    {
        lock (s_lock)
            s_children.Remove(child);
    }

    /// <summary>The end of the parent is seen for the short time until the life-line ends this process too.</summary>
    private static AioProcess MakeParent(ChildProfile profile)
    {
        AioProcess parent = new(profile.ParentId, profile.ParentName);
        ProcessIdentity identity = Platform.ProcessWatcher.Identify(profile.ParentId);
        _ = Platform.ProcessWatcher.Watch(identity, () => parent.SetExited(new AioExit(profile.ParentId, profile.ParentName, null)));
        return parent;
    }
}
