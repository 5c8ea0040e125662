using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Core;

/// <summary>Sees to it that memory exists before its first touch, where the system ends a process that touches what it has no room for.</summary>
/// <remarks>
/// Anonymous memory needs none of this, and then most methods return at once; only that it does not grow beyond what the machine has is watched. In a file on a limited mount, arrays of records grow by whole pages as
/// their bounds rise: whoever is about to be the first to look at a record that starts a page backs that page, and whoever comes to a later
/// record of the page came after him. A block says for itself how much of it is backed. Backing twice does no harm, so a death between backing
/// and saying so is nothing.
/// </remarks>
internal sealed class Backing(Arena arena, SharedMapping mapping)
{
    /// <summary>Gives back memory that is only kept warm; called when there is no room, before that is an error.</summary>
    public Action? MakeRoom { get; set; }

    /// <summary>Watches the growth of anonymous memory.</summary>
    public GrowthGuard Growth { get; set; } = new(() => mapping.AvailableBytes);

    /// <summary>The header and the block classes; what every member touches.</summary>
    public void Start() => Range(0, ArenaLayout.ClassHeadsOffset + SharedMapping.PageBytes);

    public void Slot(int index) => Record(ArenaLayout.ProcessSlotsOffset, index, Unsafe.SizeOf<ProcessSlot>());

    public void Object(int index) => Record(ArenaLayout.ObjectsOffset, index, Unsafe.SizeOf<ObjectHeader>());

    public void Name(int index)
    {
        if (mapping.NeedsBacking)
            Range(ArenaLayout.NamesOffset + ((long)index * NameRecord.Bytes), NameRecord.Bytes);
    }

    /// <summary>The words about a block that was never used.</summary>
    public void BlockWords(int blockClass, int index)
    {
        long first = (long)blockClass * ArenaLayout.MaxBlocksPerClass;
        Record(ArenaLayout.BlockWordsOffset + (first * sizeof(ulong)), index, sizeof(ulong));
        Record(ArenaLayout.BackedPagesOffset + (first * sizeof(uint)), index, sizeof(uint));
        Record(ArenaLayout.HoldsOffset + (first * HoldRecord.Bytes), index, HoldRecord.Bytes);
    }

    /// <summary>Before the first touch of memory that is cold, and anonymous: whether there is so much.</summary>
    /// <exception cref="AioContextException">There is not.</exception>
    public void Grow(long sizeBytes)
    {
        if (!mapping.NeedsBacking && !Growth.MayGrow(sizeBytes))
            throw mapping.NoRoom(sizeBytes);
    }

    /// <summary>The first bytes of a block that the caller owns.</summary>
    public void Block(BlockId block, long sizeBytes)
    {
        if (!mapping.NeedsBacking)
            return;
        ref uint backed = ref arena.BackedPages(block);
        uint needed = (uint)((sizeBytes + SharedMapping.PageBytes - 1) / SharedMapping.PageBytes);
        if (needed <= backed)
            return;
        long from = (long)backed * SharedMapping.PageBytes;
        Range(block.Offset + from, (needed * (long)SharedMapping.PageBytes) - from);
        backed = needed;
    }

    /// <summary>The first bytes of a block that the caller owns, with every page allocated now, wherever the memory is.</summary>
    /// <exception cref="AioContextException">There is no room; nothing has changed but that free blocks are cold.</exception>
    public void Allocate(BlockId block, long sizeBytes)
    {
        Block(block, sizeBytes);
        if (mapping.NeedsBacking || mapping.TryAllocate(block.Offset, sizeBytes))
            return;
        mapping.Discard(block.Offset, sizeBytes);
        throw mapping.NoRoom(sizeBytes);
    }

    /// <summary>A part of a ring that the caller has locked for putting. False when there is no memory for it.</summary>
    public bool TryRange(long offset, long sizeBytes)
    {
        if (!mapping.NeedsBacking)
            return Growth.MayGrow(sizeBytes);
        if (mapping.TryBack(offset, sizeBytes))
            return true;
        MakeRoom?.Invoke();
        return mapping.TryBack(offset, sizeBytes);
    }

    /// <summary>The whole pages in a range go back to the system. Nobody may look at them until they are backed again.</summary>
    public void GiveBack(long offset, long sizeBytes)
    {
        long first = (offset + SharedMapping.PageBytes - 1) & -SharedMapping.PageBytes, end = (offset + sizeBytes) & -SharedMapping.PageBytes;
        if (end > first)
            mapping.Discard(first, end - first);
    }

    /// <summary>Before a block's pages are given back: a death in between leaves too little said, never too much.</summary>
    public void Forget(BlockId block)
    {
        if (mapping.NeedsBacking)
            Atomic.StoreRelease(ref arena.BackedPages(block), 0);
    }

    private void Record(long arrayOffset, int index, int recordBytes)
    {
        long offset = arrayOffset + ((long)index * recordBytes);
        if (mapping.NeedsBacking && offset % SharedMapping.PageBytes == 0)
            Range(offset, SharedMapping.PageBytes);
    }

    private void Range(long offset, long sizeBytes)
    {
        if (mapping.NeedsBacking && !TryRange(offset, sizeBytes))
            throw mapping.NoRoom(sizeBytes);
    }
}
