using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>What a process or thread may use, what it is called, and a few things that it gets from the system.</summary>
internal static unsafe partial class LibC
{
    public const int EPERM = 1;
    public const int O_WRONLY = 1, O_APPEND = 0x400, O_NONBLOCK = 0x800;
    public const int PRIO_PROCESS = 0, PR_SET_NAME = 15, RLIMIT_DATA = 2;

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* ends, int flags);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* bytes, nuint sizeBytes);

    /// <summary>Of one thread; 0 = the calling one.</summary>
    [LibraryImport(Library, EntryPoint = "sched_setaffinity", SetLastError = true)]
    public static partial int SetAffinity(int thread, nuint sizeBytes, byte* mask);

    /// <summary>Of one thread; 0 = the calling one.</summary>
    [LibraryImport(Library, EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int which, int thread, int nice);

    [LibraryImport(Library, EntryPoint = "prlimit", SetLastError = true)]
    public static partial int SetResourceLimit(int pid, int resource, ResourceLimit* value, ResourceLimit* before);

    [LibraryImport(Library, EntryPoint = "prctl")]
    public static partial int ControlProcess(int option, byte* argument, nint unused2, nint unused3, nint unused4);

    [LibraryImport(Library, EntryPoint = "getrandom", SetLastError = true)]
    public static partial nint GetRandom(byte* buffer, nuint sizeBytes, uint flags);

    /// <summary>struct rlimit.</summary>
    public struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
