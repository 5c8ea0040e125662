using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;

namespace AioProcessing;

/// <content>Puts: at once where there is room, else in line.</content>
public sealed partial class AioQueue<T>
{
    /// <summary>Puts an item if there is room; never waits.</summary>
    /// <returns>False when the queue is full.</returns>
    /// <exception cref="AioSerializationException">The item cannot cross; nothing was put.</exception>
    /// <exception cref="AioCompletedException">The queue was completed.</exception>
    public bool TryPut(T item)
    {
        var outgoing = default(Outgoing);
        SharedQueue target = _handle.Target;
        try
        {
            RingOutcome outcome;
            int tries = 0;
            do
                outcome = PutNow(target, item, ref outgoing);
            while (SharedQueue.TryAgain(outcome, ref tries));
            return outcome switch
            {
                RingOutcome.Done => true,
                RingOutcome.Completed => throw Completed("put to"),
                _ => false,
            };
        }
        finally
        {
            outgoing.Drop(target);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Puts an item, blocking this thread until there is room.</summary>
    /// <exception cref="AioSerializationException">The item cannot cross; nothing was put.</exception>
    /// <exception cref="AioCompletedException">The queue was completed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was put.</exception>
    public void Put(T item, CancellationToken cancellationToken = default) => PutBlocking(item, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Puts an item, blocking this thread for at most <paramref name="timeout"/> until there is room.</summary>
    /// <returns>False on time-out; nothing was put.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public bool TryPut(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return PutBlocking(item, timeout, cancellationToken);
    }

    /// <summary>Puts an item as soon as there is room, without blocking a thread. When it has returned, the item survives this process.</summary>
    /// <inheritdoc cref="Put" path="/exception"/>
    public ValueTask PutAsync(T item, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        SharedQueue target = _handle.Target;
        if (IsRaw && target.TryPut(in item) == RingOutcome.Done)
        {
            GC.KeepAlive(this);
            return default;
        }

        return PutSlowly(target, item, Timeout.InfiniteTimeSpan, cancellationToken) is { } waiter ? new ValueTask(waiter, waiter.Version) : default;
    }

    /// <summary>Puts an item, waiting at most <paramref name="timeout"/> for room without blocking a thread.</summary>
    /// <returns>False on time-out; nothing was put.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public ValueTask<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(TryPut(item));
        return PutSlowly(_handle.Target, item, timeout, cancellationToken) is { } waiter ? new ValueTask<bool>(waiter, waiter.Version) : new ValueTask<bool>(true);
    }

    private RingOutcome PutNow(SharedQueue target, in T item, ref Outgoing outgoing)
    {
        if (IsRaw && !outgoing.IsEncoded)
        {
            RingOutcome outcome = target.TryPut(in item);
            if (outcome != RingOutcome.NeedsBlock)
                return outcome;
        }

        outgoing.Encode(target, item, _serializer);
        return PutNow(target, ref outgoing);
    }

    // Null when the item was put; else the parked wait.
    private PutWaiter? PutSlowly(SharedQueue target, in T item, TimeSpan timeout, CancellationToken cancellationToken, bool isBlocking = false)
    {
        var outgoing = default(Outgoing);
        try
        {
            if (PutSoon(target, item, ref outgoing))
                return null;
            outgoing.Encode(target, item, _serializer);
            outgoing.Own();
        }
        catch
        {
            outgoing.Drop(target);
            throw;
        }

        return ParkPut(target, outgoing, timeout, cancellationToken, isBlocking);
    }

    private PutWaiter ParkPut(SharedQueue target, Outgoing outgoing, TimeSpan timeout, CancellationToken cancellationToken, bool isBlocking)
    {
        var waiter = new PutWaiter(target, this, outgoing, isBlocking);
        target.Putters.Park(waiter);
        if (!isBlocking)
            waiter.Limit(timeout, cancellationToken);
        return waiter;
    }

    private bool PutSoon(SharedQueue target, in T item, ref Outgoing outgoing)
    {
        long deadline = 0;
        do
        {
            RingOutcome outcome = PutNow(target, item, ref outgoing);
            if (outcome == RingOutcome.Completed)
                throw Completed("put to");
            if (outcome != RingOutcome.Done)
                continue;
            if (deadline != 0)
                target.Putters.SpinPaid();
            return true;
        }
        while (target.SpinForRoom(ref deadline));
        return false;
    }

    private bool PutBlocking(in T item, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero)
            return TryPut(item);
        if (PutSlowly(_handle.Target, item, timeout, cancellationToken, isBlocking: true) is not { } waiter)
            return true;
        return waiter.Check(waiter.Block(timeout, cancellationToken));
    }
}
