using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Core;

// Reaper: after a death, gives back all that carries a dead tag, and makes everybody look again.
//
// It never waits and takes no lock. Every step is a compare-and-swap that expects a dead tag, and a dead tag is never written again; so any
// number of survivors may reap at once, one of them may be stopped or killed half way, and a repeated step finds nothing to do.
//
// ORDER  1  slot → Dying: from here on everybody takes the tag for dead
//        2  every object: finish taking apart what was claimed; tell who waits on a dead owner's conditions, then free
//           its lock; release ring sides, deciding who has the block in hand; give back permits; break barriers
//        3  every block that still carries this tag: free; or back to the queue whose item it holds. After 2, because 2
//           knows which of them the queue still has
//        4  every object without live openers or pins that no item refers to: free
//        5  slot → Free
//        6  ring everybody with Scan: a notification that died with its sender or receiver is repeated
//
// COST   one pass over the headers and block words in use: 1 ms per 100,000.
internal sealed unsafe class Reaper(Participant participant)
{
    private Arena Arena => participant.Arena;

    /// <summary>Reaps a process that the system says has ended. False when somebody has done it already.</summary>
    public bool Reap(ProcessTag dead)
    {
        if (!SlotMachine.BeginReaping(Arena, dead))
            return false;
        int high = (int)Atomic.LoadAcquire(ref Arena.Header.HighObject);
        for (int index = 0; index < high; index++)
            Repair(index, dead);
        participant.Blocks.Repair(dead);
        participant.Held.Repair(dead);
        HashSet<ulong> carried = participant.Carried.All();
        for (int index = 0; index < high; index++)
        {
            if (!carried.Contains(new ObjectInstance(index, new LifeWord(Atomic.LoadAcquire(ref Arena.Object(index)->Life)).Generation).Bits))
                participant.Objects.TryFree(index);
        }

        SlotMachine.EndReaping(Arena, dead);
        participant.Bells.CallAll(Bells.Scan);
        return true;
    }

    private void Repair(int index, ProcessTag dead)
    {
        ObjectHeader* header = Arena.Object(index);
        var life = new LifeWord(Atomic.LoadAcquire(ref header->Life));
        switch (life.Kind)
        {
            case ObjectKind.Claimed:
                if (SlotMachine.IsDead(Arena, life.Owner) && LifeMachine.TryTakeOver(ref header->Life, life, participant.Tag))
                    participant.Objects.TakeApart(header, index, life);
                break;
            case ObjectKind.Lock:
                RepairLock(header, new LockReference(index, life.Generation));
                break;
            case ObjectKind.Queue or ObjectKind.Semaphore or ObjectKind.ReaderWriterLock or ObjectKind.Condition or ObjectKind.Barrier or
                ObjectKind.Memory or ObjectKind.WorkSheet:
                var block = new BlockId(Atomic.LoadAcquire(ref header->Block));
                if (block.IsNone)
                    break; // Taken apart since its life was read.
                BlockMachine.RepairAttached(ref participant.Blocks.Word(block), index, Arena);
                RepairWithBlock(life, header, block, index, dead);
                break;
        }
    }

    private void RepairLock(ObjectHeader* header, LockReference self)
    {
        // Looked at once: an owner that is found dead only at the repair would have told nobody.
        if (!LockMachine.IsOfDead(ref header->State, Arena, out LockWord dead))
            return;
        if (!dead.IsHandOff)
            LockFollowers.Notify(participant, header, self);
        LockMachine.Repair(ref header->State, dead);
    }

    private void RepairWithBlock(LifeWord life, ObjectHeader* header, BlockId block, int index, ProcessTag dead)
    {
        switch (life.Kind)
        {
            case ObjectKind.Queue:
                RingMachine.Repair(new Ring(Arena, (RingHeader*)Arena.Block(block), index), Arena);
                break;
            case ObjectKind.Semaphore:
                SharedSemaphore.Repair(Arena, header, dead);
                break;
            case ObjectKind.ReaderWriterLock:
                SharedReaderWriterLock.Repair(Arena, header, dead);
                break;
            case ObjectKind.Condition:
                SharedCondition.Repair(participant, index, life, dead);
                break;
            case ObjectKind.Barrier:
                SharedBarrier.Repair(Arena, header, dead);
                break;
        }
    }
}
