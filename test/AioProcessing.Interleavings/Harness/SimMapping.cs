using AioProcessing.Os;
using AioProcessing.Os.Linux;

namespace AioProcessing.Interleavings;

/// <summary>The mapping that an arena lies in: real, sparse address space, kept from schedule to schedule.</summary>
internal sealed unsafe class SimMapping(long sizeBytes) : SharedMapping
{
    private readonly LinuxSharedMapping _mapping = LinuxSharedMapping.Create(sizeBytes);

    public override byte* Base => _mapping.Base;

    public override long SizeBytes => _mapping.SizeBytes;

    public override int Descriptor => -1;

    public bool Contains(byte* address) => address >= Base && address < Base + SizeBytes;

    /// <summary>Nothing: what is watched is zeroed between schedules, and discarding is not part of any protocol.</summary>
    public override void Discard(long offset, long sizeBytes)
    {
    }

    /// <summary>Nothing: the explorer keeps the mapping.</summary>
    public override void Dispose()
    {
    }

    public void Unmap() => _mapping.Dispose();
}
