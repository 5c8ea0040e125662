using System.Diagnostics.CodeAnalysis;

namespace AioProcessing;

/// <summary>Values with names that a manager hosts for any number of clients, each of a type of its own.</summary>
/// <remarks>
/// Python's counterpart is what <c>Manager().Namespace()</c> returns. A name keeps whatever was set last, with its type: asked for as another it is an
/// <see cref="InvalidCastException"/>. Every member is one call, which is done as a whole or not at all, and blocks for a round trip; its asynchronous twin does
/// not. Values go and come as copies: where Python's <c>ns.count += 1</c> loses updates, <see cref="AddOrUpdate"/> does not.
/// <para><b>If the manager dies</b>, calls fail with an <see cref="AioException"/>; if a client dies, what it did stays.</para>
/// </remarks>
public interface IAioNamespace : IDisposable
{
    /// <summary>The value of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    /// <exception cref="InvalidCastException">It is not a <typeparamref name="T"/>.</exception>
    T Get<T>(string name);

    /// <inheritdoc cref="Get"/>
    ValueTask<T> GetAsync<T>(string name, CancellationToken cancellationToken = default);

    /// <summary>Sets the value of a name, whether it is there or not.</summary>
    /// <exception cref="AioSerializationException">The value cannot cross. Nothing was changed.</exception>
    void Set<T>(string name, T value);

    /// <inheritdoc cref="Set"/>
    /// <exception cref="OperationCanceledException">The token was cancelled. The change may have happened, as with every member that changes something.</exception>
    ValueTask SetAsync<T>(string name, T value, CancellationToken cancellationToken = default);

    /// <summary>The value of a name, if it is there.</summary>
    /// <exception cref="InvalidCastException">It is not a <typeparamref name="T"/>.</exception>
    bool TryGet<T>(string name, [MaybeNullWhen(false)] out T value);

    /// <inheritdoc cref="TryGet"/>
    ValueTask<(bool Found, T? Value)> TryGetAsync<T>(string name, CancellationToken cancellationToken = default);

    /// <summary>Adds a name, unless it is there.</summary>
    bool TryAdd<T>(string name, T value);

    /// <inheritdoc cref="TryAdd"/>
    ValueTask<bool> TryAddAsync<T>(string name, T value, CancellationToken cancellationToken = default);

    /// <summary>The value of a name, which is added with the given one if it is not there.</summary>
    /// <exception cref="InvalidCastException">It is not a <typeparamref name="T"/>.</exception>
    T GetOrAdd<T>(string name, T value);

    /// <inheritdoc cref="GetOrAdd"/>
    ValueTask<T> GetOrAddAsync<T>(string name, T value, CancellationToken cancellationToken = default);

    /// <summary>Replaces the value of a name, if it is there with a value that is serialised to the same bytes as <paramref name="comparison"/>.</summary>
    bool TryUpdate<T>(string name, T value, T comparison);

    /// <inheritdoc cref="TryUpdate"/>
    ValueTask<bool> TryUpdateAsync<T>(string name, T value, T comparison, CancellationToken cancellationToken = default);

    /// <summary>Adds a name, or replaces its value by one that is made of it; no update of others is lost.</summary>
    /// <param name="name">Which name.</param>
    /// <param name="added">Its value if it is not there.</param>
    /// <param name="update">Makes the new value, in this process. Called again when another client was faster.</param>
    /// <returns>The value that it has got.</returns>
    /// <exception cref="InvalidCastException">It is not a <typeparamref name="T"/>.</exception>
    T AddOrUpdate<T>(string name, T added, Func<T, T> update);

    /// <inheritdoc cref="AddOrUpdate"/>
    ValueTask<T> AddOrUpdateAsync<T>(string name, T added, Func<T, T> update, CancellationToken cancellationToken = default);

    /// <summary>Removes a name.</summary>
    /// <returns>Whether it was there.</returns>
    bool Remove(string name);

    /// <inheritdoc cref="Remove"/>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Whether there is such a name.</summary>
    bool Contains(string name);

    /// <inheritdoc cref="Contains"/>
    ValueTask<bool> ContainsAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All names, in the order in which they were added.</summary>
    string[] GetNames();

    /// <inheritdoc cref="GetNames"/>
    ValueTask<string[]> GetNamesAsync(CancellationToken cancellationToken = default);
}
