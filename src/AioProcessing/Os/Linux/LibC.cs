using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Blittable signatures only: such calls are compiled ahead of time, the others cost a fresh process a JIT-compiled stub each.
[assembly: DisableRuntimeMarshalling]

namespace AioProcessing.Os.Linux;

/// <summary>What we call in libc, each signature once. Numbers are those of Linux on every 64-bit architecture.</summary>
internal static unsafe partial class LibC
{
    // glibc's own name, found at the first try; "libc" takes a dozen. musl answers to whatever begins with "libc.".
    private const string Library = "libc.so.6";

    public const int ENOENT = 2, ESRCH = 3, EINTR = 4, ECHILD = 10, EAGAIN = 11, EINVAL = 22, EPIPE = 32, ENOSYS = 38, ECONNRESET = 104;
    public const int O_RDONLY = 0, O_CLOEXEC = 0x80000;
    public const short POLLIN = 1;

    public static int Errno => Marshal.GetLastPInvokeError();

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, void* buffer, nuint sizeBytes);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "dladdr")]
    public static partial int ImageOf(void* address, ImageInfo* info);

    [StructLayout(LayoutKind.Sequential)]
    public struct ImageInfo
    {
        public byte* FileName;
        public void* Start;
        public byte* SymbolName;
        public void* SymbolAddress;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>The error for a failed call: what could not be done, and the system's own words for why.</summary>
    public static AioException Failure(string what, string call, int errno) =>
        new($"{what}: {call} failed with error {errno} ({Marshal.GetPInvokeErrorMessage(errno)}).");
}
