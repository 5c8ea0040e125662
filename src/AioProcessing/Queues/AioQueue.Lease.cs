using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;

namespace AioProcessing;

/// <content>The acknowledged mode: an item is taken for good only when its receiver says that it is done with it.</content>
public sealed partial class AioQueue<T>
{
    /// <summary>Leases the first item if there is one; never waits.</summary>
    /// <param name="lease">Complete it when the item has been dealt with. Null when the result is false.</param>
    /// <returns>False when the queue is empty, completed or not.</returns>
    public bool TryLease(out AioLease<T>? lease)
    {
        SharedQueue target = _handle.Target;
        bool isTaken = TryTake(target, out QueueItem item);
        lease = isTaken ? MakeLease(target, in item) : null;
        GC.KeepAlive(this);
        return isTaken;
    }

    /// <summary>Leases the first item, blocking this thread until there is one.</summary>
    /// <returns>
    /// The item's lease. Until it is completed the item is this process's: if it is disposed of, or the process dies, the item goes back, and the next get
    /// or lease of anybody has it, before newer ones.
    /// </returns>
    /// <exception cref="AioCompletedException">The queue was completed and is empty. An item that somebody still has on lease may come back later.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    public AioLease<T> Lease(CancellationToken cancellationToken = default)
    {
        LeaseBlocking(Timeout.InfiniteTimeSpan, cancellationToken, out AioLease<T>? lease);
        return lease!;
    }

    /// <summary>Leases the first item, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Lease" path="/exception"/>
    public bool TryLease(TimeSpan timeout, out AioLease<T>? lease, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return LeaseBlocking(timeout, cancellationToken, out lease);
    }

    /// <summary>Leases the first item as soon as there is one, without blocking a thread.</summary>
    /// <inheritdoc cref="Lease"/>
    public ValueTask<AioLease<T>> LeaseAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<AioLease<T>>(cancellationToken);
        SharedQueue target = _handle.Target;
        if (TakeSoon(target, out QueueItem item))
            return new ValueTask<AioLease<T>>(MakeLease(target, in item));
        GetWaiter<T> waiter = ParkGet(target, Timeout.InfiniteTimeSpan, endsQuietly: false, cancellationToken);
        return new ValueTask<AioLease<T>>(waiter, waiter.Version);
    }

    /// <summary>Leases the first item, waiting at most <paramref name="timeout"/> for one without blocking a thread.</summary>
    /// <returns>(false, null) on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Lease" path="/exception"/>
    public ValueTask<(bool Taken, AioLease<T>? Lease)> TryLeaseAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<(bool, AioLease<T>?)>(cancellationToken);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<(bool, AioLease<T>?)>((TryLease(out AioLease<T>? now), now));
        SharedQueue target = _handle.Target;
        if (TakeSoon(target, out QueueItem item))
            return new ValueTask<(bool, AioLease<T>?)>((true, MakeLease(target, in item)));
        GetWaiter<T> waiter = ParkGet(target, timeout, endsQuietly: false, cancellationToken);
        return new ValueTask<(bool, AioLease<T>?)>(waiter, waiter.Version);
    }

    internal SharedLease<T> MakeLease(SharedQueue target, in QueueItem item) => new(_handle, target, in item, _serializer);

    private bool LeaseBlocking(TimeSpan timeout, CancellationToken cancellationToken, out AioLease<T>? lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero)
            return TryLease(out lease);
        SharedQueue target = _handle.Target;
        if (TakeSoon(target, out QueueItem item))
        {
            lease = MakeLease(target, in item);
            return true;
        }

        var waiter = new GetWaiter<T>(this, target, endsQuietly: false, isBlocking: true);
        target.Getters.Park(waiter);
        (bool taken, lease) = waiter.UnwrapLease(waiter.Block(timeout, cancellationToken));
        return taken;
    }

    // Only tries, but for a moment in which somebody else is inside.
    private static bool TryTake(SharedQueue target, out QueueItem item)
    {
        RingOutcome outcome;
        int tries = 0;
        do
            outcome = target.TryGet(out item);
        while (SharedQueue.TryAgain(outcome, ref tries));
        return outcome == RingOutcome.Done;
    }

    private static bool TakeSoon(SharedQueue target, out QueueItem item)
    {
        long deadline = 0;
        do
        {
            RingOutcome outcome = target.TryGet(out item);
            if (outcome == RingOutcome.Completed)
                return false;
            if (outcome != RingOutcome.Done)
                continue;
            if (deadline != 0)
                target.Getters.SpinPaid();
            return true;
        }
        while (target.SpinForItem(ref deadline));
        return false;
    }
}
