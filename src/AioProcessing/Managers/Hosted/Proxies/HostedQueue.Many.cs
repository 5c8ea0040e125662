using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <content>Several items in one call, and leases.</content>
internal partial class HostedQueue<T>
{
    public bool TryPutMany(IEnumerable<T> items, out int count) => TryPutMany(items, TimeSpan.Zero, out count);

    public void PutMany(IEnumerable<T> items, CancellationToken cancellationToken = default) => Blocking.Wait(PutAllAsync(items, Timeout.InfiniteTimeSpan, cancellationToken));

    public bool TryPutMany(IEnumerable<T> items, TimeSpan timeout, out int count, CancellationToken cancellationToken = default)
    {
        (count, bool all) = Blocking.Wait(PutAllAsync(items, timeout, cancellationToken));
        return all;
    }

    public async ValueTask PutManyAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        await PutAllAsync(items, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> TryPutManyAsync(IEnumerable<T> items, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        (await PutAllAsync(items, timeout, cancellationToken).ConfigureAwait(false)).Count;

    public bool TryGetMany(int max, out T[] items) => TryGetMany(max, TimeSpan.Zero, out items);

    public T[] GetMany(int max, CancellationToken cancellationToken = default) => Blocking.Wait(GetManyAsync(max, cancellationToken));

    public bool TryGetMany(int max, TimeSpan timeout, out T[] items, CancellationToken cancellationToken = default)
    {
        items = Blocking.Wait(TryGetManyAsync(max, timeout, cancellationToken));
        return items.Length != 0;
    }

    public ValueTask<T[]> GetManyAsync(int max, CancellationToken cancellationToken = default) => TryGetManyAsync(max, Timeout.InfiniteTimeSpan, cancellationToken);

    public async ValueTask<T[]> TryGetManyAsync(int max, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        QueueAnswer<T>.Item[] taken = await TakeAsync(Taking, max, timeout, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(taken, static item => item.Value);
    }

    public bool TryLease(out AioLease<T>? lease) => TryLease(TimeSpan.Zero, out lease);

    public AioLease<T> Lease(CancellationToken cancellationToken = default) => Blocking.Wait(LeaseAsync(cancellationToken));

    public bool TryLease(TimeSpan timeout, out AioLease<T>? lease, CancellationToken cancellationToken = default)
    {
        (bool taken, lease) = Blocking.Wait(TryLeaseAsync(timeout, cancellationToken));
        return taken;
    }

    public async ValueTask<AioLease<T>> LeaseAsync(CancellationToken cancellationToken = default) =>
        (await TryLeaseAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).Lease!;

    public async ValueTask<(bool Taken, AioLease<T>? Lease)> TryLeaseAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await TakeAsync(QueueObject.Taking.OnLease, 1, timeout, cancellationToken).ConfigureAwait(false) is [var item]
            ? (true, new HostedLease<T>(this, item))
            : (false, null);

    /// <summary>Ends a lease. False when the manager knows nothing of it any more.</summary>
    internal ValueTask<bool> EndLeaseAsync(long id, bool isFinished)
    {
        PayloadWriter call = Begin((int)(isFinished ? QueueObject.Member.Finish : QueueObject.Member.GiveBack));
        call.WriteInt64(id);
        return SendAsync(call, ReadWhether, CancellationToken.None);
    }

    // First all that there is room for; then one that waits for room; and so on.
    private async ValueTask<(int Count, bool All)> PutAllAsync(IEnumerable<T> items, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        long begun = Environment.TickCount64;
        T[] all = [.. items];
        int put = 0;
        while (put < all.Length)
        {
            PayloadWriter call = BeginPutMany(all, put, out int sent);
            QueueAnswer<int> answer = await SendAsync(call, QueueAnswer<int>.ReadPutMany, CancellationToken.None).ConfigureAwait(false);
            answer.Check("put to");
            put += answer.Count;
            if (answer.Count == sent)
                continue;
            TimeSpan left = TimeLimit.Left(timeout, begun);
            if (left == TimeSpan.Zero || !await TryPutAsync(all[put], left, cancellationToken).ConfigureAwait(false))
                return (put, false);
            put++;
        }

        return (put, true);
    }

    // As many as make one good message.
    private PayloadWriter BeginPutMany(T[] all, int first, out int count)
    {
        PayloadWriter call = Begin((int)QueueObject.Member.PutMany);
        int at = call.Reserve();
        for (count = 0; first + count < all.Length && (count == 0 || call.WrittenCount < QueueItems.MessageBytes); count++)
            WritePayload(call, all[first + count], "items", isReadOnce: Taking is QueueObject.Taking.ForGood);
        call.Patch(at, count);
        return call;
    }
}

/// <summary>A lease on an item of a hosted queue.</summary>
internal sealed class HostedLease<T>(HostedQueue<T> queue, QueueAnswer<T>.Item item) : AioLease<T>
{
    public override ReadOnlyMemory<byte> Memory =>
        throw new NotSupportedException("A lease on an item of a hosted queue has no memory of its own: the item was copied on its way. Use Item.");

    public override int DeliveryCount => item.Deliveries;

    private protected override T Decode() => item.Value;

    private protected override void Finish()
    {
        if (!Blocking.Wait(queue.EndLeaseAsync(item.Id, isFinished: true)))
            throw new ObjectDisposedException(nameof(AioLease<>), "The item cannot be completed: this process has let go of its queue, so it went back.");
        if (item.Bytes is not null)
            _ = queue.Client.Format.ReadBlock<T>(item.Bytes, takesPins: true); // Nobody reads it any more, so it needs to keep nothing alive.
    }

    private protected override void GiveBack() => GiveBackAsync().AsTask().GetAwaiter().GetResult();

    private protected override async ValueTask GiveBackAsync()
    {
        try
        {
            await queue.EndLeaseAsync(item.Id, isFinished: false).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AioManagerLostException or ObjectDisposedException)
        {
            // With the manager the item has gone, and without a proxy it went back already.
        }
    }
}
