using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Backends;

/// <summary>Where the objects of a process tree live: the arena that its first process made and that its children inherit.</summary>
internal static class SharedMemoryBackend
{
    private static readonly Lock s_gate = new();
    private static volatile Membership? s_home;

    /// <summary>This process's membership of the tree's context; made, or joined, at the first call.</summary>
    public static Membership Home => s_home ?? EnterHome();

    /// <inheritdoc cref="Home"/>
    public static Participant Default => Home.Participant;

    /// <summary>The descriptor that a child must inherit to join.</summary>
    public static int DescriptorForChildren() => Default.Arena.Descriptor;

    /// <summary>Joins an arena as this process, and begins to serve its waits.</summary>
    public static Participant Join(Arena arena)
    {
        ProcessIdentity process = Platform.ProcessWatcher.Identify(Environment.ProcessId);
        Participant me = Participant.Join(arena, Platform.Doorbell, Platform.ProcessWatcher, process);
        me.Dispatcher.Start();
        ProcessEnded.Ended += me.ReapEnded;
        return me;
    }

    private static Membership EnterHome()
    {
        lock (s_gate)
        {
            if (s_home is null)
            {
                s_home = Enter(InheritedArena.Descriptor);
                ProcessEnded.Ended += static _ => Orphans.RemoveMemory();
            }

            return s_home;
        }
    }

    private static Membership Enter(int inherited)
    {
        Arena arena = inherited < 0
            ? Arena.Create(Platform.CreateMapping(ArenaLayout.TotalBytes), identity: (ulong)Random.Shared.NextInt64() | 1)
            : Arena.Attach(Platform.OpenMapping(inherited, ArenaLayout.TotalBytes));
        return new Membership(Join(arena), name: null, names: null, TimeLimit.ForOpening, leave: null);
    }
}
