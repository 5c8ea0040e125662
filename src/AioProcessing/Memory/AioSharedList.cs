using System.Buffers;
using System.Collections;
using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Memory;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A list of fixed length whose items are numbers, bool, char, string, byte[] or null, each replaceable by one of another type.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.shared_memory.ShareableList</c>, with these differences: strings and bytes come back with the zeroes at their end, and numbers with
/// the type they had; an item is read as it was before a replacement or as it is after, never half; what is refused changes nothing.
/// <para>Each item has the room that was reserved when the list was made: for what it was then, and for at least 8 bytes.</para>
/// <para><b>If a process dies</b> while it replaces an item, that has happened or has not. One that is <i>stopped</i> there makes other writers wait, but no
/// readers. The list goes with the last handle on it; the dead hold none.</para>
/// <para><b>Cost</b>: reading takes no lock: two loads and a copy. Writers exclude each other, all over the list. In shared memory, an item takes twice its room and 24 bytes.</para>
/// </remarks>
public sealed unsafe class AioSharedList : IAioHandle, IReadOnlyList<object?>, IDisposable
{
    private const int LeastBytes = 8;

    private SharedRegion _region;
    private AioLock _writers;

    /// <summary>Makes a list in the context of this process tree.</summary>
    /// <param name="items">What is in it at first; copied.</param>
    /// <param name="capacityBytes">Room for each item, where it does not need more at first: a string needs its UTF-8 bytes, and two bytes a character if it has lone surrogates.</param>
    /// <exception cref="ArgumentException">An item is of another type; the message says which.</exception>
    /// <exception cref="AioContextException">There is no room.</exception>
    public AioSharedList(IEnumerable<object?> items, int capacityBytes = LeastBytes)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes);
        (byte Kind, byte[] Bytes)[] encoded = [.. items.Select(ListItem.Encode)];
        int[] capacities = Array.ConvertAll(encoded, item => Math.Max(item.Bytes.Length, Math.Max(capacityBytes, LeastBytes)));
        _region = SharedRegion.Create(CellTable.SizeFor(capacities), start =>
        {
            CellTable table = CellTable.Prepare(start, capacities);
            for (int i = 0; i < encoded.Length; i++)
                table.Write(i, encoded[i].Kind, encoded[i].Bytes);
        });
        _writers = new AioLock();
    }

    /// <summary>How many items it has, for good.</summary>
    public int Count
    {
        get
        {
            int count = Table.Count;
            GC.KeepAlive(this);
            return count;
        }
    }

    private CellTable Table => new(_region.Start);

    /// <summary>An item. To write waits, blocking this thread, while others write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="ArgumentException">The new item is of another type, or longer than its room. The old one is still there.</exception>
    public object? this[int index]
    {
        get
        {
            object? item = Read(Checked(index), index);
            GC.KeepAlive(this);
            return item;
        }

        set
        {
            CellTable table = Checked(index);
            (byte kind, byte[] bytes) = ListItem.Encode(value);
            int room = table.CapacityOf(index);
            if (bytes.Length > room)
                throw new ArgumentException($"Item {index} of the shared list cannot be replaced: the new one has {bytes.Length:N0} bytes, and its place has room for {room:N0}. Make the list with a larger capacityBytes.", nameof(value));
            using (_writers.Acquire())
                table.Write(index, kind, bytes);
            GC.KeepAlive(this);
        }
    }

    /// <summary>The bytes that the item's place has room for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public int CapacityOf(int index)
    {
        int room = Checked(index).CapacityOf(index);
        GC.KeepAlive(this);
        return room;
    }

    /// <summary>The first place of an equal item, of the same type; -1 if there is none. Byte arrays are equal if their bytes are.</summary>
    public int IndexOf(object? item)
    {
        int at = 0;
        foreach (object? other in this)
        {
            if (AreEqual(item, other))
                return at;
            at++;
        }

        return -1;
    }

    /// <summary>How many items are equal to that one, as <see cref="IndexOf"/> sees it. Python: <c>count()</c>.</summary>
    public int CountOf(object? item) => this.Count(other => AreEqual(item, other));

    /// <summary>The items, each as it is when its turn comes.</summary>
    public IEnumerator<object?> GetEnumerator()
    {
        int count = Count;
        for (int i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Lets go of this handle. The list goes with the last handle of all processes.</summary>
    public void Dispose()
    {
        _region.Dispose();
        _writers.Dispose();
    }

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        _region.Write(writer);
        ((IAioHandle)_writers).WriteReference(writer);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        _region = SharedRegion.Read(ref reader);
        _writers = new AioLock(Handle<SharedLock>.Read(ref reader, ObjectKind.Lock, SharedLock.Make));
    }

    private CellTable Checked(int index)
    {
        CellTable table = Table;
        return (uint)index < (uint)table.Count
            ? table
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The shared list has {table.Count:N0} items, numbered from 0.");
    }

    private static object? Read(CellTable table, int index)
    {
        byte[]? rented = null;
        Span<byte> small = stackalloc byte[256];
        while (true)
        {
            CellWord seen = table.Look(index);
            if (seen.Length > table.CapacityOf(index))
                throw new AioContextException($"Item {index} of the shared list cannot be read: it says that it has {seen.Length:N0} bytes, and its place has room for {table.CapacityOf(index):N0}. The list is damaged.");
            Span<byte> bytes = seen.Length <= small.Length ? small[..seen.Length] : (rented = Larger(rented, seen.Length)).AsSpan(0, seen.Length);
            if (!table.TryCopy(index, seen, bytes))
                continue;
            object? item = ListItem.Decode(seen.Kind, bytes);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            return item;
        }
    }

    private static byte[] Larger(byte[]? rented, int length)
    {
        if (rented is not null && rented.Length >= length)
            return rented;
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return ArrayPool<byte>.Shared.Rent(length);
    }

    private static bool AreEqual(object? one, object? other) =>
        one is byte[] bytes && other is byte[] others ? bytes.AsSpan().SequenceEqual(others) : Equals(one, other);
}
