using System.Diagnostics;

namespace AioProcessing.Interleavings;

/// <summary>The memory that the simulated processes share: zeroed for each schedule, at the same addresses every time.</summary>
internal sealed unsafe class SimMemory : IDisposable
{
    private const int HeapBytes = 1 << 20;
    private const int LineBytes = 128;

    private static readonly List<SimMemory> s_inUse = [];

    private readonly MemoryPiece _heap = new(HeapBytes);
    private readonly MemoryPiece _marks = new(1 << 12);
    private readonly List<MemoryPiece> _pieces = [];
    private readonly List<MemoryPiece> _watched = [];
    private readonly List<Range> _names = [];
    private readonly List<Range> _frozen = [];
    private SimMapping? _mapping;

    public SimMemory()
    {
        _pieces.Add(_heap);
        lock (s_inUse)
            s_inUse.Add(this);
    }

    /// <summary>Set when a thread that is no actor touched this memory: work has escaped to a place that the explorer does not schedule.</summary>
    public string? Escape { get; private set; }

    /// <summary>What is explored: the heap, and what is watched of the mapping.</summary>
    public List<MemoryPiece> Pieces => _pieces;

    /// <summary>Zeroes everything for the next schedule.</summary>
    public void Reset()
    {
        foreach (MemoryPiece piece in _pieces)
            piece.Clear();
        _marks.Clear();
        _heap.SizeBytes = _marks.SizeBytes = 0;
        _pieces.RemoveRange(1, _pieces.Count - 1);
        _names.Clear();
        _frozen.Clear();
    }

    /// <summary>Set-up has written what it wanted; from here on changes are actors' writes.</summary>
    public void Seal()
    {
        foreach (MemoryPiece piece in _pieces)
            piece.Seal();
    }

    /// <summary>Zeroed bytes on lines of their own.</summary>
    public byte* Take(string name, int sizeBytes)
    {
        byte* start = _heap.Grow((sizeBytes + LineBytes - 1) & -LineBytes, name);
        Name(start, sizeBytes, name);
        return start;
    }

    /// <summary>A zeroed word that belongs to the test: part of states, but no shared memory.</summary>
    public byte* TakeMark() => _marks.Grow(sizeof(ulong), "mark");

    /// <summary>Address space, of which only what is watched may be touched.</summary>
    public SimMapping Map(long sizeBytes)
    {
        if (_mapping is null || _mapping.SizeBytes != sizeBytes)
        {
            _mapping?.Unmap();
            _mapping = new SimMapping(sizeBytes);
        }
        return _mapping;
    }

    /// <summary>Explores this part of the mapping.</summary>
    public void Watch(void* start, int sizeBytes, string name)
    {
        int known = _watched.FindIndex(piece => piece.Start == start && piece.SizeBytes == sizeBytes);
        if (known < 0)
        {
            known = _watched.Count;
            _watched.Add(new MemoryPiece((byte*)start, sizeBytes));
        }
        _pieces.Add(_watched[known]);
        Name(start, sizeBytes, name);
    }

    /// <summary>Makes a part that actors only read.</summary>
    public void Freeze(void* start, int sizeBytes) => _frozen.Add(new Range((byte*)start, (byte*)start + sizeBytes, ""));

    /// <summary>Whether this access reads what nobody writes.</summary>
    /// <exception cref="InvalidOperationException">It writes there.</exception>
    public bool IsFrozen(in Operation access)
    {
        foreach (Range range in _frozen)
        {
            if (access.Address < range.Start || access.Address >= range.End)
                continue;
            return access.IsLoad
                ? true
                : throw new InvalidOperationException($"An actor writes to {NameOf(access.Address)}, which the scenario has frozen.");
        }
        return false;
    }

    /// <summary>Gives a name to a part of memory already taken or watched; the latest name wins.</summary>
    public void Name(void* start, int sizeBytes, string name) => _names.Add(new Range((byte*)start, (byte*)start + sizeBytes, name));

    public string NameOf(byte* address)
    {
        for (int i = _names.Count - 1; i >= 0; i--)
        {
            Range range = _names[i];
            if (address >= range.Start && address < range.End)
                return address == range.Start ? range.Name : $"{range.Name}+{address - range.Start}";
        }
        return $"0x{(ulong)address:x}";
    }

    /// <summary>What this access left in its word is accounted for.</summary>
    public void Account(in Operation access)
    {
        if (access.HasWord)
            PieceAt(access.Address).Account(access.Address, access.SizeBytes);
    }

    public MemoryPiece PieceAt(byte* address)
    {
        foreach (MemoryPiece piece in _pieces)
        {
            if (piece.Contains(address))
                return piece;
        }
        throw new InvalidOperationException($"An actor touched {NameOf(address)}, which the explorer does not watch. Let the scenario watch it (World.Watch).");
    }

    public ulong Hash()
    {
        _marks.Seal(); // The test writes to them as it likes.
        ulong hash = _marks.Hash;
        foreach (MemoryPiece piece in _pieces)
            hash = StateHash.Mix(hash, piece.Hash);
        return hash;
    }

    public static void NoteEscape(void* address, string operation)
    {
        lock (s_inUse)
        {
            foreach (SimMemory memory in s_inUse)
            {
                if (memory._heap.Contains((byte*)address) || memory._mapping?.Contains((byte*)address) == true)
                    memory.Escape ??= $"{operation} by a thread that is no actor: {new StackTrace(2, true)}";
            }
        }
    }

    public void Dispose()
    {
        lock (s_inUse)
            s_inUse.Remove(this);
        _heap.Dispose();
        _marks.Dispose();
        foreach (MemoryPiece piece in _watched)
            piece.Dispose();
        _mapping?.Unmap();
    }

    private readonly struct Range(byte* start, byte* end, string name)
    {
        public readonly byte* Start = start;
        public readonly byte* End = end;
        public readonly string Name = name;
    }
}
