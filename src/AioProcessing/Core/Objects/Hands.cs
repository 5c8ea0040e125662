using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>The hands of this process for one queue: a few that are kept, and as many more as are needed at a time.</summary>
internal sealed unsafe class Hands(Participant participant, int objectIndex, uint generation)
{
    // As many as threads are likely to be inside a get at once.
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private Hand[] _kept = [];
    private volatile bool _isClosed;

    /// <summary>A hand that nothing is in; null = make one, outside the get lock. Inside the get lock only: one thread chooses at a time.</summary>
    public Hand? FindFree()
    {
        foreach (Hand hand in Volatile.Read(ref _kept))
        {
            if (hand.IsFree)
                return hand;
        }

        return null;
    }

    /// <summary>One more hand; to be kept if there are few.</summary>
    /// <returns>Null when there is no memory for it.</returns>
    public Hand? TryMake()
    {
        lock (_gate)
        {
            BlockId block;
            try
            {
                block = participant.Blocks.Take(RingMachine.MaxInlineBytes, participant.Tag);
            }
            catch (AioContextException)
            {
                return null;
            }

            HoldRecord* record = participant.Arena.Hold(block);
            (record->QueueIndex, record->QueueGeneration) = ((uint)objectIndex, generation);
            BlockMachine.MakeHand(ref participant.Blocks.Word(block), record, participant.Tag);
            var hand = new Hand(participant, block, isKept: _kept.Length < Kept);
            if (hand.IsKept)
                Volatile.Write(ref _kept, [.. _kept, hand]);
            return hand;
        }
    }

    /// <summary>What was in it is done with, or nothing was.</summary>
    public void Empty(Hand hand)
    {
        BlockMachine.Empty(hand.Record);
        if (hand.IsKept && !_isClosed)
            hand.IsFree = true;
        else
            participant.Blocks.Free(hand.Block, RingMachine.MaxInlineBytes);
    }

    /// <summary>The hand's block is going to be somebody else's.</summary>
    public void Forget(Hand hand)
    {
        lock (_gate)
            Volatile.Write(ref _kept, Array.FindAll(_kept, other => other != hand));
    }

    /// <summary>Gives up the free ones. Nobody gets any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (Hand hand in _kept)
            {
                if (hand.IsFree)
                    participant.Blocks.Free(hand.Block, RingMachine.MaxInlineBytes);
            }

            _kept = [];
        }
    }
}
