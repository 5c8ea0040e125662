using System.Text;

namespace AioProcessing.Os.Linux;

/// <summary>A file of shared memory. Members hold a read lock on its first byte, which the kernel takes from the dead; openers hold its flock.</summary>
internal sealed unsafe class LinuxContextFile(int directory, int descriptor, string path, string name) : ContextFile
{
    private LibC.FileFacts Facts => LibC.Facts(descriptor);

    public override SystemLock Lock { get; } = new LinuxFileLock(descriptor, owns: false);

    public override string Path => path;

    // The mount numbers its files upwards.
    public override ulong FileId => Facts.Inode;

    public override bool IsLinked => Facts.Links != 0;

    public override long LengthBytes => (long)Facts.SizeBytes;

    public override long UsedBytes => (long)Facts.Blocks512 * 512;

    public override int MemberCount => LockTable.Of(Facts).SharedCount;

    public override bool HasOtherMembers => LibC.IsFirstByteLocked(descriptor);

    public override void Enter() => SetLock(LibC.ByteLock.Read);

    public override void Leave() => SetLock(LibC.ByteLock.None);

    public override int ReadStart(Span<byte> bytes)
    {
        fixed (byte* start = bytes)
            return (int)Math.Max(0, LibC.ReadAt(descriptor, start, (nuint)bytes.Length, 0));
    }

    public override void SetLength(long sizeBytes)
    {
        if (LibC.Truncate(descriptor, sizeBytes) != 0)
            throw LibC.Failure($"{path} cannot be given {sizeBytes:N0} bytes of address space (of which only what is used takes memory; see ulimit -f)", "ftruncate", LibC.Errno);
    }

    public override SharedMapping Map(long sizeBytes)
    {
        int own = LibC.Duplicate(descriptor);
        return own >= 0 ? new LinuxFileMapping(LinuxSharedMapping.Open(own, sizeBytes), path) : throw LibC.Failure($"{path} cannot be mapped", "fcntl", LibC.Errno);
    }

    public override void Unlink()
    {
        if (!IsLinked)
            return;
        fixed (byte* start = Encoding.UTF8.GetBytes(name + "\0"))
            _ = LibC.UnlinkAt(directory, start, 0);
    }

    public override void Dispose()
    {
        _ = LibC.Close(descriptor);
        _ = LibC.Close(directory);
    }

    private void SetLock(short type)
    {
        if (LibC.SetFirstByteLock(descriptor, type) != 0)
            throw LibC.Failure($"Membership of {path} cannot be declared", "fcntl", LibC.Errno);
    }
}
