using AioProcessing.Backends;
using AioProcessing.Memory;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>Bytes that several processes see: those to whom a handle was given, and, if it has a name, every process of this user that opens it.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.shared_memory.SharedMemory</c>, with these differences: the size is exact; nobody's end takes the memory from others who have
/// it open, and none is left behind when all have ended, however they did; every page is allocated when it is made, so that there is an exception when memory
/// is short and never a crash later.
/// <para><b>Life</b>: as long as a living process has a handle. Without a name a reference on its way counts too, even if its sender has died. With a name the sender of
/// a reference keeps it for the receiver; once unlinked it can be used by those who have it, but not be opened or received.</para>
/// <para><see cref="Span"/> is not checked any more once it is taken: it must not be used after <see cref="Dispose"/>, nor while another thread disposes. Memory that
/// others may have got meanwhile would be read and overwritten. <see cref="Memory"/> and streams look each time, and what they are in the middle of delays the end.</para>
/// <para><b>If a process dies</b> while it writes, what it had written stays; use a lock to learn of it. What is left in the system when all who had a named one open were
/// killed is removed by the parent of one of them before it hears of the death, else by the next process that makes one, or by <c>AioContext.RemoveOrphans</c>.</para>
/// <para><b>Where</b>: without a name beside the locks and queues of the process tree, which no size of a shared-memory mount limits. With a name in a file of its own that only this
/// user can open (<see cref="Path"/>): a mount of 64 MB, as in a container, is then the limit.</para>
/// </remarks>
public sealed unsafe class AioSharedMemory : IAioHandle, IDisposable
{
    private SharedRegion _region;

    private AioSharedMemory(SharedRegion region) => _region = region;

    /// <summary>Makes memory, filled with zeroes.</summary>
    /// <param name="name">What others open it by: 1 to 100 letters A to Z, digits, '-', '_' and '.', not beginning with '.'. Null = it is only handed over.</param>
    /// <param name="size">Bytes; 1 or more.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    /// <exception cref="AioContextException">Somebody has memory of that name open; or there is too little left on this machine, on the mount, or within the limits of this process.</exception>
    /// <exception cref="AioTimeoutException">A process that is opening or leaving memory of that name does not get on; the message names it.</exception>
    public static AioSharedMemory Create(string? name, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return new AioSharedMemory(name is null ? SharedRegion.Create(size) : FileRegion.Create(name, size));
    }

    /// <summary>Makes memory without a name, filled with zeroes.</summary>
    /// <param name="size">Bytes; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    /// <exception cref="AioContextException">There is too little left on this machine, or within the limits of this process.</exception>
    public static AioSharedMemory Create(long size) => Create(null, size);

    /// <summary>Opens memory that a living process has open under that name.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="AioContextException">There is none.</exception>
    /// <exception cref="AioTimeoutException">A process that is opening or leaving it does not get on; the message names it.</exception>
    public static AioSharedMemory Open(string name) => new(FileRegion.Open(name));

    /// <summary>The named memory of this user, by name.</summary>
    public static IReadOnlyList<AioSharedMemoryInfo> List() => NamedMemory.List();

    /// <summary>What others open it by; null where it is only handed over.</summary>
    public string? Name => _region.Name;

    /// <summary>The file that holds a named one, its bytes and nothing else, for programs that do not use this library; null without a name.</summary>
    public string? Path => _region.Path;

    /// <summary>Its bytes: as many as were asked for.</summary>
    public long Size => _region.SizeBytes;

    /// <summary>The bytes themselves. Not to be used after, or during, <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">There are more than a span can have, 2 GiB.</exception>
    public Span<byte> Span => new(_region.Start, AllInOne());

    /// <summary>The bytes themselves, for methods that await. Each <c>Span</c> of it throws once this is disposed of; pinned, they stay.</summary>
    /// <exception cref="InvalidOperationException">There are more than a memory can have, 2 GiB.</exception>
    public Memory<byte> Memory => GetMemory(0, AllInOne());

    /// <summary>Some of the bytes themselves. Not to be used after, or during, <see cref="Dispose"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all within it.</exception>
    public Span<byte> GetSpan(long offset, int length)
    {
        CheckRange(offset, length);
        return new(_region.Start + offset, length);
    }

    /// <summary>Some of the bytes themselves, as <see cref="Memory"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all within it.</exception>
    public Memory<byte> GetMemory(long offset, int length)
    {
        CheckRange(offset, length);
        _ = _region.Start;
        return new RegionMemory<byte>(_region, offset, length).Memory;
    }

    /// <summary>A stream over all bytes, at its start. It has a position of its own and this length for good; each call throws once this is disposed of.</summary>
    public Stream AsStream(FileAccess access = FileAccess.ReadWrite)
    {
        _ = _region.Start;
        return new UnmanagedMemoryStream(_region, 0, _region.SizeBytes, access);
    }

    /// <summary>Takes the name from it: it cannot be opened any more, and another can be made of that name. Those who have it open go on.</summary>
    /// <returns>False when it has no name, or not any more.</returns>
    /// <exception cref="AioTimeoutException">A process that is opening or leaving it does not get on.</exception>
    public bool Unlink()
    {
        _ = _region.Start;
        return _region.Unlink();
    }

    /// <summary>Lets go of this handle. The memory goes with the last handle of all processes, and its name with it.</summary>
    public void Dispose() => _region.Dispose();

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        _region.Write(writer);
        GC.KeepAlive(this);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader) => _region = SharedRegion.Read(ref reader);

    private int AllInOne() => Size <= int.MaxValue
        ? (int)Size
        : throw new InvalidOperationException($"Shared memory of {Size:N0} bytes does not fit into one span or memory of at most {int.MaxValue:N0}. Use GetSpan, GetMemory or AsStream.");

    private void CheckRange(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Size - length);
    }
}
