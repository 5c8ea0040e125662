using System.Diagnostics;

namespace AioProcessing.Pools;

/// <summary>Where items come from: a sequence, or an asynchronous one, read once.</summary>
internal sealed class ItemSource<T> : IAsyncDisposable
{
    // A sequence that lets one wait longer for an item than this is sent item by item: the next may come tomorrow.
    private static readonly long s_slowTicks = Stopwatch.Frequency / 20_000;

    private readonly IEnumerable<T>? _items;
    private readonly IAsyncEnumerable<T>? _asyncItems;
    private readonly bool _isInMemory;
    private IEnumerator<T>? _enumerator;
    private IAsyncEnumerator<T>? _asyncEnumerator;

    public ItemSource(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items, "source"); // As the pool's calls name it.
        _items = items;
        if (items is IReadOnlyCollection<T> or ICollection<T>)
            Count = items.TryGetNonEnumeratedCount(out int count) ? count : null;
        _isInMemory = items is T[] or List<T>;
    }

    public ItemSource(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items, "source"); // As the pool's calls name it.
        _asyncItems = items;
    }

    /// <summary>How many there are, if that is known beforehand.</summary>
    public long? Count { get; }

    /// <summary>Whether the item after this one may be long in coming.</summary>
    public bool IsSlow { get; private set; }

    public T Current => _enumerator is { } enumerator ? enumerator.Current : _asyncEnumerator!.Current;

    /// <summary>True: there is a next item, at once. False: there is none. Null: it has to be awaited with <paramref name="pending"/>.</summary>
    public bool? MoveNext(CancellationToken cancellationToken, out Task<bool>? pending)
    {
        pending = null;
        if (_asyncItems is not null)
        {
            _asyncEnumerator ??= _asyncItems.GetAsyncEnumerator(cancellationToken);
            ValueTask<bool> next = _asyncEnumerator.MoveNextAsync();
            if (next.IsCompletedSuccessfully)
                return next.Result;
            pending = next.AsTask();
            return null;
        }

        _enumerator ??= _items!.GetEnumerator();
        if (_isInMemory)
            return _enumerator.MoveNext();
        long start = Stopwatch.GetTimestamp();
        bool moved = _enumerator.MoveNext();
        IsSlow = Stopwatch.GetTimestamp() - start > s_slowTicks;
        return moved;
    }

    public async ValueTask DisposeAsync()
    {
        _enumerator?.Dispose();
        if (_asyncEnumerator is not null)
            await _asyncEnumerator.DisposeAsync().ConfigureAwait(false);
    }
}
