using System.Net.Sockets;

namespace AioProcessing.Os.Linux;

/// <summary>Sockets that the framework has no way to make.</summary>
internal static class LinuxSockets
{
    public static unsafe (Socket First, Socket Second) CreatePair()
    {
        int* pair = stackalloc int[2];
        if (LibC.SocketPair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair) < 0)
            throw LibC.Failure("A pipe cannot be made", "socketpair", LibC.Errno);
        return (new Socket(new SafeSocketHandle(pair[0], ownsHandle: true)), new Socket(new SafeSocketHandle(pair[1], ownsHandle: true)));
    }
}
