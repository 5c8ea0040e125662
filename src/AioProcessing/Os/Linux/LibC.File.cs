using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>Files: what they are, who has them locked, and the memory behind them.</summary>
internal static unsafe partial class LibC
{
    public const int EACCES = 13, EEXIST = 17, ENOTDIR = 20, ENOSPC = 28, ELOOP = 40;
    public const int O_RDWR = 2, O_CREAT = 0x40, O_DIRECTORY = 0x10000, O_NOFOLLOW = 0x20000;
    public const int LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8;
    public const uint S_IFMT = 0xF000, S_IFDIR = 0x4000, S_IFREG = 0x8000, S_IFSOCK = 0xC000;

    private const int AtCurrentDirectory = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;
    private const int DuplicateCloseOnExec = 1030;
    private const int GetDescriptionLock = 36;
    private const int SetDescriptionLock = 37;

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int directory, byte* name, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(int directory, byte* name, int flags);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true)]
    public static partial int MakeDirectory(byte* path, uint mode);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(int descriptor, int operation);

    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(int descriptor, long length);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(int descriptor, void* buffer, nuint sizeBytes, long offset);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int directory, byte* path, int flags, uint mask, FileFacts* facts);

    /// <summary>Another number for the same open file.</summary>
    public static int Duplicate(int descriptor) => Control(descriptor, DuplicateCloseOnExec, 0);

    /// <summary>What the open file is. Throws only for a descriptor that is none.</summary>
    public static FileFacts Facts(int descriptor)
    {
        byte empty = 0;
        FileFacts facts;
        return StatX(descriptor, &empty, AtEmptyPath, BasicStats, &facts) == 0 ? facts : throw Failure($"Descriptor {descriptor} cannot be looked at", "statx", Errno);
    }

    /// <summary>What the path leads to; false when that cannot be learnt.</summary>
    public static bool TryFacts(ReadOnlySpan<byte> path, out FileFacts facts)
    {
        fixed (byte* start = path)
        fixed (FileFacts* to = &facts)
            return StatX(AtCurrentDirectory, start, 0, BasicStats, to) == 0;
    }

    /// <summary>Locks or frees the file's first byte for the open file, not for the process: it goes with the last descriptor of it.</summary>
    public static int SetFirstByteLock(int descriptor, short type)
    {
        ByteLock wanted = new() { Type = type, Length = 1 };
        return Control(descriptor, SetDescriptionLock, (nint)(&wanted));
    }

    /// <summary>Whether another open file has the first byte locked in any way.</summary>
    public static bool IsFirstByteLocked(int descriptor)
    {
        ByteLock found = new() { Type = ByteLock.Write, Length = 1 };
        return Control(descriptor, GetDescriptionLock, (nint)(&found)) != 0 || found.Type != ByteLock.None;
    }

    /// <summary>struct flock.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ByteLock
    {
        public const short Read = 0, Write = 1, None = 2;

        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }

    /// <summary>struct statx, as far as it is read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileFacts
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(20)] public uint UserId;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong SizeBytes;
        [FieldOffset(48)] public ulong Blocks512;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
