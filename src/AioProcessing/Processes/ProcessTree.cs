using AioProcessing.Bootstrap;
using AioProcessing.Os;

namespace AioProcessing.Processes;

/// <summary>This process, its parent and its children.</summary>
internal static class ProcessTree
{
    private static readonly Lock s_lock = new();

    // Strong references: a process that nobody keeps still runs to its end.
    private static readonly List<AioProcess> s_children = [];
    private static readonly Dictionary<ProcessIdentity, AioProcess> s_relatives = [];
    private static AioProcess? s_parent;
    private static bool s_endIsWatched;

    public static AioProcess Current { get; } = new(Environment.ProcessId, ThisProcess.Name, ThisProcess.IsDaemon);

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
        {
            s_children.Add(child);
            if (!s_endIsWatched)
                AppDomain.CurrentDomain.ProcessExit += static (_, _) => EndChildren();
            s_endIsWatched = true;
        }
    }

    /// <exception cref="InvalidOperationException">This process is daemonic.</exception>
    public static void EnsureMayHaveChildren()
    {
        if (ThisProcess.IsDaemon)
            throw new InvalidOperationException(
                $"Process '{ThisProcess.Name}' (pid {Environment.ProcessId}) is daemonic (AioProcessOptions.IsDaemon), and daemonic processes may not start children: nobody would wait for them. "
                + "Start it with IsDaemon = false.");
    }

    public static void Remove(AioProcess child)
    {
        lock (s_lock)
            s_children.Remove(child);
    }

    /// <summary>A process that another one has started, watched until it ends. The same object each time, so that asking often costs no more than asking once.</summary>
    public static AioProcess Relative(ProcessIdentity identity, string name)
    {
        AioProcess relative = new(identity.Pid, name);
        lock (s_lock)
        {
            if (s_relatives.TryGetValue(identity, out AioProcess? known))
                return known;
            s_relatives.Add(identity, relative);
        }

        try
        {
            _ = Platform.ProcessWatcher.Watch(identity, () =>
            {
                Forget(identity);
                relative.SetExited(new AioExit(identity.Pid, name, null));
            });
        }
        catch (AioException)
        {
            Forget(identity); // The next one to ask may have more luck.
            throw;
        }

        return relative;
    }

    /// <summary>At the normal end of this process: daemonic children are terminated, others waited for. Any other end takes all of them along.</summary>
    private static void EndChildren()
    {
        IReadOnlyList<AioProcess> children = ActiveChildren;
        AioProcess[] daemons = [.. children.Where(static child => child.EndsWithParent)];
        foreach (AioProcess daemon in daemons)
            daemon.Terminate();
        Task.WaitAll(daemons.Select(static daemon => daemon.EndOrKillAsync()));
        foreach (AioProcess child in children)
            _ = child.Join();
    }

    private static void Forget(ProcessIdentity relative)
    {
        lock (s_lock)
            s_relatives.Remove(relative);
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
