using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core;

/// <summary>Items that processes took out of queues and are not done with: gives them back, and finds those that came back.</summary>
/// <remarks>They are found by a look at every block word in use, because a list of them in shared memory could be torn. Only a queue to which something came back looks.</remarks>
internal sealed unsafe class HeldItems(Participant participant)
{
    private Arena Arena => participant.Arena;

    private BlockAllocator Blocks => participant.Blocks;

    /// <summary>Gives the item in a block of this process back to its queue, or frees the block if the queue is gone. The caller then rings a consumer.</summary>
    public void GiveBack(BlockId block) => Return(block, BlockMachine.Read(ref Blocks.Word(block)));

    /// <summary>
    /// What a dead process held goes back to its queues; what somebody was just giving back is announced again (BlockMachine T15). Only this one's: of others
    /// that are dead by now the rings may not have been asked yet.
    /// </summary>
    public void Repair(ProcessTag dead) => Blocks.ForEach((block, word) =>
    {
        if (word.IsHeldBy(dead))
        {
            if (new HoldWord(Atomic.LoadAcquire(ref Arena.Hold(block)->Hold)).IsEmpty)
                BlockMachine.TryFree(ref Blocks.Word(block), word);
            else
                Return(block, word);
        }
        else if (word.State == BlockState.Returned)
        {
            Announce(block, word);
        }
    });

    /// <summary>Takes the oldest item that came back to a queue. False when there is none.</summary>
    public bool TryTake(int objectIndex, uint generation, out BlockId block)
    {
        while (true)
        {
            BlockId oldest = default;
            BlockWord word = default;
            ForEachReturned(objectIndex, generation, (candidate, seen) =>
            {
                if (!oldest.IsNone && !HoldOf(candidate).IsBefore(HoldOf(oldest)))
                    return;
                oldest = candidate;
                word = seen;
            });
            block = oldest;
            if (oldest.IsNone)
                return false;
            if (BlockMachine.TryTakeReturned(ref Blocks.Word(oldest), word, Arena.Hold(oldest), participant.Tag))
                return true;
        }
    }

    /// <summary>Items that came back to a queue and wait to be taken again.</summary>
    public int CountReturned(int objectIndex, uint generation)
    {
        int count = 0;
        ForEachReturned(objectIndex, generation, (_, _) => count++);
        return count;
    }

    /// <summary>Whether anybody holds an item of a queue, or one came back to it.</summary>
    public bool IsAnyUnfinished(int objectIndex, uint generation)
    {
        bool isAny = false;
        Blocks.ForEach((block, word) => isAny |= word.State is BlockState.Held or BlockState.Returned && IsOf(block, objectIndex, generation) && !HoldOf(block).IsEmpty);
        return isAny;
    }

    /// <summary>For whoever takes a queue apart (BlockMachine T6).</summary>
    /// <returns>What the items referred to.</returns>
    public ulong[] FreeReturned(int objectIndex)
    {
        List<ulong> carried = [];
        Blocks.ForEach((block, word) =>
        {
            if (!word.IsReturnedTo(objectIndex))
                return;
            ulong[] objects = participant.Carried.Objects(block);
            if (BlockMachine.TryFree(ref Blocks.Word(block), word))
                carried.AddRange(objects);
        });
        return [.. carried];
    }

    private void Return(BlockId block, BlockWord held)
    {
        var objectIndex = (int)Arena.Hold(block)->QueueIndex;
        if (BlockMachine.TryReturn(ref Blocks.Word(block), held, objectIndex))
            Announce(block, held.ReturnedTo(objectIndex));
    }

    // First raised, then looked whether the queue is still there: whoever takes it apart either sees the block or is seen.
    private void Announce(BlockId block, BlockWord returned)
    {
        ObjectHeader* header = Arena.Object(returned.ObjectIndex);
        ulong seen = Atomic.LoadAcquire(ref header->Returned);
        while (!Atomic.TrySwap(ref header->Returned, seen, seen == ulong.MaxValue ? 1 : seen + 1))
            seen = Atomic.LoadAcquire(ref header->Returned);
        if (new LifeWord(Atomic.LoadAcquire(ref header->Life)).IsLive(Arena.Hold(block)->QueueGeneration))
            return;
        ulong[] objects = participant.Carried.Objects(block);
        if (BlockMachine.TryFree(ref Blocks.Word(block), returned))
            participant.Carried.TryFree(objects);
    }

    private void ForEachReturned(int objectIndex, uint generation, Action<BlockId, BlockWord> look) => Blocks.ForEach((block, word) =>
    {
        if (word.IsReturnedTo(objectIndex) && IsOf(block, objectIndex, generation))
            look(block, word);
    });

    private bool IsOf(BlockId block, int objectIndex, uint generation) =>
        Arena.Hold(block)->QueueIndex == (uint)objectIndex && Arena.Hold(block)->QueueGeneration == generation;

    private HoldWord HoldOf(BlockId block) => new(Atomic.LoadAcquire(ref Arena.Hold(block)->Hold));
}
