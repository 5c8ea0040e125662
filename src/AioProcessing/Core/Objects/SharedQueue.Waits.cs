using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <content>What can be waited for at a queue: an item, room, and that nothing is left.</content>
internal sealed unsafe partial class SharedQueue
{
    private sealed class GetWaits(SharedQueue mine) : WaitChannel<GetWish, QueueItem>(mine, &mine.Header->Waiters0)
    {
        protected override bool TryTake(ref GetWish request, out QueueItem result)
        {
            RingOutcome outcome = request == GetWish.Item ? mine.Get(out result) : mine.Look(out result);
            if (outcome == RingOutcome.Completed)
                result = new QueueItem(QueueItemKind.Completed);
            return outcome is RingOutcome.Done or RingOutcome.Completed;
        }

        protected override bool MightTake(in GetWish request) => mine.HasItem;

        protected override bool HasMore() => mine.HasItem;

        protected override void Served()
        {
            if (mine._putters.HasWaiters())
                mine._putters.NotifyOne();
        }
    }

    private sealed class PutWaits(SharedQueue mine) : WaitChannel<QueueRequest, QueuePut>(mine, &mine.Header->Waiters1)
    {
        protected override bool TryTake(ref QueueRequest request, out QueuePut result)
        {
            RingOutcome outcome = mine.Put(ref request);
            result = outcome switch
            {
                RingOutcome.Done => QueuePut.Done,
                RingOutcome.Completed => QueuePut.Completed,
                _ => QueuePut.None,
            };
            return result != QueuePut.None;
        }

        protected override bool MightTake(in QueueRequest request) => mine.HasRoom;

        protected override bool HasMore() => mine.HasRoom;

        protected override void Served()
        {
            if (mine.IsCompleted)
            {
                mine.NotifyCompleted();
            }
            else if (mine._getters.HasWaiters())
            {
                mine._getters.NotifyOne();
            }
        }
    }

    private sealed class FinishWaits : WaitChannel<None, bool>
    {
        private readonly SharedQueue _mine;

        public FinishWaits(SharedQueue mine) : base(mine, &mine._ring.Header->Finishers)
        {
            _mine = mine;
            WithdrawBit(); // It may be that of a dead process that had the slot before.
        }

        protected override bool TryTake(ref None request, out bool result) => result = _mine.IsFinished;

        protected override bool MightTake(in None request) => _mine.IsFinished;

        protected override bool HasMore() => false; // All of them are told at once.
    }
}
