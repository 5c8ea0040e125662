using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core;

/// <summary>The objects that items in blocks refer to (<see cref="CarryMachine"/>): names them, finds out whether one is named, and lets go of them with the block.</summary>
internal sealed unsafe class CarriedObjects(Participant participant)
{
    private Arena Arena => participant.Arena;

    /// <summary>A block of this process is to carry objects that it has handles on. The item's bytes may be there or still come.</summary>
    /// <exception cref="AioContextException">They are too many.</exception>
    public void Load(BlockId block, long itemBytes, ReadOnlySpan<ulong> objects)
    {
        if (objects.Length > CarryMachine.MaxObjects)
            throw new AioContextException($"An item with {objects.Length:N0} shared objects in it cannot be put: the limit is {CarryMachine.MaxObjects:N0}. Put it in parts.");
        foreach (ulong bits in objects)
            Atomic.StoreRelease(ref Arena.Object(new ObjectInstance(bits).Index)->WasCarried, 1);
        CarryMachine.Load(Arena.Hold(block), Word(block), Arena.Block(block), itemBytes, objects);
    }

    /// <summary>Frees an item's block of this process, and what only it kept alive.</summary>
    public void Free(BlockId block, long usedBytes)
    {
        ulong[] objects = Objects(block);
        participant.Blocks.Free(block, usedBytes);
        TryFree(objects);
    }

    /// <summary>What a block names, for <see cref="TryFree"/> after it was freed.</summary>
    public ulong[] Objects(BlockId block) => CarryMachine.Objects(Arena.Hold(block), Word(block), Arena.Block(block)).ToArray();

    public void TryFree(ReadOnlySpan<ulong> objects)
    {
        foreach (ulong bits in objects)
            participant.Objects.TryFree(new ObjectInstance(bits).Index);
    }

    /// <summary>Whether an item that somebody may still get names the object. One in a block of a dead process counts: its reaper looks again when he has decided.</summary>
    public bool IsCarried(ObjectInstance instance)
    {
        if (Atomic.LoadAcquire(ref Arena.Object(instance.Index)->WasCarried) == 0)
            return false;
        bool isCarried = false;
        ForEach(objects => isCarried |= objects.Contains(instance.Bits));
        return isCarried;
    }

    /// <summary>All that are carried just now. Whoever takes the last block from one of them, or dies at it, sees to it that it is tried; so a reaper may pass over them.</summary>
    public HashSet<ulong> All()
    {
        HashSet<ulong> all = [];
        ForEach(objects => all.UnionWith(objects));
        return all;
    }

    private void ForEach(Action<ulong[]> look) => participant.Blocks.ForEach((block, word) =>
    {
        while (word.State is BlockState.Owned or BlockState.Queued or BlockState.Held or BlockState.Returned)
        {
            if (Atomic.LoadAcquire(ref Arena.Hold(block)->Carried) == 0)
                return;
            ulong[] objects = Objects(block);
            var again = new BlockWord(Atomic.LoadAfterReads(ref participant.Blocks.Word(block)));
            if (again == word)
            {
                look(objects);
                return;
            }

            word = again; // It has changed hands; what was read may be of its next use.
        }
    });

    private BlockWord Word(BlockId block) => BlockMachine.Read(ref participant.Blocks.Word(block));
}
