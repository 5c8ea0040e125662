using System.Diagnostics.CodeAnalysis;

namespace AioProcessing;

/// <summary>A list that a manager hosts for any number of clients, on this machine or another.</summary>
/// <typeparam name="T">What it holds. Items go and come as copies; proxies of hosted objects among them stay proxies, and keep their objects alive.</typeparam>
/// <remarks>
/// Python's counterpart is what <c>Manager().list()</c> returns. Every member is one call, which is done as a whole or not at all, and blocks for a round trip;
/// its asynchronous twin does not. <c>list[^1]</c> is the last item at the moment of the call. Two items are the same if they are serialised to the same bytes: the
/// manager never makes an item of them.
/// <para><b>If the manager dies</b>, calls fail with an <see cref="AioException"/>; if a client dies, what it did stays.</para>
/// <para>Enumerating takes a snapshot in one call; Python's iteration by index sees changes made meanwhile, and may skip items.</para>
/// </remarks>
public interface IAioList<T> : IEnumerable<T>, IDisposable
{
    /// <summary>How many items it has.</summary>
    int Count { get; }

    /// <summary>An item.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item. Nothing was changed.</exception>
    /// <exception cref="AioSerializationException">The item cannot cross. Nothing was changed.</exception>
    T this[Index index] { get; set; }

    /// <inheritdoc cref="Count"/>
    ValueTask<int> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>An item.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    ValueTask<T> GetAsync(Index index, CancellationToken cancellationToken = default);

    /// <summary>Replaces an item.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item. Nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The change may have happened, as with every member that changes something.</exception>
    ValueTask SetAsync(Index index, T item, CancellationToken cancellationToken = default);

    /// <summary>Appends an item.</summary>
    void Add(T item);

    /// <inheritdoc cref="Add"/>
    ValueTask AddAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>Appends items, with none of others between them (Python's <c>extend</c>).</summary>
    void AddRange(IEnumerable<T> items);

    /// <inheritdoc cref="AddRange"/>
    ValueTask AddRangeAsync(IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Inserts an item before another, or at the end (<c>^0</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place. Nothing was changed.</exception>
    void Insert(Index index, T item);

    /// <inheritdoc cref="Insert"/>
    ValueTask InsertAsync(Index index, T item, CancellationToken cancellationToken = default);

    /// <summary>Replaces an item, and returns the one before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item. Nothing was changed.</exception>
    T Exchange(Index index, T item);

    /// <inheritdoc cref="Exchange"/>
    ValueTask<T> ExchangeAsync(Index index, T item, CancellationToken cancellationToken = default);

    /// <summary>Replaces an item, if it is the same as <paramref name="comparison"/>.</summary>
    /// <returns>False when there is another item, or none.</returns>
    bool TryUpdate(Index index, T item, T comparison);

    /// <inheritdoc cref="TryUpdate"/>
    ValueTask<bool> TryUpdateAsync(Index index, T item, T comparison, CancellationToken cancellationToken = default);

    /// <summary>Removes the last item, and returns it.</summary>
    /// <exception cref="InvalidOperationException">The list is empty.</exception>
    T Pop();

    /// <inheritdoc cref="Pop"/>
    ValueTask<T> PopAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the last item, and returns it, if there is one.</summary>
    bool TryPop([MaybeNullWhen(false)] out T item);

    /// <inheritdoc cref="TryPop(out T)"/>
    ValueTask<(bool Found, T? Item)> TryPopAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes an item, and returns it, if it is there.</summary>
    bool TryPop(Index index, [MaybeNullWhen(false)] out T item);

    /// <inheritdoc cref="TryPop(Index, out T)"/>
    ValueTask<(bool Found, T? Item)> TryPopAsync(Index index, CancellationToken cancellationToken = default);

    /// <summary>Removes the first item that is the same.</summary>
    /// <returns>Whether there was one.</returns>
    bool Remove(T item);

    /// <inheritdoc cref="Remove"/>
    ValueTask<bool> RemoveAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>The place of the first item that is the same; -1 if there is none.</summary>
    int IndexOf(T item);

    /// <inheritdoc cref="IndexOf"/>
    ValueTask<int> IndexOfAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>Whether there is an item that is the same.</summary>
    bool Contains(T item);

    /// <inheritdoc cref="Contains"/>
    ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>The items of a range, as they are at one moment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such range.</exception>
    T[] GetRange(Range range);

    /// <inheritdoc cref="GetRange"/>
    ValueTask<T[]> GetRangeAsync(Range range, CancellationToken cancellationToken = default);

    /// <summary>Replaces the items of a range by others, which may be more or fewer, or none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such range. Nothing was changed.</exception>
    void SetRange(Range range, IEnumerable<T> items);

    /// <inheritdoc cref="SetRange"/>
    ValueTask SetRangeAsync(Range range, IEnumerable<T> items, CancellationToken cancellationToken = default);

    /// <summary>Sorts it, by the order of this process; no change of others is lost.</summary>
    /// <param name="comparer">The order; null = that of the type. Called again when another client changed the list meanwhile.</param>
    void Sort(IComparer<T>? comparer = null);

    /// <inheritdoc cref="Sort"/>
    ValueTask SortAsync(IComparer<T>? comparer = null, CancellationToken cancellationToken = default);

    /// <summary>All items as they are at one moment.</summary>
    T[] ToArray();

    /// <inheritdoc cref="ToArray"/>
    ValueTask<T[]> ToArrayAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes everything.</summary>
    void Clear();

    /// <inheritdoc cref="Clear"/>
    ValueTask ClearAsync(CancellationToken cancellationToken = default);
}
