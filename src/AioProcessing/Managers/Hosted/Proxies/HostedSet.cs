using System.Collections;
using System.Diagnostics.CodeAnalysis;
using AioProcessing.Connections;
using AioProcessing.Serialization;
using Member = AioProcessing.Managers.SetObject.Member;

namespace AioProcessing.Managers;

/// <summary>A hosted set, as its clients have it.</summary>
internal sealed class HostedSet<T>(AioProxyTarget target) : HostedProxy(target), IAioSet<T>
    where T : notnull
{
    public int Count => Blocking.Wait(CountAsync());

    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.Count), ReadNumber, cancellationToken);

    public bool Add(T item) => Blocking.Wait(AddAsync(item));

    public ValueTask<bool> AddAsync(T item, CancellationToken cancellationToken = default) => AskAsync(Member.Add, item, cancellationToken);

    public bool Remove(T item) => Blocking.Wait(RemoveAsync(item));

    public ValueTask<bool> RemoveAsync(T item, CancellationToken cancellationToken = default) => AskAsync(Member.Remove, item, cancellationToken);

    public bool Contains(T item) => Blocking.Wait(ContainsAsync(item));

    public ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default) => AskAsync(Member.Contains, item, cancellationToken);

    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        (bool found, item) = Blocking.Wait(TryPopAsync());
        return found;
    }

    public ValueTask<(bool Found, T? Item)> TryPopAsync(CancellationToken cancellationToken = default) =>
        SendAsync(Begin((int)Member.PopLast), ReadFound<T>, cancellationToken);

    public void UnionWith(IEnumerable<T> items) => Blocking.Wait(AskManyAsync(Member.UnionWith, items));

    public async ValueTask UnionWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        await AskManyAsync(Member.UnionWith, items, cancellationToken).ConfigureAwait(false);

    public void ExceptWith(IEnumerable<T> items) => Blocking.Wait(AskManyAsync(Member.ExceptWith, items));

    public async ValueTask ExceptWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        await AskManyAsync(Member.ExceptWith, items, cancellationToken).ConfigureAwait(false);

    public void IntersectWith(IEnumerable<T> items) => Blocking.Wait(AskManyAsync(Member.IntersectWith, items));

    public async ValueTask IntersectWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        await AskManyAsync(Member.IntersectWith, items, cancellationToken).ConfigureAwait(false);

    public void SymmetricExceptWith(IEnumerable<T> items) => Blocking.Wait(AskManyAsync(Member.SymmetricExceptWith, items));

    public async ValueTask SymmetricExceptWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) =>
        await AskManyAsync(Member.SymmetricExceptWith, items, cancellationToken).ConfigureAwait(false);

    public bool IsSupersetOf(IEnumerable<T> items) => Blocking.Wait(IsSupersetOfAsync(items));

    public ValueTask<bool> IsSupersetOfAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) => AskManyAsync(Member.IsSupersetOf, items, cancellationToken);

    public bool Overlaps(IEnumerable<T> items) => Blocking.Wait(OverlapsAsync(items));

    public ValueTask<bool> OverlapsAsync(IEnumerable<T> items, CancellationToken cancellationToken = default) => AskManyAsync(Member.Overlaps, items, cancellationToken);

    public T[] ToArray() => Blocking.Wait(ToArrayAsync());

    public ValueTask<T[]> ToArrayAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.All), ReadMany<T>, cancellationToken);

    public void Clear() => Send(Begin((int)Member.Clear));

    public ValueTask ClearAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.Clear), cancellationToken);

    public IEnumerator<T> GetEnumerator() => ToArray().AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ValueTask<bool> AskAsync(Member member, T item, CancellationToken cancellationToken)
    {
        if (item is null)
            throw new ArgumentNullException(nameof(item));
        PayloadWriter call = Begin((int)member);
        WritePayload(call, item, nameof(item));
        return SendAsync(call, ReadWhether, cancellationToken);
    }

    private ValueTask<bool> AskManyAsync(Member member, IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        T[] all = [.. items];
        PayloadWriter call = Begin((int)member);
        WriteMany(call, all, nameof(items));
        return SendAsync(call, ReadWhether, cancellationToken);
    }
}
