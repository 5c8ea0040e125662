using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Os;

namespace AioProcessing.Core;

/// <summary>Finds blocks of at least a given size, and takes them back.</summary>
internal sealed unsafe class BlockAllocator(Arena arena)
{
    // So much of a class's free blocks stays resident: the next items in them then run at memcpy speed instead of faulting fresh pages in.
    private const long WarmBytes = 32 << 20;

    // Of blocks in use, before one is taken that never was: see ObjectTable, whose words lie further apart.
    private const int MostLooks = 512;

    public const long MaxBytes = 1L << 36;

    public ref ulong Word(BlockId block) => ref arena.BlockWord(block.Class, block.Index);

    /// <summary>A block owned by <paramref name="me"/>. Its content is undefined.</summary>
    /// <param name="sizeBytes">What must fit.</param>
    /// <param name="me">Who takes it.</param>
    /// <param name="backedBytes">How much of it is used for now; more must be backed before it is touched. -1 = all.</param>
    /// <exception cref="AioContextException">No block of that size is left, or no memory.</exception>
    public BlockId Take(long sizeBytes, ProcessTag me, long backedBytes = -1)
    {
        BlockId block = Claim(sizeBytes, me);
        try
        {
            long usedBytes = backedBytes < 0 ? sizeBytes : backedBytes;
            if (!IsWarm(block, usedBytes))
                arena.Backing.Grow(usedBytes);
            arena.Backing.Block(block, usedBytes);
        }
        catch (AioContextException)
        {
            Free(block, 0);
            throw;
        }

        return block;
    }

    /// <summary>A block owned by <paramref name="me"/> whose first bytes are zero, and in memory: touching them later cannot fail.</summary>
    /// <inheritdoc cref="Take" path="/exception"/>
    public BlockId TakeZeroed(long sizeBytes, ProcessTag me)
    {
        BlockId block = Take(sizeBytes, me, backedBytes: 0);
        try
        {
            if (sizeBytes > WarmBytes)
                arena.Discard(block, sizeBytes); // Clears what was left there, and is quicker than writing zeroes.
            arena.Backing.Allocate(block, sizeBytes);
        }
        catch (AioContextException)
        {
            Free(block, 0);
            throw;
        }

        if (sizeBytes <= WarmBytes)
            new Span<byte>(arena.Block(block), (int)sizeBytes).Clear();
        return block;
    }

    private BlockId Claim(long sizeBytes, ProcessTag me)
    {
        for (int blockClass = ClassFor(sizeBytes); blockClass < ArenaLayout.ClassCount; blockClass++)
        {
            if (TryTake(blockClass, me, out BlockId block))
                return block;
        }

        throw new AioContextException(
            $"The shared memory has no free block of {sizeBytes:N0} bytes: all {ArenaLayout.BlockCount(ClassFor(sizeBytes)):N0} of that size are in use. " +
            "Let consumers catch up, give queues a capacity, or dispose of queues that are no longer needed.");
    }

    /// <summary>Gives back a block that the caller owns, of which it touched <paramref name="usedBytes"/>.</summary>
    public void Free(BlockId block, long usedBytes)
    {
        bool isWarm = IsWarm(block, usedBytes);
        if (!isWarm && usedBytes > 0)
            arena.Discard(block, usedBytes);
        BlockMachine.Free(ref Word(block));
        if (isWarm)
            arena.ClassHead(block.Class).Hint = (uint)block.Index;
    }

    // The first blocks of a class are the warm ones; the hint leads to them, so that a burst which went beyond does not keep on using cold ones.
    private static bool IsWarm(BlockId block, long usedBytes) => (block.Index + 1) * Math.Max(usedBytes, SharedMapping.PageBytes) <= WarmBytes;

    /// <summary>Gives back the pages that free blocks keep warm.</summary>
    public void DiscardFree(ProcessTag me)
    {
        for (int blockClass = 0; blockClass < ArenaLayout.ClassCount; blockClass++)
        {
            int high = (int)Atomic.LoadAcquire(ref arena.ClassHead(blockClass).High);
            for (int index = 0; index < high; index++)
            {
                var block = new BlockId(blockClass, index);
                if (Atomic.LoadAcquire(ref arena.BackedPages(block)) == 0 || !BlockMachine.TryTake(ref Word(block), me))
                    continue;
                arena.Discard(block, (long)arena.BackedPages(block) * SharedMapping.PageBytes);
                BlockMachine.Free(ref Word(block));
            }
        }
    }

    /// <summary>Frees every block that a dead process owned (BlockMachine T9). Only this one's: of others that are dead by now the rings may still show the block.</summary>
    public void Repair(ProcessTag dead) => ForEach((block, word) =>
    {
        if (word.IsOwnedBy(dead))
            BlockMachine.TryFree(ref Word(block), word);
    });

    /// <summary>Looks at every block that was ever used.</summary>
    public void ForEach(Action<BlockId, BlockWord> look)
    {
        for (int blockClass = 0; blockClass < ArenaLayout.ClassCount; blockClass++)
        {
            int high = (int)Atomic.LoadAcquire(ref arena.ClassHead(blockClass).High);
            for (int index = 0; index < high; index++)
                look(new BlockId(blockClass, index), BlockMachine.Read(ref arena.BlockWord(blockClass, index)));
        }
    }

    private bool TryTake(int blockClass, ProcessTag me, out BlockId block)
    {
        ref BlockClassHead head = ref arena.ClassHead(blockClass);
        int count = ArenaLayout.BlockCount(blockClass);
        int high = (int)Atomic.LoadAcquire(ref head.High);
        int hint = (int)Math.Min(head.Hint, (ulong)high);
        int looks = high < count ? Math.Min(high, MostLooks) : high;
        for (int step = 0; step <= looks; step++)
        {
            // From the hint on, at most round to it, then one index that was never used.
            int index = step == looks ? high : (hint + step) % high;
            if (index >= count)
                continue;
            if (index == high)
            {
                // Raised before the block is taken: one beyond the bound would be found by no reaper.
                arena.Backing.BlockWords(blockClass, index);
                SlotMachine.RaiseHigh(ref head.High, (ulong)index + 1);
            }

            if (!BlockMachine.TryTake(ref arena.BlockWord(blockClass, index), me))
                continue;
            head.Hint = (ulong)(index == high ? hint + looks : index + 1);
            block = new BlockId(blockClass, index);
            return true;
        }

        // Others took the unused index meanwhile; look again as long as there are any.
        block = default;
        return high < count && (int)Atomic.LoadAcquire(ref head.High) != high && TryTake(blockClass, me, out block);
    }

    private static int ClassFor(long sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, MaxBytes);
        int blockClass = 0;
        while (ArenaLayout.BlockBytes(blockClass) < sizeBytes)
            blockClass++;
        return blockClass;
    }
}
