using System.Runtime.InteropServices;

namespace AioProcessing.Interleavings;

/// <summary>A range of explored memory, and what it held when the latest step was settled.</summary>
internal sealed unsafe class MemoryPiece : IDisposable
{
    private const int PageBytes = 4096;

    private readonly byte* _shadow;
    private readonly int _capacityBytes;
    private readonly bool _isOwned;

    /// <summary>Memory of its own, to grow into.</summary>
    public MemoryPiece(int capacityBytes) : this((byte*)NativeMemory.AlignedAlloc((nuint)capacityBytes, PageBytes), capacityBytes)
    {
        _isOwned = true;
        NativeMemory.Clear(Start, (nuint)capacityBytes);
        SizeBytes = 0;
    }

    /// <summary>Part of a mapping; whole aligned words.</summary>
    public MemoryPiece(byte* start, int sizeBytes)
    {
        if (((nint)start | (nint)sizeBytes) % sizeof(ulong) != 0)
            throw new ArgumentException($"{sizeBytes} bytes at 0x{(long)start:x} are no whole 64-bit words.", nameof(sizeBytes));
        Start = start;
        SizeBytes = _capacityBytes = sizeBytes;
        _shadow = (byte*)NativeMemory.AlignedAlloc((nuint)sizeBytes, PageBytes);
        NativeMemory.Clear(_shadow, (nuint)sizeBytes);
    }

    public byte* Start { get; }

    public int SizeBytes { get; set; }

    public Span<ulong> Words => new(Start, SizeBytes / sizeof(ulong));

    /// <summary>Of what is accounted for; kept up to date word by word.</summary>
    public ulong Hash { get; private set; }

    public Span<ulong> Shadow => new(_shadow, SizeBytes / sizeof(ulong));

    public bool Contains(byte* address) => address >= Start && address < Start + SizeBytes;

    public byte* Grow(int sizeBytes, string purpose)
    {
        if (sizeBytes <= 0 || sizeBytes > _capacityBytes - SizeBytes)
            throw new InvalidOperationException($"No room for '{purpose}' of {sizeBytes} bytes: {SizeBytes} of {_capacityBytes} are in use.");
        SizeBytes += sizeBytes;
        return Start + SizeBytes - sizeBytes;
    }

    public void Clear()
    {
        Words.Clear();
        Shadow.Clear();
    }

    /// <summary>Accounts for everything.</summary>
    public void Seal()
    {
        Words.CopyTo(Shadow);
        Hash = 0;
        for (int word = 0; word < Words.Length; word++)
            Hash ^= HashOf(word);
    }

    /// <summary>Accounts for these bytes, which lie in one word.</summary>
    public void Account(byte* address, int sizeBytes)
    {
        long offset = address - Start;
        int word = (int)(offset / sizeof(ulong));
        Hash ^= HashOf(word);
        NativeMemory.Copy(address, _shadow + offset, (nuint)sizeBytes);
        Hash ^= HashOf(word);
    }

    /// <summary>Writes a word and accounts for it.</summary>
    public void Write(int word, ulong value)
    {
        Words[word] = value;
        Account(Start + (word * sizeof(ulong)), sizeof(ulong));
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_shadow);
        if (_isOwned)
            NativeMemory.AlignedFree(Start);
    }

    private ulong HashOf(int word) => StateHash.Mix((ulong)word, Shadow[word]);
}
