using System.Diagnostics.CodeAnalysis;

namespace AioProcessing;

/// <summary>A set that a manager hosts for any number of clients, on this machine or another.</summary>
/// <typeparam name="T">What it holds. Two items are the same if they are serialised to the same bytes.</typeparam>
/// <remarks>
/// Python's counterpart is what <c>Manager().set()</c> returns. Every member is one call, which is done as a whole or not at all, and blocks for a round trip;
/// its asynchronous twin does not.
/// <para><b>If the manager dies</b>, calls fail with an <see cref="AioException"/>; if a client dies, what it did stays.</para>
/// <para>Enumerating takes a snapshot in one call.</para>
/// </remarks>
public interface IAioSet<T> : IEnumerable<T>, IDisposable
    where T : notnull
{
    /// <summary>How many items it has.</summary>
    int Count { get; }

    /// <inheritdoc cref="Count"/>
    ValueTask<int> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds an item.</summary>
    /// <returns>False when it was there.</returns>
    /// <exception cref="AioSerializationException">The item cannot cross. Nothing was changed.</exception>
    bool Add(T item);

    /// <inheritdoc cref="Add"/>
    /// <exception cref="OperationCanceledException">The token was cancelled. The change may have happened, as with every member that changes something.</exception>
    ValueTask<bool> AddAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>Removes an item.</summary>
    /// <returns>Whether it was there.</returns>
    bool Remove(T item);

    /// <inheritdoc cref="Remove"/>
    ValueTask<bool> RemoveAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>Whether it has that item.</summary>
    bool Contains(T item);

    /// <inheritdoc cref="Contains"/>
    ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>Removes some item, and returns it, if there is one.</summary>
    bool TryPop([MaybeNullWhen(false)] out T item);

    /// <inheritdoc cref="TryPop"/>
    ValueTask<(bool Found, T? Item)> TryPopAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds all of them (Python's <c>update</c>).</summary>
    void UnionWith(IEnumerable<T> items);

    /// <inheritdoc cref="UnionWith"/>
    ValueTask UnionWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Removes all of them.</summary>
    void ExceptWith(IEnumerable<T> items);

    /// <inheritdoc cref="ExceptWith"/>
    ValueTask ExceptWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Removes all but them.</summary>
    void IntersectWith(IEnumerable<T> items);

    /// <inheritdoc cref="IntersectWith"/>
    ValueTask IntersectWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Removes those of them that are there, and adds those that are not.</summary>
    void SymmetricExceptWith(IEnumerable<T> items);

    /// <inheritdoc cref="SymmetricExceptWith"/>
    ValueTask SymmetricExceptWithAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Whether all of them are there.</summary>
    bool IsSupersetOf(IEnumerable<T> items);

    /// <inheritdoc cref="IsSupersetOf"/>
    ValueTask<bool> IsSupersetOfAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Whether any of them is there.</summary>
    bool Overlaps(IEnumerable<T> items);

    /// <inheritdoc cref="Overlaps"/>
    ValueTask<bool> OverlapsAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>All items as they are at one moment, in the order in which they were added.</summary>
    T[] ToArray();

    /// <inheritdoc cref="ToArray"/>
    ValueTask<T[]> ToArrayAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes everything.</summary>
    void Clear();

    /// <inheritdoc cref="Clear"/>
    ValueTask ClearAsync(CancellationToken cancellationToken = default);
}
