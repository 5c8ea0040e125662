using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>Process descriptors and the epoll set that waits for them.</summary>
internal static unsafe partial class LibC
{
    public const int EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CLOEXEC = O_CLOEXEC;
    public const uint EPOLLIN = 1;

    // By number: glibc has no wrapper before 2.36, and musl has none.
    private const int SysPidfdOpen = 434;

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint argument1, nint argument2);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* entries, int capacity, int timeoutMilliseconds);

    /// <summary>A descriptor that becomes readable when the process has ended; close-on-exec by itself. -1 with errno set on failure.</summary>
    public static int PidfdOpen(int pid) => (int)SystemCall(SysPidfdOpen, pid, 0);

    /// <summary>True when the process behind <paramref name="pidfd"/> has ended, with all its threads.</summary>
    public static bool HasEnded(int pidfd)
    {
        PollEntry entry = new() { Descriptor = pidfd, Events = POLLIN };
        return Poll(&entry, 1, 0) > 0;
    }
}
