namespace AioProcessing.Os;

/// <summary>Tells when processes end: one thread per watching process, asleep until there is something to tell.</summary>
internal abstract class ProcessWatcher
{
    /// <summary>Names the set of processes among which a pid means the same everywhere; 0 when that cannot be learnt.</summary>
    public virtual ulong PidScope => 0;

    /// <summary>The identity of a live process; <see cref="ProcessIdentity.StartTime"/> is 0 when there is none (a zombie counts as ended).</summary>
    public abstract ProcessIdentity Identify(int pid);

    /// <summary>The pid of the process that started this one, while both live; 0 when that cannot be learnt.</summary>
    public virtual int ParentOf(int pid) => 0;

    /// <summary>
    /// Calls <paramref name="ended"/> once, on the watcher's thread, when that incarnation has ended; at once, on the caller's thread, when it
    /// already has. A stopped process has not ended. <paramref name="ended"/> must not block or throw.
    /// </summary>
    /// <returns>Disposing it ends the watch; <paramref name="ended"/> may then still be running, but does not start any more.</returns>
    public abstract IDisposable Watch(ProcessIdentity process, Action ended);
}
