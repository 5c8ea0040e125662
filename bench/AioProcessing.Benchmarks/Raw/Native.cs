using System.Runtime.InteropServices;

namespace AioProcessing.Benchmarks.Raw;

/// <summary>The system calls that the limits stand on. Deliberately not the library's own: a limit must not share its mistakes.</summary>
internal static unsafe partial class Native
{
    public const int CpuSetBytes = 128;
    private const int ProtectReadWrite = 3;
    private const int MapShared = 1;
    private const int MemfdCloseOnExec = 1;
    private const int FutexWait = 0;
    private const int FutexWake = 1;
    private const int LockExclusive = 2;
    private const int LockNone = 8;
    private const int ClockProcessCpuTime = 2;
    private static readonly nint s_futexCall = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 98 : 202;

    /// <summary>Sleeps while <paramref name="word"/> holds <paramref name="expected"/>; may return early.</summary>
    public static void WaitOn(uint* word, uint expected) => Syscall(s_futexCall, word, FutexWait, (nint)expected, 0, 0, 0);

    public static void WakeOne(uint* word) => Syscall(s_futexCall, word, FutexWake, 1, 0, 0, 0);

    /// <summary>Anonymous memory that another process can open under <c>/proc/PID/fd</c>.</summary>
    public static int CreateMemory(string name, long bytes)
    {
        int descriptor = MemfdCreate(name, MemfdCloseOnExec);
        Check(descriptor, "memfd_create");
        Check(Truncate(descriptor, bytes), "ftruncate");
        return descriptor;
    }

    public static byte* Map(int descriptor, long bytes)
    {
        nint address = MapMemory(0, (nint)bytes, ProtectReadWrite, MapShared, descriptor, 0);
        Check(address, "mmap");
        return (byte*)address;
    }

    public static void Allocate(int descriptor, long bytes) => Check(AllocateFile(descriptor, 0, 0, bytes), "fallocate");

    public static void Unmap(byte* memory, long bytes) => Check(UnmapMemory((nint)memory, (nint)bytes), "munmap");

    public static void Close(int descriptor) => Check(CloseFile(descriptor), "close");

    public static void GetAffinity(ulong* mask) => Check(GetAffinity(0, CpuSetBytes, mask), "sched_getaffinity");

    /// <summary>Moves one thread (0 = the calling one).</summary>
    public static void SetAffinity(int threadId, ulong* mask) => Check(SetAffinity(threadId, CpuSetBytes, mask), "sched_setaffinity");

    /// <summary>Nanoseconds of processor time, user and system, that this process has used.</summary>
    public static long ProcessorTimeNanoseconds()
    {
        TimeSpec time;
        Check(ClockGetTime(ClockProcessCpuTime, &time), "clock_gettime");
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    /// <summary>Waits for the file to be nobody else's, then keeps everybody else out.</summary>
    public static void LockFile(int descriptor) => Check(FileLock(descriptor, LockExclusive), "flock");

    public static void UnlockFile(int descriptor) => Check(FileLock(descriptor, LockNone), "flock");

    private static void Check(nint result, string call)
    {
        if (result == -1)
            throw new InvalidOperationException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Syscall(nint number, uint* word, nint operation, nint value, nint timeout, nint word2, nint value3);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, int flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(int descriptor, long bytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapMemory(nint address, nint bytes, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int UnmapMemory(nint address, nint bytes);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int AllocateFile(int descriptor, int mode, long offset, long bytes);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseFile(int descriptor);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int threadId, nint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int threadId, nint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FileLock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ClockGetTime(int clock, TimeSpec* time);
}
