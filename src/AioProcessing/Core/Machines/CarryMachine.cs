using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

// CarryMachine: the block of an item names the objects that the item refers to, and they live as long as it does.
//
// WORD      a block's "carried":  0                         35 36        63
//                                +----------------------------+------------+
//                                | offset of the list, in 8 B | sequence   |     0, or the sequence of an earlier use = it carries nothing
//                                +----------------------------+------------+
//           the list, in the block behind the item:  | count:64 | ObjectInstance:64 ... |
//           an object's "was carried": 1 from the first time that a block named it, so that closing any other object looks at no blocks
//
// STATES    of a block in a use:  Blank     its "carried" is of an earlier use
//                                 Carrying  it is of this use, and the block is Owned, Queued, Held or Returned (BlockMachine)
//
// TRANSITIONS                                  who          how
//   T1  Blank → Carrying                       sender       list and "was carried" by plain and release stores, then "carried": ONE store, release.
//                                                           He owns the block and has a handle on each object named
//   T2  Carrying → Blank                       whoever frees the block: its next use has another sequence. He reads the list before, and after it
//                                                           tries to free each object named (LifeMachine T5)
//   T3  object named → handle                  receiver     LifeMachine T8 while he holds the block
//
// INVARIANTS
//   I1  A live object that is named by a Carrying block is not freed: LifeMachine T5 looks at the blocks after it read the life word and found no
//       live opener, and expects that word. A receiver who took his handle from a block and freed it meanwhile has changed the word (T3).
//   I2  Whoever takes away the last opener or the last block that names an object tries to free it afterwards.
//
// IF A PROCESS DIES
//   before T1   its handles count no more. The block was blank and is freed as any of its blocks (BlockMachine T9).
//   after T1    before the item is committed: the reaper frees the block and then tries to free every object.
//   committed   the block is the queue's: the object lives on without its sender.
//   in T2       between the freeing and the tries: as above, the reaper tries every object.
//   holding     the item goes back with all that it carries (BlockMachine T15).
//
// NO LOST WAKE-UP  Nobody waits here. Of what an object's end means to others, its own kind tells them (PipeEndMachine T3).
// COST      an item with handles always has a block. Closing the last handle on an object that was ever carried: a look at the words of all blocks.
// NOT HERE  references that travel through a socket or in the arguments of a process: those are pins, or handles of the sender (Backends/Handle).
// TESTED BY Interleavings/Machines/CarryMachineTests, Tests/Queues/CarriedHandleTests.
// PRIOR ART file descriptors in flight, which the kernel counts by walking the queues of its sockets.
internal static unsafe class CarryMachine
{
    /// <summary>Most objects that one item names.</summary>
    public const int MaxObjects = 1 << 16;

    private const int SequenceShift = 36;

    /// <summary>Bytes of a block for an item of so many bytes that names so many objects.</summary>
    public static long BytesFor(long itemBytes, int count) => ListOffset(itemBytes) + ((1L + count) * sizeof(ulong));

    /// <summary>T1, but for the objects' marks, which come before it.</summary>
    public static void Load(HoldRecord* record, BlockWord owned, byte* block, long itemBytes, ReadOnlySpan<ulong> objects)
    {
        var list = (ulong*)(block + ListOffset(itemBytes));
        list[0] = (ulong)objects.Length;
        objects.CopyTo(new Span<ulong>(list + 1, objects.Length));
        Atomic.StoreRelease(ref record->Carried, ((ulong)ListOffset(itemBytes) / sizeof(ulong)) | ((ulong)owned.Sequence << SequenceShift));
    }

    /// <summary>What a block names; empty if nothing. The caller owns or holds the block, or looks at its word again afterwards.</summary>
    public static ReadOnlySpan<ulong> Objects(HoldRecord* record, BlockWord word, byte* block)
    {
        ulong carried = Atomic.LoadAcquire(ref record->Carried);
        if (carried == 0 || (uint)(carried >> SequenceShift) != word.Sequence || word.State is BlockState.Free or BlockState.Attached)
            return [];
        var list = (ulong*)(block + ((long)(carried & ((1ul << SequenceShift) - 1)) * sizeof(ulong)));
        return new ReadOnlySpan<ulong>(list + 1, (int)Math.Min(list[0], MaxObjects)); // If it is of another use by now, it is any number.
    }

    private static long ListOffset(long itemBytes) => (itemBytes + 7) & ~7L;
}
