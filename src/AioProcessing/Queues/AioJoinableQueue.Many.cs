using System.Runtime.CompilerServices;

namespace AioProcessing;

/// <content>Several items in one call, streams, and leases.</content>
public sealed partial class AioJoinableQueue<T>
{
    /// <summary>The items as they come, each to be followed by a <see cref="TaskDone"/>; ends when the queue was completed and is empty.</summary>
    /// <inheritdoc cref="AioQueue{T}.ReadAllAsync" path="/exception"/>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } lease)
            yield return Keep(lease);
    }

    /// <inheritdoc cref="AioQueue{T}.TryPutMany(IEnumerable{T}, out int)"/>
    public bool TryPutMany(IEnumerable<T> items, out int count) => _queue.TryPutMany(items, out count);

    /// <inheritdoc cref="AioQueue{T}.PutMany"/>
    public void PutMany(IEnumerable<T> items, CancellationToken cancellationToken = default) => _queue.PutMany(items, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryPutMany(IEnumerable{T}, TimeSpan, out int, CancellationToken)"/>
    public bool TryPutMany(IEnumerable<T> items, TimeSpan timeout, out int count, CancellationToken cancellationToken = default) =>
        _queue.TryPutMany(items, timeout, out count, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.PutManyAsync"/>
    public ValueTask PutManyAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) => _queue.PutManyAsync(items, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryPutManyAsync"/>
    public ValueTask<int> TryPutManyAsync(IEnumerable<T> items, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _queue.TryPutManyAsync(items, timeout, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryGetMany(int, out T[])"/>
    public bool TryGetMany(int max, out T[] items)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        items = TryGet(out T first) ? TakeMore(first, max) : [];
        return items.Length != 0;
    }

    /// <inheritdoc cref="AioQueue{T}.GetMany"/>
    public T[] GetMany(int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return TakeMore(Get(cancellationToken), max);
    }

    /// <inheritdoc cref="AioQueue{T}.TryGetMany(int, TimeSpan, out T[], CancellationToken)"/>
    public bool TryGetMany(int max, TimeSpan timeout, out T[] items, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        items = TryGet(timeout, out T first, cancellationToken) ? TakeMore(first, max) : [];
        return items.Length != 0;
    }

    /// <inheritdoc cref="AioQueue{T}.GetManyAsync"/>
    public async ValueTask<T[]> GetManyAsync(int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return TakeMore(await GetAsync(cancellationToken).ConfigureAwait(false), max);
    }

    /// <inheritdoc cref="AioQueue{T}.TryGetManyAsync"/>
    public async ValueTask<T[]> TryGetManyAsync(int max, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        (bool taken, T first) = await TryGetAsync(timeout, cancellationToken).ConfigureAwait(false);
        return taken ? TakeMore(first, max) : [];
    }

    /// <inheritdoc cref="AioQueue{T}.TryLease(out AioLease{T})"/>
    public bool TryLease(out AioLease<T>? lease) => _queue.TryLease(out lease);

    /// <inheritdoc cref="AioQueue{T}.Lease"/>
    public AioLease<T> Lease(CancellationToken cancellationToken = default) => _queue.Lease(cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryLease(TimeSpan, out AioLease{T}, CancellationToken)"/>
    public bool TryLease(TimeSpan timeout, out AioLease<T>? lease, CancellationToken cancellationToken = default) =>
        _queue.TryLease(timeout, out lease, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.LeaseAsync"/>
    public ValueTask<AioLease<T>> LeaseAsync(CancellationToken cancellationToken = default) => _queue.LeaseAsync(cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryLeaseAsync"/>
    public ValueTask<(bool Taken, AioLease<T>? Lease)> TryLeaseAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _queue.TryLeaseAsync(timeout, cancellationToken);

    // Null at the end, unless there is a reason for it.
    private async ValueTask<AioLease<T>?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _queue.LeaseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AioCompletedException end) when (end.InnerException is null)
        {
            return null;
        }
    }

    // One that cannot be read is left to the next get, which throws.
    private T[] TakeMore(T first, int max)
    {
        var items = new List<T> { first };
        while (items.Count < max && _queue.TryLease(out AioLease<T>? lease))
        {
            try
            {
                _ = lease!.Item;
            }
            catch (AioException)
            {
                lease!.Dispose();
                break;
            }

            items.Add(Keep(lease));
        }

        return [.. items];
    }
}
