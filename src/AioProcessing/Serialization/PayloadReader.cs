using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AioProcessing.Serialization;

/// <summary>Reads what a <see cref="PayloadWriter"/> wrote. Every read is bounds-checked; bytes that end early are an <see cref="AioSerializationException"/>.</summary>
internal ref struct PayloadReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private GraphReader? _graph;

    public PayloadReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>True where the reader, not the sender, releases the pins of the handles it reads (queue items and results).</summary>
    public bool TakesPins { get; init; }

    /// <summary>What a token that could still be cancelled over there becomes here.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What keeps the objects that references in the payload mean, if this reader is where they are; null elsewhere.</summary>
    public object? Home { get; init; }

    public readonly int Position => _at;

    public readonly int Remaining => _bytes.Length - _at;

    /// <summary>Swapped out by callers that read a payload within the payload, with tables of its own.</summary>
    internal GraphReader Graph
    {
        get => _graph ??= new GraphReader();
        set => _graph = value;
    }

    /// <summary>For whoever goes on reading with another reader.</summary>
    internal readonly GraphReader? GraphIfAny => _graph;

    public byte ReadByte()
    {
        if (_at >= _bytes.Length)
            ThrowTruncated(1);
        return _bytes[_at++];
    }

    public bool ReadBool() => ReadByte() switch
    {
        0 => false,
        1 => true,
        byte other => throw Malformed($"a truth value is {other}"),
    };

    public int ReadInt32() => BitConverter.ToInt32(ReadBytes(sizeof(int)));

    public uint ReadUInt32() => (uint)ReadInt32();

    public long ReadInt64() => BitConverter.ToInt64(ReadBytes(sizeof(long)));

    public ulong ReadUInt64() => (ulong)ReadInt64();

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public Guid ReadGuid() => new(ReadBytes(16));

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Malformed("a number has more than ten bytes");
    }

    /// <summary>A count or an index.</summary>
    public int ReadCount()
    {
        ulong value = ReadVarint();
        return value <= int.MaxValue ? (int)value : throw Malformed($"a count is {value}");
    }

    /// <summary>A count of things that take at least <paramref name="leastBytesEach"/> bytes: one that cannot fit is refused before memory is taken.</summary>
    public int CheckCount(int count, int leastBytesEach)
    {
        if (count < 0 || (long)count * leastBytesEach > Remaining)
            throw Malformed($"{count} items of {leastBytesEach} bytes or more are announced, and {Remaining} bytes remain");
        return count;
    }

    public unsafe string? ReadString()
    {
        ulong lengthPlusOne = ReadVarint();
        if (lengthPlusOne == 0)
            return null;
        if (lengthPlusOne - 1 > (ulong)Remaining / sizeof(char))
            throw Malformed($"a string of {lengthPlusOne - 1} characters is announced, and {Remaining} bytes remain");
        int length = (int)(lengthPlusOne - 1);
        // Made from a pointer, because the generic casts of MemoryMarshal would be compiled anew in every process.
        fixed (byte* start = ReadBytes(length * sizeof(char)))
            return length == 0 ? "" : new string((char*)start, 0, length);
    }

    /// <summary>The next <paramref name="count"/> bytes, in place.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
            ThrowTruncated(count);
        ReadOnlySpan<byte> bytes = _bytes.Slice(_at, count);
        _at += count;
        return bytes;
    }

    /// <summary>What <see cref="PayloadWriter.WriteBlock"/> wrote.</summary>
    public ReadOnlySpan<byte> ReadBlock() => ReadBytes(ReadCount());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T ReadRaw<T>() => Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(ReadBytes(Unsafe.SizeOf<T>())));

    /// <summary>Continues at <paramref name="position"/>, which an earlier read has shown to be in range.</summary>
    internal void Seek(int position) => _at = position;

    /// <summary>The error for bytes that no writer of this build writes.</summary>
    public readonly AioSerializationException Malformed(string finding, Exception? cause = null) => new(
        $"The payload is damaged, or another build wrote it: {finding} (byte {_at:D} of {_bytes.Length:D}).", inner: cause);

    [DoesNotReturn]
    private readonly void ThrowTruncated(int wanted) => throw Malformed($"{wanted} bytes were expected and {Remaining} remain");
}
