using System.Globalization;

namespace AioProcessing.Interleavings;

/// <summary>
/// Finds what an actor wrote to shared memory without <c>Atomic</c>, between two of its steps, and makes that a step of its own: others may
/// run, and the process may die, after the access before it and before these writes.
/// </summary>
/// <remarks>
/// The writes have happened when they are found, so they are taken back and written again when the actor has the turn. Plain
/// <em>reads</em> cannot be found, and neither can a plain write to the very word of the access before: they count to that access.
/// </remarks>
internal sealed unsafe class PlainWrites(SimMemory ram)
{
    private readonly List<(MemoryPiece Piece, int Word, ulong Value)> _writes = [];

    public bool IsEmpty => _writes.Count == 0;

    /// <summary>Takes back what changed and no access accounts for.</summary>
    public void Find()
    {
        foreach (MemoryPiece piece in ram.Pieces)
        {
            ReadOnlySpan<ulong> now = piece.Words, before = piece.Shadow;
            for (int word = now.CommonPrefixLength(before); word < now.Length; word += 1 + now[(word + 1)..].CommonPrefixLength(before[(word + 1)..]))
            {
                _writes.Add((piece, word, now[word]));
                piece.Words[word] = before[word];
            }
        }
    }

    /// <summary>Writes again what was taken back.</summary>
    public void Publish()
    {
        foreach ((MemoryPiece piece, int word, ulong value) in _writes)
            piece.Write(word, value);
        _writes.Clear();
    }

    public ulong Hash()
    {
        ulong hash = 0;
        foreach ((MemoryPiece piece, int word, ulong value) in _writes)
            hash = StateHash.Mix(hash, (ulong)piece.Start + (ulong)word, value);
        return hash;
    }

    public string Describe()
    {
        (MemoryPiece piece, int word, ulong value) = _writes[0];
        string first = string.Create(CultureInfo.InvariantCulture, $"{ram.NameOf(piece.Start + (word * sizeof(ulong)))} = {value:x}");
        return _writes.Count == 1 ? first : $"{first} and {_writes.Count - 1} more words";
    }
}
