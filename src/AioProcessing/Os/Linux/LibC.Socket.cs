using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>The socket pair between parent and child.</summary>
internal static unsafe partial class LibC
{
    public const int AF_UNIX = 1, SOCK_STREAM = 1, SOCK_CLOEXEC = O_CLOEXEC;
    public const int MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000;
    public const int F_SETFD = 2, F_SETFL = 4, F_SETOWN = 8, F_SETSIG = 10, O_ASYNC = 0x2000, F_DUPFD_CLOEXEC = 1030, FD_CLOEXEC = 1;
    public const uint EPOLLOUT = 4;
    public const short POLLHUP = 0x10, POLLERR = 8, POLLRDHUP = 0x2000;

    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    public static partial int SocketPair(int domain, int type, int protocol, int* descriptors);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int socket, byte* bytes, nuint sizeBytes, int flags);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int socket, byte* buffer, nuint sizeBytes, int flags);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command, int argument);

    // The same without the reason for a failure: what keeps it lives in an assembly that a starting child has not loaded, and does without.

    [LibraryImport(Library, EntryPoint = "send")]
    public static partial nint SendQuietly(int socket, byte* bytes, nuint sizeBytes, int flags);

    [LibraryImport(Library, EntryPoint = "recv")]
    public static partial nint ReceiveQuietly(int socket, byte* buffer, nuint sizeBytes, int flags);

    [LibraryImport(Library, EntryPoint = "fcntl")]
    public static partial int ControlQuietly(int descriptor, int command, int argument);

    [LibraryImport(Library, EntryPoint = "poll")]
    public static partial int PollQuietly(PollEntry* entries, nuint count, int timeoutMilliseconds);
}
