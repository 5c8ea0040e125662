using System.Buffers;

namespace AioProcessing.Queues;

/// <summary>Bytes of a block as <see cref="Memory{T}"/>, until the block is somebody else's.</summary>
internal sealed unsafe class BlockMemory(byte* start, int length) : MemoryManager<byte>
{
    private byte* _start = start;

    public override Span<byte> GetSpan()
    {
        byte* at = _start;
        ObjectDisposedException.ThrowIf(at is null, typeof(Memory<byte>));
        return new Span<byte>(at, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
        byte* at = _start;
        ObjectDisposedException.ThrowIf(at is null, typeof(Memory<byte>));
        return new MemoryHandle(at + elementIndex); // Shared memory does not move.
    }

    public override void Unpin()
    {
    }

    /// <summary>Whoever still has the memory gets an <see cref="ObjectDisposedException"/> from it; a span made before is the caller's affair.</summary>
    public void End() => _start = null;

    protected override void Dispose(bool disposing) => End();
}
