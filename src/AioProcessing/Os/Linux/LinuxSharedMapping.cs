using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>An anonymous memory file: private to whoever is handed its descriptor, and not limited by the size of a shared-memory mount.</summary>
internal sealed unsafe partial class LinuxSharedMapping : SharedMapping
{
    private const uint CloseOnExec = 1;
    private const int ReadWrite = 3;
    private const int SharedNoReserve = 0x01 | 0x4000;
    private const int DontDump = 16;
    private const int Remove = 9;
    private const int PrivateAnonymousFixedNoReserve = 0x02 | 0x20 | 0x10 | 0x4000;
    private const int Interrupted = 4;

    // A signal undoes a whole call: in a process that gets many, only what is short gets through.
    private const long AllocationStep = 16 << 20;

    private static readonly void* s_failed = (void*)-1;

    private bool _isRetired;

    private LinuxSharedMapping(int descriptor, byte* start, long sizeBytes)
    {
        Descriptor = descriptor;
        Base = start;
        SizeBytes = sizeBytes;
    }

    public override byte* Base { get; }

    public override long SizeBytes { get; }

    public override int Descriptor { get; }

    /// <summary>Makes zeroed memory of <paramref name="sizeBytes"/> of address space.</summary>
    public static LinuxSharedMapping Create(long sizeBytes)
    {
        int descriptor = memfd_create("aioprocessing", CloseOnExec);
        if (descriptor < 0)
            throw Failed("made", sizeBytes);
        if (ftruncate(descriptor, sizeBytes) != 0)
            throw Failed("sized", sizeBytes);
        return Map(descriptor, sizeBytes);
    }

    /// <summary>Maps memory that another process made; takes the descriptor over.</summary>
    public static LinuxSharedMapping Open(int descriptor, long sizeBytes) => Map(descriptor, sizeBytes);

    public override long AvailableBytes => LinuxMemoryLimit.Read().AvailableBytes;

    public override bool TryAllocate(long offset, long sizeBytes)
    {
        for (long end = offset + sizeBytes; offset < end;)
        {
            long step = Math.Min(end - offset, AllocationStep);
            if (fallocate(Descriptor, 0, offset, step) == 0)
                offset += step;
            else if (Marshal.GetLastPInvokeError() != Interrupted)
                return false;
        }

        return true;
    }

    public override void Discard(long offset, long sizeBytes)
    {
        // Failing means only that the memory stays in use, for example under a seal or a policy: nothing to tell the caller.
        _ = madvise(Base + offset, (nuint)sizeBytes, Remove);
    }

    public override void Retire()
    {
        _isRetired = true;
        _ = mmap(Base, (nuint)SizeBytes, ReadWrite, PrivateAnonymousFixedNoReserve, -1, 0);
        _ = close(Descriptor);
    }

    public override void Dispose()
    {
        _ = munmap(Base, (nuint)SizeBytes);
        if (!_isRetired)
            _ = close(Descriptor);
    }

    private static LinuxSharedMapping Map(int descriptor, long sizeBytes)
    {
        void* start = mmap(null, (nuint)sizeBytes, ReadWrite, SharedNoReserve, descriptor, 0);
        if (start == s_failed)
            throw Failed("mapped", sizeBytes);
        _ = madvise(start, (nuint)sizeBytes, DontDump); // A core dump must not walk terabytes of holes.
        return new LinuxSharedMapping(descriptor, (byte*)start, sizeBytes);
    }

    private static AioContextException Failed(string what, long sizeBytes)
    {
        int error = Marshal.GetLastPInvokeError();
        return new AioContextException(
            $"Shared memory of {sizeBytes:N0} bytes of address space could not be {what}: {Marshal.GetPInvokeErrorMessage(error)} (error {error}). " +
            "Only pages in use take memory, so raise the limit on address space or file size (ulimit -v, ulimit -f) rather than add memory.");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(int descriptor, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
