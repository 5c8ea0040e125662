using System.Runtime.CompilerServices;
using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;

namespace AioProcessing;

/// <content>Gets: at once where there is an item, else in line.</content>
public sealed partial class AioQueue<T>
{
    /// <summary>Takes the first item if there is one; never waits.</summary>
    /// <returns>False when the queue is empty, completed or not.</returns>
    public bool TryGet(out T item)
    {
        RingOutcome outcome;
        int tries = 0;
        do
            outcome = GetNow(_handle.Target, out item);
        while (SharedQueue.TryAgain(outcome, ref tries));
        GC.KeepAlive(this);
        return outcome == RingOutcome.Done;
    }

    /// <summary>Takes the first item, blocking this thread until there is one.</summary>
    /// <exception cref="AioCompletedException">The queue was completed and is empty.</exception>
    /// <exception cref="AioSerializationException">The item is not a <typeparamref name="T"/> of this build; it is taken nevertheless.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    public T Get(CancellationToken cancellationToken = default)
    {
        GetBlocking(Timeout.InfiniteTimeSpan, cancellationToken, out T item);
        return item;
    }

    /// <summary>Takes the first item, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Get" path="/exception"/>
    public bool TryGet(TimeSpan timeout, out T item, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return GetBlocking(timeout, cancellationToken, out item);
    }

    /// <summary>Takes the first item as soon as there is one, without blocking a thread.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        SharedQueue target = _handle.Target;
        if (GetSoon(target, out T item))
            return new ValueTask<T>(item);
        GetWaiter<T> waiter = ParkGet(target, Timeout.InfiniteTimeSpan, endsQuietly: false, cancellationToken);
        return new ValueTask<T>(waiter, waiter.Version);
    }

    /// <summary>Takes the first item, waiting at most <paramref name="timeout"/> for one without blocking a thread.</summary>
    /// <returns>(false, default) on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Get" path="/exception"/>
    public ValueTask<(bool Taken, T Item)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<(bool, T)>(cancellationToken);
        return GetOrEnd(timeout, endsQuietly: false, cancellationToken);
    }

    /// <summary>The items as they come; ends when the queue was completed and is empty.</summary>
    /// <exception cref="AioCompletedException">It was completed with an exception.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no item is lost.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (bool taken, T item) = await GetOrEnd(Timeout.InfiniteTimeSpan, endsQuietly: true, cancellationToken).ConfigureAwait(false);
            if (!taken)
                yield break;
            yield return item;
        }
    }

    /// <summary>Decodes a held item, and is done with it.</summary>
    internal T Consume(SharedQueue target, in QueueItem item)
    {
        try
        {
            return ItemFormat.Read<T>(target.Bytes(in item), _serializer, takesPins: true);
        }
        finally
        {
            target.Release(in item);
        }
    }

    /// <summary>Is done with a held item that was decoded before.</summary>
    internal void Finish(SharedQueue target, in QueueItem item)
    {
        ItemFormat.DropPins<T>(target.Bytes(in item), _serializer);
        target.Finish(in item);
    }

    private RingOutcome GetNow(SharedQueue target, out T item)
    {
        if (IsRaw)
        {
            RingOutcome outcome = target.TryGet(out item);
            if (outcome != RingOutcome.NeedsBlock)
                return outcome;
        }

        if (ItemFormat.IsBytes<T>(_serializer))
        {
            RingOutcome outcome = target.TryGetArray(out byte[] array, out byte trailer);
            item = trailer == ItemFormat.Null ? default! : (T)(object)array;
            if (outcome != RingOutcome.NeedsBlock)
                return outcome;
        }

        RingOutcome encoded = target.TryGet(out QueueItem bytes);
        item = encoded == RingOutcome.Done ? Consume(target, in bytes) : default!;
        return encoded;
    }

    private bool GetSoon(SharedQueue target, out T item)
    {
        long deadline = 0;
        do
        {
            if (target.HasUsedUp)
                target.Gather();
            RingOutcome outcome = GetNow(target, out item);
            if (outcome == RingOutcome.Completed)
                return false;
            if (outcome != RingOutcome.Done)
                continue;
            if (deadline != 0)
                target.Getters.SpinPaid();
            GC.KeepAlive(this);
            return true;
        }
        while (target.SpinForItem(ref deadline));
        return false;
    }

    private ValueTask<(bool Taken, T Item)> GetOrEnd(TimeSpan timeout, bool endsQuietly, CancellationToken cancellationToken)
    {
        SharedQueue target = _handle.Target;
        if (timeout == TimeSpan.Zero)
            return new ValueTask<(bool, T)>((TryGet(out T now), now));
        if (GetSoon(target, out T item))
            return new ValueTask<(bool, T)>((true, item));
        GetWaiter<T> waiter = ParkGet(target, timeout, endsQuietly, cancellationToken);
        return new ValueTask<(bool, T)>(waiter, waiter.Version);
    }

    private bool GetBlocking(TimeSpan timeout, CancellationToken cancellationToken, out T item)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero)
            return TryGet(out item);
        SharedQueue target = _handle.Target;
        if (GetSoon(target, out item))
            return true;
        var waiter = new GetWaiter<T>(this, target, endsQuietly: false, isBlocking: true);
        target.Getters.Park(waiter);
        (bool taken, item) = waiter.Unwrap(waiter.Block(timeout, cancellationToken));
        return taken;
    }

    private GetWaiter<T> ParkGet(SharedQueue target, TimeSpan timeout, bool endsQuietly, CancellationToken cancellationToken)
    {
        var waiter = new GetWaiter<T>(this, target, endsQuietly, isBlocking: false);
        target.Getters.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }
}
