namespace AioProcessing.Os.Linux;

/// <summary>A child by its pidfd.</summary>
internal sealed unsafe class LinuxChildHandle : ChildHandle
{
    private readonly Lock _lock = new();
    private int _pidfd;

    /// <summary>To be called right after the start: until we reap it, the pid is the child's.</summary>
    public LinuxChildHandle(int pid)
    {
        _pidfd = LibC.PidfdOpen(pid);
        // ESRCH: it is gone and somebody else has reaped it (System.Diagnostics.Process does, as process 1).
        if (_pidfd < 0 && LibC.Errno is int errno and not LibC.ESRCH)
        {
            // A child that cannot be watched is not kept: it has run nothing yet.
            _ = LibC.Kill(pid, Os.Signal.Kill);
            LibC.SignalInfo info;
            _ = LibC.WaitId(LibC.P_PID, pid, &info, LibC.WEXITED);
            throw LibC.Failure("No process can be started: it could not be watched", "pidfd_open", errno);
        }
        bool found = ProcessStat.TryRead(pid, out ProcessStat stat);
        Identity = new ProcessIdentity(pid, found ? stat.StartTime : 0);
    }

    public override ProcessIdentity Identity { get; }

    public override bool Signal(int number)
    {
        lock (_lock)
        {
            if (_pidfd < 0)
                return false;
            if (LibC.PidfdSendSignal(_pidfd, number) == 0)
                return true;
            return LibC.Errno == LibC.ESRCH ? false : throw LibC.Failure($"Process {Identity.Pid} cannot be sent {Os.Signal.NameOf(number)}", "pidfd_send_signal", LibC.Errno);
        }
    }

    public override ExitStatus? Reap()
    {
        if (_pidfd < 0)
            return null;
        LibC.SignalInfo info = default;
        while (LibC.WaitId(LibC.P_PIDFD, _pidfd, &info, LibC.WEXITED) < 0)
        {
            if (LibC.Errno == LibC.EINTR)
                continue;
            // ECHILD: reaped by somebody else, or SIGCHLD is ignored in this program.
            return LibC.TryGetExitOfReaped(_pidfd, out int status) ? FromWaitStatus(status) : null;
        }
        if (info.Code != LibC.CLD_EXITED)
            RuntimeRemains.RemoveOf(Identity);
        return new ExitStatus(info.Code == LibC.CLD_EXITED ? info.Status : -info.Status, info.Code == LibC.CLD_DUMPED);
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            if (_pidfd >= 0)
                _ = LibC.Close(_pidfd);
            _pidfd = -1;
        }
    }

    /// <summary>Seven bits of signal, one for the core dump, eight of exit code.</summary>
    private static ExitStatus FromWaitStatus(int status)
    {
        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xff, false) : new ExitStatus(-signal, (status & 0x80) != 0);
    }
}
