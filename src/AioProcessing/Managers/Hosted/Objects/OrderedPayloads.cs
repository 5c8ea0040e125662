using System.Collections;

namespace AioProcessing.Managers;

/// <summary>Payloads by payloads, in the order in which their keys were added. It keeps alive what they refer to.</summary>
internal sealed class OrderedPayloads : IEnumerable<OrderedPayloads.Item>
{
    private readonly Dictionary<HostedPayload, LinkedListNode<Item>> _byKey;
    private readonly Dictionary<HostedPayload, LinkedListNode<Item>>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly LinkedList<Item> _items = new();

    public OrderedPayloads()
    {
        _byKey = new Dictionary<HostedPayload, LinkedListNode<Item>>(Comparer.Instance);
        _byBytes = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _items.Count;

    public Item? Last => _items.Last?.Value;

    public Item? Find(ReadOnlySpan<byte> key) => _byBytes.TryGetValue(key, out LinkedListNode<Item>? node) ? node.Value : null;

    /// <summary>Adds a key, or replaces its value; both are this collection's from now on.</summary>
    public void Set(HostedPayload key, HostedPayload value)
    {
        if (_byKey.TryGetValue(key, out LinkedListNode<Item>? node))
        {
            key.Release();
            node.Value.Value.Release();
            node.Value.Value = value;
            return;
        }

        _byKey.Add(key, _items.AddLast(new Item(key, value)));
    }

    public bool Remove(Item? item)
    {
        if (item is null || !_byKey.Remove(item.Key, out LinkedListNode<Item>? node))
            return false;
        _items.Remove(node);
        item.Release();
        return true;
    }

    public void Clear()
    {
        foreach (Item item in _items)
            item.Release();
        _items.Clear();
        _byKey.Clear();
    }

    public IEnumerator<Item> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public sealed class Item(HostedPayload key, HostedPayload value)
    {
        public HostedPayload Key => key;

        public HostedPayload Value { get; set; } = value;

        public void Release()
        {
            Key.Release();
            Value.Release();
        }
    }

    /// <summary>Finds a payload by its bytes, without making one of them.</summary>
    internal sealed class Comparer : IEqualityComparer<HostedPayload>, IAlternateEqualityComparer<ReadOnlySpan<byte>, HostedPayload>
    {
        public static readonly Comparer Instance = new();

        public bool Equals(HostedPayload? left, HostedPayload? right) => left is null ? right is null : left.Equals(right);

        public int GetHashCode(HostedPayload payload) => payload.GetHashCode();

        public bool Equals(ReadOnlySpan<byte> bytes, HostedPayload payload) => bytes.SequenceEqual(payload.Bytes);

        public int GetHashCode(ReadOnlySpan<byte> bytes) => HostedPayload.HashOf(bytes);

        public HostedPayload Create(ReadOnlySpan<byte> bytes) => throw new NotSupportedException("Payloads are read with what they refer to.");
    }
}
