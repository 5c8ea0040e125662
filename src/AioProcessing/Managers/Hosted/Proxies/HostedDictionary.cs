using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AioProcessing.Connections;
using AioProcessing.Serialization;
using Member = AioProcessing.Managers.DictionaryObject.Member;

namespace AioProcessing.Managers;

/// <summary>A hosted dictionary, as its clients have it.</summary>
internal sealed class HostedDictionary<TKey, TValue>(AioProxyTarget target) : HostedProxy(target), IAioDictionary<TKey, TValue>
    where TKey : notnull
{
    // Entries in one answer of a stream.
    private const int PageLength = 64;

    public int Count => Blocking.Wait(CountAsync());

    public TValue this[TKey key]
    {
        get => Blocking.Wait(GetAsync(key));
        set => Send(BeginSet(key, value));
    }

    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.Count), ReadNumber, cancellationToken);

    public async ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken = default) =>
        await TryGetValueAsync(key, cancellationToken).ConfigureAwait(false) is (true, var value) ? value! : throw NotThere(key);

    public ValueTask SetAsync(TKey key, TValue value, CancellationToken cancellationToken = default) => SendAsync(BeginSet(key, value), cancellationToken);

    public bool ContainsKey(TKey key) => Blocking.Wait(ContainsKeyAsync(key));

    public ValueTask<bool> ContainsKeyAsync(TKey key, CancellationToken cancellationToken = default) =>
        SendAsync(Begin(Member.Contains, key), ReadWhether, cancellationToken);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        (bool found, value) = Blocking.Wait(TryGetValueAsync(key));
        return found;
    }

    public ValueTask<(bool Found, TValue? Value)> TryGetValueAsync(TKey key, CancellationToken cancellationToken = default) =>
        SendAsync(Begin(Member.Get, key), ReadFound<TValue>, cancellationToken);

    public bool TryAdd(TKey key, TValue value) => Blocking.Wait(TryAddAsync(key, value));

    public ValueTask<bool> TryAddAsync(TKey key, TValue value, CancellationToken cancellationToken = default)
    {
        PayloadWriter call = Begin(Member.Add, key);
        WritePayload(call, value, nameof(value));
        return SendAsync(call, ReadWhether, cancellationToken);
    }

    public TValue GetOrAdd(TKey key, TValue value) => Blocking.Wait(GetOrAddAsync(key, value));

    public ValueTask<TValue> GetOrAddAsync(TKey key, TValue value, CancellationToken cancellationToken = default)
    {
        PayloadWriter call = Begin(Member.GetOrAdd, key);
        WritePayload(call, value, nameof(value));
        return SendAsync(call, ReadOne<TValue>, cancellationToken);
    }

    public bool TryUpdate(TKey key, TValue value, TValue comparison) => Blocking.Wait(TryUpdateAsync(key, value, comparison));

    public ValueTask<bool> TryUpdateAsync(TKey key, TValue value, TValue comparison, CancellationToken cancellationToken = default)
    {
        PayloadWriter call = Begin(Member.Update, key);
        WritePayload(call, value, nameof(value));
        WritePayload(call, comparison, nameof(comparison));
        return SendAsync(call, ReadWhether, cancellationToken);
    }

    public TValue AddOrUpdate(TKey key, TValue added, Func<TKey, TValue, TValue> update) => Blocking.Wait(AddOrUpdateAsync(key, added, update));

    public async ValueTask<TValue> AddOrUpdateAsync(TKey key, TValue added, Func<TKey, TValue, TValue> update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        while (true)
        {
            byte[]? old = await SendAsync(Begin(Member.Get, key), HostedBytes.Read, cancellationToken).ConfigureAwait(false);
            if (old is null)
            {
                if (await TryAddAsync(key, added, cancellationToken).ConfigureAwait(false))
                    return added;
                continue;
            }

            TValue value = update(key, HostedBytes.Decode<TValue>(old, Client));
            PayloadWriter call = Begin(Member.Update, key);
            WritePayload(call, value, nameof(update));
            HostedBytes.Write(call, old);
            if (await SendAsync(call, ReadWhether, cancellationToken).ConfigureAwait(false))
                return value;
        }
    }

    public bool Remove(TKey key) => Blocking.Wait(RemoveAsync(key));

    public ValueTask<bool> RemoveAsync(TKey key, CancellationToken cancellationToken = default) => SendAsync(Begin(Member.Remove, key), ReadWhether, cancellationToken);

    public TValue Pop(TKey key) => Blocking.Wait(PopAsync(key));

    public async ValueTask<TValue> PopAsync(TKey key, CancellationToken cancellationToken = default) =>
        await TryPopAsync(key, cancellationToken).ConfigureAwait(false) is (true, var value) ? value! : throw NotThere(key);

    public bool TryPop(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        (bool found, value) = Blocking.Wait(TryPopAsync(key));
        return found;
    }

    public ValueTask<(bool Found, TValue? Value)> TryPopAsync(TKey key, CancellationToken cancellationToken = default) =>
        SendAsync(Begin(Member.Pop, key), ReadFound<TValue>, cancellationToken);

    public bool TryPopItem(out KeyValuePair<TKey, TValue> item)
    {
        (bool found, item) = Blocking.Wait(TryPopItemAsync());
        return found;
    }

    public ValueTask<(bool Found, KeyValuePair<TKey, TValue> Item)> TryPopItemAsync(CancellationToken cancellationToken = default) =>
        SendAsync(Begin((int)Member.PopLast), static (ref PayloadReader from, ManagerClient client) => TryReadPayload(ref from, client, out TKey key)
            ? (true, new KeyValuePair<TKey, TValue>(key, ReadOne<TValue>(ref from, client)))
            : default, cancellationToken);

    public void Update(IEnumerable<KeyValuePair<TKey, TValue>> items) => Send(BeginUpdate(items));

    public ValueTask UpdateAsync(IEnumerable<KeyValuePair<TKey, TValue>> items, CancellationToken cancellationToken = default) =>
        SendAsync(BeginUpdate(items), cancellationToken);

    public KeyValuePair<TKey, TValue>[] GetMany(IEnumerable<TKey> keys) => Blocking.Wait(GetManyAsync(keys));

    public ValueTask<KeyValuePair<TKey, TValue>[]> GetManyAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        PayloadWriter call = Begin((int)Member.GetMany);
        WriteMany(call, [.. keys], nameof(keys));
        return SendAsync(call, ReadEntries, cancellationToken);
    }

    public TKey[] GetKeys() => Blocking.Wait(GetKeysAsync());

    public ValueTask<TKey[]> GetKeysAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.Keys), ReadMany<TKey>, cancellationToken);

    public KeyValuePair<TKey, TValue>[] ToArray() => Blocking.Wait(ToArrayAsync());

    public ValueTask<KeyValuePair<TKey, TValue>[]> ToArrayAsync(CancellationToken cancellationToken = default) =>
        SendAsync(Begin((int)Member.All), ReadEntries, cancellationToken);

    public async IAsyncEnumerable<KeyValuePair<TKey, TValue>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (TKey[] page in (await GetKeysAsync(cancellationToken).ConfigureAwait(false)).Chunk(PageLength))
        {
            foreach (KeyValuePair<TKey, TValue> entry in await GetManyAsync(page, cancellationToken).ConfigureAwait(false))
                yield return entry;
        }
    }

    public void Clear() => Send(Begin((int)Member.Clear));

    public ValueTask ClearAsync(CancellationToken cancellationToken = default) => SendAsync(Begin((int)Member.Clear), cancellationToken);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => ToArray().AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static KeyValuePair<TKey, TValue>[] ReadEntries(ref PayloadReader from, ManagerClient client)
    {
        var entries = new KeyValuePair<TKey, TValue>[from.CheckCount(from.ReadCount(), 2 * sizeof(int))];
        for (int i = 0; i < entries.Length; i++)
        {
            TKey key = ReadOne<TKey>(ref from, client);
            entries[i] = new KeyValuePair<TKey, TValue>(key, ReadOne<TValue>(ref from, client));
        }

        return entries;
    }

    private static KeyNotFoundException NotThere(TKey key) => new($"The hosted dictionary has no key '{key}'.");

    private PayloadWriter Begin(Member member, TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));
        PayloadWriter call = Begin((int)member);
        WritePayload(call, key, nameof(key));
        return call;
    }

    private PayloadWriter BeginSet(TKey key, TValue value)
    {
        PayloadWriter call = Begin(Member.Set, key);
        WritePayload(call, value, nameof(value));
        return call;
    }

    private PayloadWriter BeginUpdate(IEnumerable<KeyValuePair<TKey, TValue>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        KeyValuePair<TKey, TValue>[] all = [.. items];
        PayloadWriter call = Begin((int)Member.SetMany);
        call.WriteCount(all.Length);
        foreach ((TKey key, TValue value) in all)
        {
            WritePayload(call, key, nameof(items));
            WritePayload(call, value, nameof(items));
        }

        return call;
    }
}
