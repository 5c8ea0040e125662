using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>Descriptors that travel in a message over a Unix socket.</summary>
internal static unsafe partial class LibC
{
    private const int SOL_SOCKET = 1, SCM_RIGHTS = 1, MSG_CMSG_CLOEXEC = 0x40000000;

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, MessageHead* message, int flags);

    [LibraryImport(Library, EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, MessageHead* message, int flags);

    /// <summary>Sends one byte, and the descriptor with it. False on failure, with errno set.</summary>
    public static bool SendDescriptor(int socket, int descriptor)
    {
        byte data = 1;
        Segment segment = new() { Start = &data, Length = 1 };
        DescriptorMessage control = new() { Length = DescriptorMessage.UsedBytes, Level = SOL_SOCKET, Type = SCM_RIGHTS, Descriptor = descriptor };
        MessageHead head = new() { Segments = &segment, SegmentCount = 1, Control = &control, ControlBytes = (nuint)sizeof(DescriptorMessage) };
        nint sent;
        while ((sent = SendMessage(socket, &head, MSG_NOSIGNAL)) < 0 && Errno == EINTR)
            ;
        return sent == 1;
    }

    /// <summary>Receives what <see cref="SendDescriptor"/> sent; -1 when the other end has closed, or sent something else.</summary>
    public static int ReceiveDescriptor(int socket)
    {
        byte data;
        Segment segment = new() { Start = &data, Length = 1 };
        DescriptorMessage control = default;
        MessageHead head = new() { Segments = &segment, SegmentCount = 1, Control = &control, ControlBytes = (nuint)sizeof(DescriptorMessage) };
        nint received;
        while ((received = ReceiveMessage(socket, &head, MSG_CMSG_CLOEXEC)) < 0 && Errno == EINTR)
            ;
        return received == 1 && control is { Length: DescriptorMessage.UsedBytes, Level: SOL_SOCKET, Type: SCM_RIGHTS } ? control.Descriptor : -1;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Segment
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHead
    {
        public void* Name;
        public uint NameBytes;
        public Segment* Segments;
        public nuint SegmentCount;
        public void* Control;
        public nuint ControlBytes;
        public int Flags;
    }

    /// <summary>struct cmsghdr with one descriptor, padded as the system wants it.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 24)]
    private struct DescriptorMessage
    {
        public const int UsedBytes = 20;

        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
    }
}
