using AioProcessing.Backends;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;

namespace AioProcessing;

/// <content>Several items in one call.</content>
public sealed partial class AioQueue<T>
{
    // So long other consumers may have to wait for the get lock: some hundred microseconds.
    private const int MostOfABatch = 1 << 16;

    /// <summary>Puts as many of the items as there is room for, in order; never waits.</summary>
    /// <param name="items">What to put.</param>
    /// <param name="count">How many of them, from the first on, were put.</param>
    /// <returns>Whether all were.</returns>
    /// <inheritdoc cref="TryPut(T)" path="/exception"/>
    public bool TryPutMany(IEnumerable<T> items, out int count)
    {
        using var puts = new BatchPuts<T>(this, items);
        while (puts.MoveNext() && TryPut(puts.Current))
            puts.WasPut();
        count = puts.Count;
        return puts.IsAtEnd;
    }

    /// <summary>Puts the items in order, blocking this thread while there is no room. Those of others may come between them.</summary>
    /// <remarks>If it throws, or its process dies, those before the item that it had come to are in the queue.</remarks>
    /// <inheritdoc cref="Put" path="/exception"/>
    public void PutMany(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        TryPutMany(items, Timeout.InfiniteTimeSpan, out _, cancellationToken);

    /// <summary>Puts the items in order, blocking this thread for at most <paramref name="timeout"/> in all while there is no room.</summary>
    /// <param name="items">What to put.</param>
    /// <param name="timeout">For all of them.</param>
    /// <param name="count">How many of them, from the first on, were put.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether all were put in time.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public bool TryPutMany(IEnumerable<T> items, TimeSpan timeout, out int count, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        long begun = Environment.TickCount64;
        using var puts = new BatchPuts<T>(this, items);
        while (puts.MoveNext() && PutBlocking(puts.Current, TimeLimit.Left(timeout, begun), cancellationToken))
            puts.WasPut();
        count = puts.Count;
        return puts.IsAtEnd;
    }

    /// <summary>Puts the items in order as soon as there is room for each, without blocking a thread. Those of others may come between them.</summary>
    /// <inheritdoc cref="PutMany"/>
    public async ValueTask PutManyAsync(IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var puts = new BatchPuts<T>(this, items);
        while (puts.MoveNext())
        {
            await PutAsync(puts.Current, cancellationToken).ConfigureAwait(false);
            puts.WasPut();
        }
    }

    /// <summary>Puts the items in order, waiting at most <paramref name="timeout"/> in all for room without blocking a thread.</summary>
    /// <returns>How many of them, from the first on, were put in time.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public async ValueTask<int> TryPutManyAsync(IEnumerable<T> items, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        long begun = Environment.TickCount64;
        using var puts = new BatchPuts<T>(this, items);
        while (puts.MoveNext() && await TryPutAsync(puts.Current, TimeLimit.Left(timeout, begun), cancellationToken).ConfigureAwait(false))
            puts.WasPut();
        return puts.Count;
    }

    /// <summary>Takes up to <paramref name="max"/> items that are there; never waits.</summary>
    /// <param name="max">Most items, at least 1.</param>
    /// <param name="items">What was taken; empty when the result is false.</param>
    /// <returns>False when the queue is empty, completed or not.</returns>
    public bool TryGetMany(int max, out T[] items)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        SharedQueue target = _handle.Target;
        items = TakeReady(max) is { Length: > 0 } ready ? ready : TryTake(target, out QueueItem first) ? TakeMore(target, in first, max) : [];
        return items.Length != 0;
    }

    /// <summary>Takes up to <paramref name="max"/> items, blocking this thread until there is one.</summary>
    /// <param name="max">Most items, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>What was there: at least one, at most 65,536. If the process dies before this has returned, all of them go back.</returns>
    /// <inheritdoc cref="Get" path="/exception"/>
    public T[] GetMany(int max, CancellationToken cancellationToken = default)
    {
        TryGetMany(max, Timeout.InfiniteTimeSpan, out T[] items, cancellationToken);
        return items;
    }

    /// <summary>Takes up to <paramref name="max"/> items, blocking this thread for at most <paramref name="timeout"/> until there is one.</summary>
    /// <returns>False on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Get" path="/exception"/>
    public bool TryGetMany(int max, TimeSpan timeout, out T[] items, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        items = TakeReady(max) is { Length: > 0 } ready ? ready : TryLease(timeout, out AioLease<T>? first, cancellationToken) ? TakeMore(first!, max) : [];
        return items.Length != 0;
    }

    /// <summary>Takes up to <paramref name="max"/> items as soon as there is one, without blocking a thread.</summary>
    /// <inheritdoc cref="GetMany"/>
    public async ValueTask<T[]> GetManyAsync(int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        cancellationToken.ThrowIfCancellationRequested();
        return TakeReady(max) is { Length: > 0 } ready ? ready : TakeMore(await LeaseAsync(cancellationToken).ConfigureAwait(false), max);
    }

    /// <summary>Takes up to <paramref name="max"/> items, waiting at most <paramref name="timeout"/> for the first without blocking a thread.</summary>
    /// <returns>What was there; empty on time-out.</returns>
    /// <inheritdoc cref="Get" path="/exception"/>
    public async ValueTask<T[]> TryGetManyAsync(int max, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (TakeReady(max) is { Length: > 0 } ready)
            return ready;
        (bool taken, AioLease<T>? first) = await TryLeaseAsync(timeout, cancellationToken).ConfigureAwait(false);
        return taken ? TakeMore(first!, max) : [];
    }

    /// <summary>Puts those of the items, from the first on, that go into the queue by the batch.</summary>
    internal int PutReady(ReadOnlySpan<T> items)
    {
        int count = 0;
        if (IsRaw)
        {
            SharedQueue target = _handle.Target;
            for (int put; (put = target.TryPutMany(items[count..])) > 0;)
                count += put;
            GC.KeepAlive(this);
        }

        return count;
    }

    // One batch only: a death between two would lose the first, although the call had not returned.
    private T[] TakeReady(int max)
    {
        SharedQueue target = _handle.Target;
        int there = IsRaw ? Math.Min(Math.Min(max, target.Count), MostOfABatch) : 0;
        if (there == 0)
            return [];
        T[] items = GC.AllocateUninitializedArray<T>(there);
        int got = target.TryGetMany(items.AsSpan());
        if (got < there)
            Array.Resize(ref items, got);
        GC.KeepAlive(this);
        return items;
    }

    private T[] TakeMore(AioLease<T> first, int max) => TakeMore(((SharedLease<T>)first).HandOver(out QueueItem item), in item, max);

    // All are held until all are decoded, so that a death in the middle gives all of them back.
    private T[] TakeMore(SharedQueue target, in QueueItem first, int max)
    {
        var taken = new List<QueueItem> { first };
        while (taken.Count < max && TryTake(target, out QueueItem next))
            taken.Add(next);
        var items = new T[taken.Count];
        int decoded = 0;
        try
        {
            for (; decoded < items.Length; decoded++)
                items[decoded] = ItemFormat.Read<T>(target.Bytes(taken[decoded]), _serializer, takesPins: true);
        }
        catch (AioException) when (decoded > 0)
        {
            // Whoever comes next learns of it: those before are good.
            Array.Resize(ref items, decoded);
        }
        finally
        {
            // One that cannot be decoded is taken nevertheless, when it is the first.
            int done = Math.Max(decoded, 1);
            for (int i = 0; i < done; i++)
                target.Release(taken[i]);
            for (int i = done; i < taken.Count; i++)
                target.GiveBack(taken[i]);
        }

        return items;
    }
}
