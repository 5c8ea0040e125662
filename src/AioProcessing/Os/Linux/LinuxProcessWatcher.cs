namespace AioProcessing.Os.Linux;

/// <summary>A pidfd per watched process; all of them sleep in <see cref="EpollThread"/>.</summary>
internal sealed class LinuxProcessWatcher : ProcessWatcher
{
    /// <summary>The pid namespace.</summary>
    public override ulong PidScope => LibC.TryFacts("/proc/self/ns/pid\0"u8, out LibC.FileFacts facts) ? facts.Inode : 0;

    public override ProcessIdentity Identify(int pid)
    {
        if (pid <= 0 || !ProcessStat.TryRead(pid, out ProcessStat stat))
            return new ProcessIdentity(pid, 0);
        bool ended = stat.State is 'X' || (stat.State is 'Z' && HasWhollyEnded(pid));
        return new ProcessIdentity(pid, ended ? 0 : stat.StartTime);
    }

    public override int ParentOf(int pid)
    {
        try
        {
            return pid > 0 && ProcessStat.TryRead(pid, out ProcessStat stat) ? stat.Parent : 0;
        }
        catch (AioException)
        {
            return 0; // No descriptor is free, for example.
        }
    }

    public override IDisposable Watch(ProcessIdentity process, Action ended)
    {
        if (process.Pid <= 0 || process.StartTime == 0)
            return Tell(ended);
        int pidfd = LibC.PidfdOpen(process.Pid);
        if (pidfd < 0)
            return IsGone(LibC.Errno) ? Tell(ended) : throw LibC.Failure($"Process {process.Pid} cannot be watched", "pidfd_open", LibC.Errno);
        bool isHandedOver = false;
        try
        {
            // The descriptor came first, so the pid cannot be recycled between this look and the watch.
            bool isThisOne = ProcessStat.TryRead(process.Pid, out ProcessStat stat) && stat.StartTime == process.StartTime;
            if (!isThisOne || LibC.HasEnded(pidfd))
                return Tell(ended);
            isHandedOver = true;
            return EpollThread.Shared.Add(pidfd, LibC.EPOLLIN, closes: true, ended);
        }
        finally
        {
            if (!isHandedOver)
                _ = LibC.Close(pidfd);
        }
    }

    private static Spent Tell(Action ended)
    {
        ended();
        return Spent.Instance;
    }

    /// <summary>EINVAL: the number is that of a thread, so the process that had it is gone.</summary>
    private static bool IsGone(int errno) => errno is LibC.ESRCH or LibC.EINVAL;

    /// <summary>The first thread may be a zombie while others still run and write to shared memory; the pidfd knows.</summary>
    private static bool HasWhollyEnded(int pid)
    {
        int pidfd = LibC.PidfdOpen(pid);
        if (pidfd < 0)
            return IsGone(LibC.Errno) ? true : throw LibC.Failure($"The state of process {pid} cannot be read", "pidfd_open", LibC.Errno);
        bool ended = LibC.HasEnded(pidfd);
        _ = LibC.Close(pidfd);
        return ended;
    }

    private sealed class Spent : IDisposable
    {
        public static readonly Spent Instance = new();

        public void Dispose()
        {
        }
    }
}
