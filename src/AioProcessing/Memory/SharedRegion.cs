using System.Runtime.InteropServices;
using AioProcessing.Backends;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Memory;

/// <summary>One handle of this process on bytes that others see too. Whoever uses them for longer than an instruction holds a reference on it meanwhile.</summary>
internal abstract unsafe class SharedRegion : SafeBuffer
{
    // What is smaller is not worth asking the system for how much it has left.
    private const long LargeBytes = 4 << 20;

    private readonly byte* _start;
    private volatile bool _isDisposed;

    protected SharedRegion(byte* start, long sizeBytes) : base(ownsHandle: true)
    {
        _start = start;
        SizeBytes = sizeBytes;
        SetHandle((nint)start);
        Initialize((ulong)sizeBytes);
    }

    public long SizeBytes { get; }

    /// <summary>What others open it by; null where it is handed over only.</summary>
    public virtual string? Name => null;

    /// <summary>The file that others may open; null where there is none of its own.</summary>
    public virtual string? Path => null;

    /// <summary>The first byte. Valid until this is disposed of; keep this alive meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public byte* Start
    {
        get
        {
            if (_isDisposed)
                ThrowDisposed();
            return _start;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in this or another process.</summary>
    /// <exception cref="AioContextException">It is gone.</exception>
    public static SharedRegion Read(ref PayloadReader reader) =>
        reader.ReadBool() ? FileRegion.ReadReference(ref reader) : ArenaRegion.ReadReference(ref reader);

    /// <summary>Memory without a name, zeroed and all of it in memory.</summary>
    /// <exception cref="AioContextException">There is no room.</exception>
    public static SharedRegion Create(long sizeBytes, InitializeRegion? initialize = null) => ArenaRegion.Make(Place.Default, sizeBytes, initialize);

    /// <inheritdoc cref="Create(long, InitializeRegion?)"/>
    public static SharedRegion Create(Place place, long sizeBytes, InitializeRegion? initialize = null) => ArenaRegion.Make(place, sizeBytes, initialize);

    public virtual bool Unlink() => false;

    /// <summary>Writes a reference, with a pin that keeps the bytes while it is on its way.</summary>
    public abstract void Write(PayloadWriter writer);

    /// <summary>Writes the first content of bytes that nobody else can see yet.</summary>
    public delegate void InitializeRegion(byte* start);

    /// <summary>Whoever holds a reference delays the end, but nobody begins anything any more.</summary>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    /// <summary>Refuses what would make the system end processes for want of memory.</summary>
    protected static void CheckRoom(long sizeBytes)
    {
        if (sizeBytes < LargeBytes)
            return;
        long available = Platform.AvailableMemoryBytes;
        if (sizeBytes > available)
            throw new AioContextException($"Shared memory of {sizeBytes:N0} bytes cannot be made: this machine, or the limit that this process runs under, has {available:N0} bytes left. Make it smaller, free memory, or raise the limit.");
    }

    private static void ThrowDisposed() => throw new ObjectDisposedException(nameof(AioProcessing) + " shared memory");
}
