using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;

namespace AioProcessing;

/// <content>Items that are written where they are to stay.</content>
public sealed partial class AioQueue<T>
{
    /// <summary>Takes shared memory for an item of a queue of <c>byte[]</c>, to be written in place.</summary>
    /// <param name="size">Bytes of the item, up to 2 GiB less one.</param>
    /// <exception cref="NotSupportedException">The queue is not one of byte arrays, or has a serialiser.</exception>
    /// <exception cref="AioContextException">No memory is left.</exception>
    public AioQueueBuffer Rent(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Array.MaxLength - 1);
        return ItemFormat.IsBytes<T>(_serializer) && this is AioQueue<byte[]> mine
            ? new AioQueueBuffer(mine, size)
            : throw new NotSupportedException($"A queue of {typeof(T)} has no buffers to rent: only the items of an AioQueue<byte[]> without a serialiser are written in place. Put the item.");
    }

    internal bool TryPut(Outgoing outgoing)
    {
        RingOutcome outcome;
        int tries = 0;
        do
            outcome = PutNow(_handle.Target, ref outgoing);
        while (SharedQueue.TryAgain(outcome, ref tries));
        return outcome == RingOutcome.Completed ? throw Completed("put to") : outcome == RingOutcome.Done;
    }

    internal bool PutBlocking(Outgoing outgoing, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryPut(outgoing))
            return true;
        if (timeout == TimeSpan.Zero)
            return false;
        PutWaiter waiter = ParkPut(_handle.Target, outgoing, timeout, cancellationToken, isBlocking: true);
        return waiter.Check(waiter.Block(timeout, cancellationToken));
    }

    internal ValueTask<bool> PutAwaited(Outgoing outgoing, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (TryPut(outgoing))
            return new ValueTask<bool>(true);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(false);
        PutWaiter waiter = ParkPut(_handle.Target, outgoing, timeout, cancellationToken, isBlocking: false);
        return new ValueTask<bool>(waiter, waiter.Version);
    }

    private static RingOutcome PutNow(SharedQueue target, ref Outgoing outgoing)
    {
        RingOutcome outcome = target.TryPut(ref outgoing.Request);
        if (outcome == RingOutcome.Done)
            outgoing.Sent();
        return outcome;
    }
}
