using System.Buffers;
using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <content>Items that were taken and are held until somebody is done with them.</content>
internal sealed unsafe partial class SharedQueue
{
    /// <summary>The bytes of a held item, until it is released or given back.</summary>
    public ReadOnlySpan<byte> Bytes(scoped in QueueItem item) =>
        item.Block.IsNone ? item.Buffer.AsSpan(0, (int)item.LengthBytes) : new(Participant.Arena.Block(item.Block), checked((int)item.LengthBytes));

    /// <summary>Where the bytes of a held item are, if they are in shared memory.</summary>
    public byte* Memory(in QueueItem item) => item.Block.IsNone ? null : Participant.Arena.Block(item.Block);

    /// <summary>A held item is done with.</summary>
    public void Release(in QueueItem item)
    {
        if (item.Hand is { } hand)
            _hands.Empty(hand);
        else if (!item.Block.IsNone)
            Participant.Carried.Free(item.Block, item.LengthBytes);
        else if (item.Buffer is not null)
            ArrayPool<byte>.Shared.Return(item.Buffer);
    }

    /// <summary>This process is not done with a held item yet, and will be in the order in which it took them.</summary>
    public void Keep(in QueueItem item) => _undone.Enqueue(item);

    /// <summary>The oldest item of those that were kept; the caller ends it with <see cref="Finish"/>.</summary>
    public bool TryUnkeep(out QueueItem item) => _undone.TryDequeue(out item);

    /// <summary>As <see cref="Release(in QueueItem)"/>, and tells those who wait until nothing is left.</summary>
    public void Finish(in QueueItem item)
    {
        if (!item.Block.IsNone)
            BlockMachine.Finish(Participant.Arena.Hold(item.Block));
        Release(in item);
        if (_finishers.HasWaiters() && IsFinished)
            _finishers.NotifyAll();
    }

    /// <summary>A held item goes to the next consumer, before newer ones.</summary>
    public void GiveBack(in QueueItem item)
    {
        if (item.Block.IsNone)
        {
            // It was taken when no memory was left, and has lost its place: it goes behind, if there is room.
            var again = new QueueRequest { Payload = item.Buffer.AsMemory(0, (int)item.LengthBytes) };
            TryPut(ref again);
            return;
        }

        if (item.Hand is { } hand)
            _hands.Forget(hand);
        Participant.Held.GiveBack(item.Block);
        _getters.NotifyOne();
    }

    private RingOutcome Look(out QueueItem item)
    {
        bool hasItem = RingMachine.Count(_ring) != 0 || Count != 0;
        item = hasItem ? new QueueItem(QueueItemKind.Item) : default;
        return hasItem ? RingOutcome.Done : IsCompleted || WritersAreGone ? RingOutcome.Completed : RingOutcome.Empty;
    }

    private RingOutcome Get(out QueueItem item)
    {
        if (TryTakeReturned(out item))
            return RingOutcome.Done;
        Hand? spare = null;
        bool canHold = true;
        bool hasEnded = false;
        RingGet get;
        while (true)
        {
            RingOutcome outcome = RingMachine.BeginGet(_ring, Participant.Tag, out get);
            if (outcome != RingOutcome.Done)
            {
                Left(outcome, get.IsContended, _getters);
                if (outcome == RingOutcome.Empty && !hasEnded && WritersAreGone)
                {
                    hasEnded = true; // Once more: the last writer may have put something and gone between the two looks (PipeEndMachine I2).
                    continue;
                }

                Drop(spare);
                return outcome == RingOutcome.Empty && hasEnded ? RingOutcome.Completed : outcome;
            }

            if (TryHold(in get, ref spare, canHold, out item))
                break;
            Left(outcome, RingMachine.CancelGet(_ring), _getters);
            Hand? made = _hands.TryMake();
            canHold = made is not null;
            spare = made is { IsKept: true } ? null : made; // One that is kept can be found by all threads, and some other may be faster.
        }

        Left(RingOutcome.Done, RingMachine.EndGet(_ring, in get), _getters);
        Drop(spare);
        return RingOutcome.Done;
    }

    // Inside the get lock. False when a hand must be made first.
    private bool TryHold(in RingGet get, ref Hand? spare, bool canHold, out QueueItem item)
    {
        item = default;
        if (!get.Block.IsNone)
        {
            RingMachine.HoldBlock(_ring, Participant.Tag, in get);
            item = new QueueItem(QueueItemKind.Item, get.Block, LengthBytes: get.LengthBytes);
        }
        else if ((_hands.FindFree() ?? spare) is { } hand)
        {
            hand.IsFree = false;
            Unsafe.CopyBlockUnaligned(hand.Memory, get.Payload, (uint)get.LengthBytes);
            RingMachine.Hold(_ring, hand.Record, hand.Intent, in get);
            item = new QueueItem(QueueItemKind.Item, hand.Block, hand, LengthBytes: get.LengthBytes);
            if (hand == spare)
                spare = null;
        }
        else if (!canHold)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent((int)get.LengthBytes);
            new ReadOnlySpan<byte>(get.Payload, (int)get.LengthBytes).CopyTo(buffer);
            item = new QueueItem(QueueItemKind.Item, Buffer: buffer, LengthBytes: get.LengthBytes);
        }

        return item.Kind == QueueItemKind.Item;
    }

    // A hand that was made and not needed.
    private void Drop(Hand? spare)
    {
        if (spare is not null)
            _hands.Empty(spare);
    }

    private bool TryTakeReturned(out QueueItem item)
    {
        item = default;
        ulong seen = Atomic.LoadAcquire(ref Header->Returned);
        if (seen == 0)
            return false;
        if (!Participant.Held.TryTake(Index, Generation, out BlockId block))
        {
            Atomic.TrySwap(ref Header->Returned, seen, 0);
            return false;
        }

        HoldRecord* record = Participant.Arena.Hold(block);
        item = new QueueItem(QueueItemKind.Item, block, LengthBytes: (long)record->LengthBytes, Returns: new HoldWord(record->Hold).Returns);
        return true;
    }
}
