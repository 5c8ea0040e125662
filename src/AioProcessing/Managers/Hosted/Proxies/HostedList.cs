using System.Collections;
using System.Diagnostics.CodeAnalysis;
using AioProcessing.Connections;
using AioProcessing.Serialization;
using Member = AioProcessing.Managers.ListObject.Member;

namespace AioProcessing.Managers;

/// <summary>A hosted list, as its clients have it.</summary>
internal sealed class HostedList<T>(AioProxyTarget target) : HostedProxy(target), IAioList<T>
{
    public int Count => Blocking.Wait(CountAsync());

    public T this[Index index]
    {
        get => Blocking.Wait(GetAsync(index));
        set => Send(Begin(Member.Set, index, value));
    }

    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.Count), ReadNumber, cancellationToken);

    public ValueTask<T> GetAsync(Index index, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Get, index), ReadOne<T>, cancellationToken);

    public ValueTask SetAsync(Index index, T item, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Set, index, item), cancellationToken);

    public void Add(T item) => AddRange([item]);

    public ValueTask AddAsync(T item, CancellationToken cancellationToken = default) => AddRangeAsync([item], cancellationToken);

    public void AddRange(IEnumerable<T> items) => Send(Begin(Member.Add, items));

    public ValueTask AddRangeAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Add, items), cancellationToken);

    public void Insert(Index index, T item) => Send(Begin(Member.Insert, index, item));

    public ValueTask InsertAsync(Index index, T item, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Insert, index, item), cancellationToken);

    public T Exchange(Index index, T item) => Blocking.Wait(ExchangeAsync(index, item));

    public ValueTask<T> ExchangeAsync(Index index, T item, CancellationToken cancellationToken = default) =>
        SendAsync(Begin(Member.Exchange, index, item), ReadOne<T>, cancellationToken);

    public bool TryUpdate(Index index, T item, T comparison) => Blocking.Wait(TryUpdateAsync(index, item, comparison));

    public ValueTask<bool> TryUpdateAsync(Index index, T item, T comparison, CancellationToken cancellationToken = default)
    {
        PayloadWriter call = Begin(Member.Update, index);
        WritePayload(call, comparison, nameof(comparison));
        WriteMany(call, [item], nameof(item));
        return SendAsync(call, ReadWhether, cancellationToken);
    }

    public T Pop() => Blocking.Wait(PopAsync());

    public async ValueTask<T> PopAsync(CancellationToken cancellationToken = default) =>
        await TryPopAsync(cancellationToken).ConfigureAwait(false) is (true, var item) ? item! : throw new InvalidOperationException("The hosted list is empty: there is nothing to pop.");

    public bool TryPop([MaybeNullWhen(false)] out T item) => TryPop(^1, out item);

    public ValueTask<(bool Found, T? Item)> TryPopAsync(CancellationToken cancellationToken = default) => TryPopAsync(^1, cancellationToken);

    public bool TryPop(Index index, [MaybeNullWhen(false)] out T item)
    {
        (bool found, item) = Blocking.Wait(TryPopAsync(index));
        return found;
    }

    public ValueTask<(bool Found, T? Item)> TryPopAsync(Index index, CancellationToken cancellationToken = default) =>
        SendAsync(Begin(Member.Pop, index), ReadFound<T>, cancellationToken);

    public bool Remove(T item) => Blocking.Wait(RemoveAsync(item));

    public ValueTask<bool> RemoveAsync(T item, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Remove, item), ReadWhether, cancellationToken);

    public int IndexOf(T item) => Blocking.Wait(IndexOfAsync(item));

    public ValueTask<int> IndexOfAsync(T item, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.IndexOf, item), ReadNumber, cancellationToken);

    public bool Contains(T item) => IndexOf(item) >= 0;

    public async ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default) => await IndexOfAsync(item, cancellationToken).ConfigureAwait(false) >= 0;

    public T[] GetRange(Range range) => Blocking.Wait(GetRangeAsync(range));

    public ValueTask<T[]> GetRangeAsync(Range range, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.GetRange, range), ReadMany<T>, cancellationToken);

    public void SetRange(Range range, IEnumerable<T> items) => Send(BeginSetRange(range, items));

    public ValueTask SetRangeAsync(Range range, IEnumerable<T> items, CancellationToken cancellationToken = default) => SendAsync(BeginSetRange(range, items), cancellationToken);

    public void Sort(IComparer<T>? comparer = null) => Blocking.Wait(SortCoreAsync(comparer, CancellationToken.None));

    public async ValueTask SortAsync(IComparer<T>? comparer = null, CancellationToken cancellationToken = default) =>
        await SortCoreAsync(comparer, cancellationToken).ConfigureAwait(false);

    public T[] ToArray() => Blocking.Wait(ToArrayAsync());

    public async ValueTask<T[]> ToArrayAsync(CancellationToken cancellationToken = default) => (await ReadAsync(cancellationToken).ConfigureAwait(false)).Items;

    public void Clear() => SetRange(Range.All, []);

    public ValueTask ClearAsync(CancellationToken cancellationToken = default) => SetRangeAsync(Range.All, [], cancellationToken);

    public IEnumerator<T> GetEnumerator() => ToArray().AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ValueTask<(long Version, T[] Items)> ReadAsync(CancellationToken cancellationToken) => SendAsync(
        Begin((int)Member.All), static (ref PayloadReader from, ManagerClient client) => (from.ReadInt64(), ReadMany<T>(ref from, client)), cancellationToken);

    private async ValueTask<bool> SortCoreAsync(IComparer<T>? comparer, CancellationToken cancellationToken)
    {
        while (true)
        {
            (long version, T[] items) = await ReadAsync(cancellationToken).ConfigureAwait(false);
            T[] sorted = [.. items.Order(comparer)];
            PayloadWriter call = Begin((int)Member.Replace);
            call.WriteInt64(version);
            WriteMany(call, sorted, "items");
            if (await SendAsync(call, ReadWhether, cancellationToken).ConfigureAwait(false))
                return true;
        }
    }

    private PayloadWriter Begin(Member member, Index index)
    {
        PayloadWriter call = Begin((int)member);
        Write(call, index);
        return call;
    }

    private PayloadWriter Begin(Member member, Index index, T item)
    {
        PayloadWriter call = Begin(member, index);
        WriteMany(call, [item], nameof(item));
        return call;
    }

    private PayloadWriter Begin(Member member, T item)
    {
        PayloadWriter call = Begin((int)member);
        WritePayload(call, item, nameof(item));
        return call;
    }

    private PayloadWriter Begin(Member member, IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        PayloadWriter call = Begin((int)member);
        WriteMany(call, [.. items], nameof(items));
        return call;
    }

    private PayloadWriter Begin(Member member, Range range)
    {
        PayloadWriter call = Begin(member, range.Start);
        Write(call, range.End);
        return call;
    }

    private PayloadWriter BeginSetRange(Range range, IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        T[] all = [.. items];
        PayloadWriter call = Begin(Member.SetRange, range);
        WriteMany(call, all, nameof(items));
        return call;
    }

    // Counted from the end, as its complement.
    private static void Write(PayloadWriter call, Index index) => call.WriteInt32(index.IsFromEnd ? ~index.Value : index.Value);
}
