namespace AioProcessing.Serialization;

/// <summary>A list that only grows. A fresh process has it at once, in native code; for the framework's own it would load an assembly and, over our structs, compile.</summary>
internal struct Table<T>
{
    private T[]? _items;

    public int Count { get; private set; }

    public readonly T this[int index]
    {
        get => _items![index];
        set => _items![index] = value;
    }

    public void Add(T item)
    {
        if (_items is null || Count == _items.Length)
        {
            var larger = new T[Math.Max(4, Count * 2)];
            if (_items is not null)
                Array.Copy(_items, larger, Count);
            _items = larger;
        }
        _items[Count++] = item;
    }
}
