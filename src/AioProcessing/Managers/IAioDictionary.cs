using System.Diagnostics.CodeAnalysis;

namespace AioProcessing;

/// <summary>A dictionary that a manager hosts for any number of clients, on this machine or another.</summary>
/// <typeparam name="TKey">What its keys are. Two keys are the same if they are serialised to the same bytes.</typeparam>
/// <typeparam name="TValue">What its values are. They go and come as copies; proxies of hosted objects among them stay proxies, and keep their objects alive.</typeparam>
/// <remarks>
/// Python's counterpart is what <c>Manager().dict()</c> returns, with these differences. Every member is one call, which is done as a whole or not at all: where
/// Python's <c>d[k] += 1</c> loses updates, <see cref="AddOrUpdate"/> does not. The manager keeps bytes and never makes a key or a value of them, so it need not know
/// their types. A changed copy changes nothing: put it back, or host what is to change by itself, such as a list in a dictionary.
/// <para>Each member blocks for a round trip to the manager; its asynchronous twin does not. <b>If the manager dies</b>, calls fail with an <see cref="AioException"/>; if a
/// client dies, what it did stays.</para>
/// <para>Enumerating takes a snapshot in one call; <see cref="ReadAllAsync"/> reads in pages.</para>
/// </remarks>
public interface IAioDictionary<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>, IDisposable
    where TKey : notnull
{
    /// <summary>How many entries it has.</summary>
    int Count { get; }

    /// <summary>The value of a key; set whether the key is there or not.</summary>
    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    /// <exception cref="AioSerializationException">The key or the value cannot cross; nothing was changed.</exception>
    TValue this[TKey key] { get; set; }

    /// <inheritdoc cref="Count"/>
    ValueTask<int> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Sets the value of a key, whether it is there or not.</summary>
    /// <exception cref="AioSerializationException">The key or the value cannot cross; nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The change may have happened, as with every member that changes something.</exception>
    ValueTask SetAsync(TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>Whether there is such a key.</summary>
    bool ContainsKey(TKey key);

    /// <inheritdoc cref="ContainsKey"/>
    ValueTask<bool> ContainsKeyAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>The value of a key, if it is there (Python's <c>get</c>).</summary>
    bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value);

    /// <inheritdoc cref="TryGetValue"/>
    ValueTask<(bool Found, TValue? Value)> TryGetValueAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Adds a key, unless it is there.</summary>
    bool TryAdd(TKey key, TValue value);

    /// <inheritdoc cref="TryAdd"/>
    ValueTask<bool> TryAddAsync(TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>The value of a key, which is added with the given one if it is not there (Python's <c>setdefault</c>).</summary>
    TValue GetOrAdd(TKey key, TValue value);

    /// <inheritdoc cref="GetOrAdd"/>
    ValueTask<TValue> GetOrAddAsync(TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>Replaces the value of a key, if it is there with a value that is serialised to the same bytes as <paramref name="comparison"/>.</summary>
    bool TryUpdate(TKey key, TValue value, TValue comparison);

    /// <inheritdoc cref="TryUpdate"/>
    ValueTask<bool> TryUpdateAsync(TKey key, TValue value, TValue comparison, CancellationToken cancellationToken = default);

    /// <summary>Adds a key, or replaces its value by one that is made of it; no update of others is lost.</summary>
    /// <param name="key">Which key.</param>
    /// <param name="added">Its value if it is not there.</param>
    /// <param name="update">Makes the new value, in this process. Called again when another client was faster.</param>
    /// <returns>The value that it has got.</returns>
    TValue AddOrUpdate(TKey key, TValue added, Func<TKey, TValue, TValue> update);

    /// <inheritdoc cref="AddOrUpdate"/>
    ValueTask<TValue> AddOrUpdateAsync(TKey key, TValue added, Func<TKey, TValue, TValue> update, CancellationToken cancellationToken = default);

    /// <summary>Removes a key.</summary>
    /// <returns>Whether it was there.</returns>
    bool Remove(TKey key);

    /// <inheritdoc cref="Remove"/>
    ValueTask<bool> RemoveAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Removes a key, and returns its value.</summary>
    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    TValue Pop(TKey key);

    /// <inheritdoc cref="Pop"/>
    ValueTask<TValue> PopAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Removes a key, and returns its value, if it is there.</summary>
    bool TryPop(TKey key, [MaybeNullWhen(false)] out TValue value);

    /// <inheritdoc cref="TryPop"/>
    ValueTask<(bool Found, TValue? Value)> TryPopAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Removes the entry that was added last, and returns it (Python's <c>popitem</c>).</summary>
    /// <returns>False when it is empty.</returns>
    bool TryPopItem(out KeyValuePair<TKey, TValue> item);

    /// <inheritdoc cref="TryPopItem"/>
    ValueTask<(bool Found, KeyValuePair<TKey, TValue> Item)> TryPopItemAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets several keys at once: others see all of it or nothing.</summary>
    void Update(IEnumerable<KeyValuePair<TKey, TValue>> items);

    /// <inheritdoc cref="Update"/>
    ValueTask UpdateAsync(IEnumerable<KeyValuePair<TKey, TValue>> items, CancellationToken cancellationToken = default);

    /// <summary>The entries of several keys, as they are at one moment; keys that are not there are left out.</summary>
    KeyValuePair<TKey, TValue>[] GetMany(IEnumerable<TKey> keys);

    /// <inheritdoc cref="GetMany"/>
    ValueTask<KeyValuePair<TKey, TValue>[]> GetManyAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default);

    /// <summary>All keys, in the order in which they were added.</summary>
    TKey[] GetKeys();

    /// <inheritdoc cref="GetKeys"/>
    ValueTask<TKey[]> GetKeysAsync(CancellationToken cancellationToken = default);

    /// <summary>All entries as they are at one moment, in the order in which their keys were added.</summary>
    KeyValuePair<TKey, TValue>[] ToArray();

    /// <inheritdoc cref="ToArray"/>
    ValueTask<KeyValuePair<TKey, TValue>[]> ToArrayAsync(CancellationToken cancellationToken = default);

    /// <summary>All entries, some at a time: the keys that are there at the beginning, with the values that they have when their page is read. Those removed meanwhile are left out.</summary>
    IAsyncEnumerable<KeyValuePair<TKey, TValue>> ReadAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes everything.</summary>
    void Clear();

    /// <inheritdoc cref="Clear"/>
    ValueTask ClearAsync(CancellationToken cancellationToken = default);
}
