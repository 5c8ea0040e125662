using System.Runtime.CompilerServices;

namespace AioProcessing.Serialization;

/// <summary>Numbers objects by identity in the order of their first mention. Emptied after each payload, its arrays are used again.</summary>
/// <remarks>Open addressing over two arrays: the framework's dictionary would cost twice the time, and entries could not be taken back by number.</remarks>
internal sealed class ObjectIds
{
    private const int KeepLength = 1024;

    private object[] _objects = new object[16];
    private int[] _slots = new int[32]; // id + 1; 0 = free
    private int _count;

    public int Count => _count;

    public object this[int id] => _objects[id];

    /// <summary>The number of the object, or -1.</summary>
    public int Find(object item)
    {
        int mask = _slots.Length - 1;
        for (int at = Hash(item) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            if (ReferenceEquals(_objects[_slots[at] - 1], item))
                return _slots[at] - 1;
        }
        return -1;
    }

    /// <summary>True when the object was new; otherwise <paramref name="id"/> is the number that it has.</summary>
    public bool TryAdd(object item, out int id)
    {
        int mask = _slots.Length - 1;
        int at = Hash(item) & mask;
        while (_slots[at] != 0)
        {
            id = _slots[at] - 1;
            if (ReferenceEquals(_objects[id], item))
                return false;
            at = (at + 1) & mask;
        }
        id = _count;
        if (_count == _objects.Length)
            Array.Resize(ref _objects, _count * 2);
        _objects[_count++] = item;
        _slots[at] = _count;
        if (_count * 2 > _slots.Length)
            Rehash(_slots.Length * 2);
        return true;
    }

    /// <summary>Forgets the objects numbered <paramref name="count"/> and above.</summary>
    public void Truncate(int count)
    {
        if (count == _count)
            return;
        Array.Clear(_objects, count, _count - count);
        _count = count;
        if (_objects.Length > KeepLength && count == 0)
        {
            _objects = new object[16];
            _slots = new int[32];
            return;
        }
        Rehash(_slots.Length);
    }

    private void Rehash(int length)
    {
        if (length == _slots.Length)
            Array.Clear(_slots);
        else
            _slots = new int[length];
        int mask = length - 1;
        for (int id = 0; id < _count; id++)
        {
            int at = Hash(_objects[id]) & mask;
            while (_slots[at] != 0)
                at = (at + 1) & mask;
            _slots[at] = id + 1;
        }
    }

    // Identity hashes are well spread in their high bits only after a multiplication.
    private static int Hash(object item) => (int)((uint)RuntimeHelpers.GetHashCode(item) * 2654435769u >> 7);
}
