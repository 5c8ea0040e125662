using System.Runtime.CompilerServices;
using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted queue, as its clients have it.</summary>
internal partial class HostedQueue<T>(AioProxyTarget target) : HostedProxy(target), IAioQueue<T>
{
    public int Capacity => State().Capacity;

    public int Count => State().Count;

    public bool IsEmpty => Count == 0;

    public bool IsFull => State() is var (capacity, count, _) && capacity != 0 && count >= capacity;

    public bool IsCompleted => State().IsCompleted != 0;

    /// <summary>What becomes of an item that is got.</summary>
    protected virtual QueueObject.Taking Taking => QueueObject.Taking.ForGood;

    public bool TryPut(T item) => TryPut(item, TimeSpan.Zero);

    public void Put(T item, CancellationToken cancellationToken = default) => TryPut(item, Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryPut(T item, TimeSpan timeout, CancellationToken cancellationToken = default) => Blocking.Wait(TryPutAsync(item, timeout, cancellationToken));

    public async ValueTask PutAsync(T item, CancellationToken cancellationToken = default) =>
        await TryPutAsync(item, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        PayloadWriter call = Begin((int)QueueObject.Member.Put);
        call.WriteBool(timeout != TimeSpan.Zero);
        WritePayload(call, item, nameof(item), isReadOnce: Taking is QueueObject.Taking.ForGood);
        return PutAsync(SendAsync(call, QueueAnswer<int>.ReadPut, timeout, cancellationToken));
    }

    public bool TryGet(out T item) => TryGet(TimeSpan.Zero, out item);

    public T Get(CancellationToken cancellationToken = default) => Blocking.Wait(GetAsync(cancellationToken));

    public bool TryGet(TimeSpan timeout, out T item, CancellationToken cancellationToken = default)
    {
        (bool taken, item) = Blocking.Wait(TryGetAsync(timeout, cancellationToken));
        return taken;
    }

    public async ValueTask<T> GetAsync(CancellationToken cancellationToken = default) =>
        (await TakeAsync(Taking, 1, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))[0].Value;

    public async ValueTask<(bool Taken, T Item)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await TakeAsync(Taking, 1, timeout, cancellationToken).ConfigureAwait(false) is [var one] ? (true, one.Value) : (false, default!);

    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            QueueAnswer<T>.Item item;
            try
            {
                item = (await TakeAsync(Taking, 1, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))[0];
            }
            catch (AioCompletedException end) when (end.InnerException is null)
            {
                yield break;
            }

            yield return item.Value;
        }
    }

    public void Complete(Exception? exception = null)
    {
        PayloadWriter call = Begin((int)QueueObject.Member.Complete);
        int at = call.Reserve();
        if (exception is not null)
            ExceptionCodec.Write(call, exception, withItself: Client.Format.IsNative);
        call.Patch(at, call.WrittenCount - at - sizeof(int));
        Send(call);
    }

    protected async ValueTask<QueueAnswer<T>.Item[]> TakeAsync(QueueObject.Taking taking, int most, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        PayloadWriter call = Begin((int)QueueObject.Member.Get);
        call.WriteByte((byte)taking);
        call.WriteInt32(most);
        call.WriteBool(timeout != TimeSpan.Zero);
        ReadResult<QueueAnswer<T>> read = taking is QueueObject.Taking.ForGood ? QueueAnswer<T>.ReadGet : QueueAnswer<T>.ReadLease;
        QueueAnswer<T> answer = await SendAsync(call, read, timeout, cancellationToken).ConfigureAwait(false);
        return answer.Check("read from");
    }

    private static async ValueTask<bool> PutAsync(ValueTask<QueueAnswer<int>> put)
    {
        QueueAnswer<int> answer = await put.ConfigureAwait(false);
        answer.Check("put to");
        return answer is { IsThere: true, Outcome: QueueObject.Outcome.Done };
    }

    private (int Capacity, int Count, int IsCompleted) State() =>
        Send(Begin((int)QueueObject.Member.State), static (ref PayloadReader from, ManagerClient client) => from.ReadRaw<(int, int, int)>());
}

