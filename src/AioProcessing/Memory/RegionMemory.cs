using System.Buffers;
using System.Runtime.CompilerServices;

namespace AioProcessing.Memory;

/// <summary>A region as <see cref="Memory{T}"/>: looked at anew for each span, and kept while it is pinned.</summary>
internal sealed unsafe class RegionMemory<T>(SharedRegion region, long offsetBytes, int length) : MemoryManager<T>
    where T : unmanaged
{
    public override Span<T> GetSpan() => new(region.Start + offsetBytes, length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
        bool isHeld = false;
        region.DangerousAddRef(ref isHeld);
        return new MemoryHandle(region.Start + offsetBytes + ((long)elementIndex * Unsafe.SizeOf<T>()), pinnable: this);
    }

    public override void Unpin() => region.DangerousRelease();

    protected override void Dispose(bool disposing)
    {
        // Whoever owns the region disposes of it.
    }
}
