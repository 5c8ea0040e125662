using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>A mapped file on a memory mount of limited size. A touched page that the mount has no room for is SIGBUS, which no process survives.</summary>
internal sealed unsafe class LinuxFileMapping(LinuxSharedMapping pages, string path) : SharedMapping
{
    private int _lastError;

    public override byte* Base => pages.Base;

    public override long SizeBytes => pages.SizeBytes;

    public override int Descriptor => pages.Descriptor;

    public override bool NeedsBacking => true;

    public override bool TryBack(long offset, long sizeBytes)
    {
        // In one call, which undoes itself if it fails; what was there before must stay.
        while (LibC.Allocate(pages.Descriptor, 0, offset, sizeBytes) != 0)
        {
            _lastError = LibC.Errno;
            if (_lastError != LibC.EINTR)
                return false;
        }

        return true;
    }

    public override AioContextException NoRoom(long sizeBytes)
    {
        string mount = System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(path)!)!;
        var drive = new DriveInfo(mount);
        return new AioContextException(
            $"{path} cannot get {sizeBytes:N0} bytes more: {Marshal.GetPInvokeErrorMessage(_lastError)} (error {_lastError}); {mount} has " +
            $"{drive.AvailableFreeSpace:N0} of {drive.TotalSize:N0} bytes left. Nothing was changed. Let consumers catch up, delete contexts and shared memory that nobody uses, or enlarge the mount (docker run --shm-size).");
    }

    public override void Discard(long offset, long sizeBytes) => pages.Discard(offset, sizeBytes);

    public override void Retire() => pages.Retire();

    public override void Dispose() => pages.Dispose();
}