/// <summary>What a manager answers to a put or a get. The default is what comes of a time-out.</summary>
internal readonly struct QueueAnswer<T>
{
    private readonly Item[]? _items;
    private readonly AioRemoteException? _reason;

    private QueueAnswer(QueueObject.Outcome outcome, Item[]? items, AioRemoteException? reason, int count)
    {
        IsThere = true;
        Outcome = outcome;
        _items = items;
        _reason = reason;
        Count = count;
    }

    public bool IsThere { get; }

    public QueueObject.Outcome Outcome { get; }

    /// <summary>How many were put.</summary>
    public int Count { get; }

    public static QueueAnswer<T> ReadPut(ref PayloadReader from, ManagerClient client) => Read(ref from, client, What.Nothing);

    public static QueueAnswer<T> ReadPutMany(ref PayloadReader from, ManagerClient client) => Read(ref from, client, What.Count);

    /// <summary>Of items that nobody else will read.</summary>
    public static QueueAnswer<T> ReadGet(ref PayloadReader from, ManagerClient client) => Read(ref from, client, What.Items);

    /// <summary>Of items that may go back.</summary>
    public static QueueAnswer<T> ReadLease(ref PayloadReader from, ManagerClient client) => Read(ref from, client, What.ItemsOnLease);

    /// <summary>The items; none if it was not possible in time.</summary>
    /// <exception cref="AioCompletedException">The queue was completed.</exception>
    public Item[] Check(string deed)
    {
        if (Outcome is not QueueObject.Outcome.Completed)
            return _items ?? [];
        throw new AioCompletedException($"The queue cannot be {deed}: it was completed{(_reason is null ? "" : $" because of {_reason.RemoteType}: {_reason.RemoteMessage}")}.", _reason);
    }

    private static QueueAnswer<T> Read(ref PayloadReader from, ManagerClient client, What what)
    {
        var outcome = (QueueObject.Outcome)from.ReadByte();
        if (outcome is QueueObject.Outcome.Completed)
        {
            ReadOnlySpan<byte> reason = from.ReadBlock();
            if (reason.IsEmpty)
                return new QueueAnswer<T>(outcome, null, null, 0);
            var reader = new PayloadReader(reason);
            return new QueueAnswer<T>(outcome, null, ExceptionCodec.Read(ref reader, withItself: client.Format.IsNative), 0);
        }

        int count = what is What.Count ? from.ReadInt32() : 0;
        if (what is not (What.Items or What.ItemsOnLease) || outcome is not QueueObject.Outcome.Done)
            return new QueueAnswer<T>(outcome, null, null, count);
        var items = new Item[from.CheckCount(from.ReadCount(), sizeof(int))];
        for (int i = 0; i < items.Length; i++)
            items[i] = ReadItem(ref from, client, isOnLease: what is What.ItemsOnLease);
        return new QueueAnswer<T>(outcome, items, null, 0);
    }

    private static Item ReadItem(ref PayloadReader from, ManagerClient client, bool isOnLease)
    {
        long id = from.ReadInt64();
        int deliveries = from.ReadInt32();
        ReadOnlySpan<byte> bytes = from.ReadBytes(from.ReadInt32());
        T value = client.Format.ReadBlock<T>(bytes, takesPins: !isOnLease);
        bool mayHaveHandles = isOnLease && client.Format.IsNative && RuntimeHelpers.IsReferenceOrContainsReferences<T>();
        return new Item(id, deliveries, value, mayHaveHandles ? bytes.ToArray() : null);
    }

    private enum What
    {
        Nothing,
        Count,
        Items,
        ItemsOnLease,
    }

    /// <param name="Id">By which it is given back, or finished.</param>
    /// <param name="Deliveries">How often it was given to somebody.</param>
    /// <param name="Value">The item.</param>
    /// <param name="Bytes">Of one on lease, for what is kept alive by the handles in it; null = there are none.</param>
    public readonly record struct Item(long Id, int Deliveries, T Value, byte[]? Bytes);
}
