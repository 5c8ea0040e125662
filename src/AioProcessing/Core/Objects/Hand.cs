using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>A block of this process in which an item from the ring lies while somebody is not done with it.</summary>
internal sealed unsafe class Hand
{
    private volatile bool _isFree = true;

    public Hand(Participant participant, BlockId block, bool isKept)
    {
        Block = block;
        IsKept = isKept;
        Memory = participant.Arena.Block(block);
        Record = participant.Arena.Hold(block);
        Intent = new BlockIntent(block, BlockMachine.Read(ref participant.Blocks.Word(block)), count: 0);
    }

    public BlockId Block { get; }

    /// <summary>Used again and again; else its block is freed after the first item.</summary>
    public bool IsKept { get; }

    public byte* Memory { get; }

    public HoldRecord* Record { get; }

    public BlockIntent Intent { get; }

    /// <summary>Set to false only inside the get lock, so that two threads do not choose the same hand.</summary>
    public bool IsFree
    {
        get => _isFree;
        set => _isFree = value;
    }
}
