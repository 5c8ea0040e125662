using System.Net.Sockets;
using System.Text;

namespace AioProcessing.Os.Linux;

/// <summary>What the framework cannot do with sockets.</summary>
internal static class LinuxSockets
{
    public static unsafe (Socket First, Socket Second) CreatePair()
    {
        int* pair = stackalloc int[2];
        if (LibC.SocketPair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair) < 0)
            throw LibC.Failure("A pipe cannot be made", "socketpair", LibC.Errno);
        return (new Socket(new SafeSocketHandle(pair[0], ownsHandle: true)), new Socket(new SafeSocketHandle(pair[1], ownsHandle: true)));
    }

    public static bool IsAt(string path) =>
        LibC.TryFacts(Encoding.UTF8.GetBytes(path + '\0'), out LibC.FileFacts facts) && (facts.Mode & LibC.S_IFMT) == LibC.S_IFSOCK;
}
