using System.Runtime.InteropServices;

namespace AioProcessing.Queues;

/// <summary>Items to be put in order. <see cref="MoveNext"/> puts by the batch what it can, and shows the next item that must be put by itself.</summary>
/// <remarks>Only arrays and lists are put by the batch: of anything else an item may be long in coming, and the one before it must not wait for it.</remarks>
internal sealed class BatchPuts<T> : IDisposable
{
    private readonly AioQueue<T> _queue;
    private readonly IEnumerable<T> _items;
    private readonly IEnumerator<T>? _others;

    public BatchPuts(AioQueue<T> queue, IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _queue = queue;
        _items = items;
        _others = items is T[] or List<T> ? null : items.GetEnumerator();
    }

    /// <summary>How many were put, from the first on.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there was no next.</summary>
    public bool IsAtEnd { get; private set; }

    public T Current => _others is null ? Listed[Count] : _others.Current;

    private ReadOnlySpan<T> Listed => _items is T[] array ? array : CollectionsMarshal.AsSpan((List<T>)_items);

    public bool MoveNext()
    {
        if (_others is not null)
        {
            IsAtEnd = !_others.MoveNext();
        }
        else
        {
            Count += _queue.PutReady(Listed[Count..]);
            IsAtEnd = Count == Listed.Length;
        }

        return !IsAtEnd;
    }

    /// <summary>The current item was put.</summary>
    public void WasPut() => Count++;

    public void Dispose() => _others?.Dispose();
}
