using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>Starting, signalling and reaping children.</summary>
internal static unsafe partial class LibC
{
    // Above what any libc makes of these opaque structures (glibc: 80, 336 and 128 bytes).
    public const int SpawnActionsSize = 256, SpawnAttributesSize = 512, SignalSetSize = 128;
    public const short POSIX_SPAWN_SETSIGDEF = 4, POSIX_SPAWN_SETSIGMASK = 8;
    public const int P_PID = 1, P_PIDFD = 3, WNOHANG = 1, WEXITED = 4;
    public const int CLD_EXITED = 1, CLD_DUMPED = 3;

    private const int SysPidfdSendSignal = 424;

    // struct pidfd_info, first version: mask, cgroup, eleven 32-bit ids, exit code; kernels from 6.15 on fill in the last.
    private const uint PidfdGetInfo = 0xC040FF0B;
    private const ulong PidfdInfoExit = 8;

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial int Spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(void* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int ActionsAddOpen(void* actions, int descriptor, byte* path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsAddDuplicate(void* actions, int from, int to);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclose")]
    public static partial int ActionsAddClose(void* actions, int descriptor);

    /// <summary>glibc 2.34 and later.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int ActionsAddCloseFrom(void* actions, int lowest);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial int ActionsAddChangeDirectory(void* actions, byte* path);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetMask(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetDefaults(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int SignalSetClear(void* signals);

    [LibraryImport(Library, EntryPoint = "sigfillset")]
    public static partial int SignalSetFill(void* signals);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int idType, int id, SignalInfo* info, int options);

    [LibraryImport(Library, EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "_exit")]
    public static partial void Exit(int code);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint argument1, nint argument2, nint argument3, nint argument4);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int DeviceControl(int descriptor, nuint request, void* argument);

    /// <summary>siginfo_t as waitid fills it in.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct SignalInfo
    {
        [FieldOffset(8)]
        public int Code;

        [FieldOffset(16)]
        public int Pid;

        [FieldOffset(24)]
        public int Status;
    }

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct PidfdInfo
    {
        [FieldOffset(0)]
        public ulong Mask;

        [FieldOffset(60)]
        public int ExitCode;
    }

    public static int PidfdSendSignal(int pidfd, int signal) => (int)SystemCall(SysPidfdSendSignal, pidfd, signal, 0, 0);

    /// <summary>The wait status of a process that somebody else reaped. False where the kernel does not tell.</summary>
    public static bool TryGetExitOfReaped(int pidfd, out int waitStatus)
    {
        PidfdInfo info = new() { Mask = PidfdInfoExit };
        bool told = DeviceControl(pidfd, PidfdGetInfo, &info) == 0 && (info.Mask & PidfdInfoExit) != 0;
        waitStatus = info.ExitCode;
        return told;
    }
}
