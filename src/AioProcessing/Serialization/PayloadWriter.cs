using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AioProcessing.Serialization;

/// <summary>A payload being written: a growable buffer, the pins of the handles in it, and what its graph has mentioned so far.</summary>
/// <remarks>One payload is read by one <see cref="PayloadReader"/>: references between its values hold only then. Not for use by two threads.</remarks>
internal sealed class PayloadWriter : IBufferWriter<byte>
{
    private const int InitialBytes = 512;

    // A thread keeps one spare; a buffer that one large item has blown up is left to the collector.
    private const int LargestSpareBytes = 1 << 20;

    [ThreadStatic] private static PayloadWriter? t_spare;

    private byte[] _buffer = new byte[InitialBytes];
    private int _count;
    private IPin[] _pins = [];
    private int _pinCount;
    private List<CancellationToken>? _tokens;
    private GraphWriter? _graph;
    private bool _isRented;

    private PayloadWriter()
    {
    }

    /// <summary>The bytes so far; valid until the next write or <see cref="Return"/>.</summary>
    public ReadOnlySpan<byte> Written => new(_buffer, 0, _count);

    /// <inheritdoc cref="Written"/>
    public ReadOnlyMemory<byte> WrittenMemory => new(_buffer, 0, _count);

    public int WrittenCount => _count;

    /// <summary>The cancellable tokens met in the values; they arrive as <see cref="PayloadReader.Cancellation"/>.</summary>
    public IReadOnlyList<CancellationToken> LiveTokens => _tokens ?? (IReadOnlyList<CancellationToken>)[];

    /// <summary>Where the payload goes, if that matters to what is in it; null = anywhere.</summary>
    public IPayloadDestination? Destination { get; set; }

    /// <summary>Swapped out by callers that write a payload within the payload, with tables of its own.</summary>
    internal GraphWriter Graph
    {
        get => _graph ??= new GraphWriter(this);
        set => _graph = value;
    }

    /// <summary>An empty writer. Allocates nothing when this thread has returned one before.</summary>
    public static PayloadWriter Rent()
    {
        PayloadWriter writer = t_spare ?? new PayloadWriter();
        t_spare = null;
        writer._isRented = true;
        return writer;
    }

    /// <summary>Ends the use of this writer. Pins that nobody detached are released.</summary>
    public void Return()
    {
        if (!_isRented)
            throw new InvalidOperationException("A payload writer was returned twice.");
        _isRented = false;
        ReleasePins();
        Keeper = null;
        _count = 0;
        _tokens = null;
        Destination = null;
        _graph?.Reset();
        if (_buffer.Length <= LargestSpareBytes)
            t_spare = this;
    }

    /// <summary>Keeps something alive until the payload has been read, or abandoned.</summary>
    public void AddPin(IPin pin)
    {
        if (_pinCount == _pins.Length)
            Array.Resize(ref _pins, Math.Max(4, _pinCount * 2));
        _pins[_pinCount++] = pin;
    }

    /// <summary>
    /// What keeps the objects of the handles in the payload alive until it has been read. Null: a mark on each object, which nobody takes back if this process dies at the
    /// wrong moment. <see cref="SendingProcess"/>: this process, until it releases the pins. Else the shared memory with the carrier in it, which then has to
    /// keep the objects that <see cref="Carried"/> names.
    /// </summary>
    internal object? Keeper { get; set; }

    internal static object SendingProcess { get; } = new();

    internal int PinCount => _pinCount;

    /// <summary>What the carrier has to keep alive; null = nothing.</summary>
    internal ulong[]? Carried()
    {
        int count = 0;
        for (int i = 0; i < _pinCount; i++)
            count += _pins[i].Carried == 0 ? 0 : 1;
        return count == 0 ? null : [.. _pins.Take(_pinCount).Select(static pin => pin.Carried).Where(static carried => carried != 0)];
    }

    /// <summary>The payload is with its carrier, and so are its pins.</summary>
    internal void SentPins()
    {
        foreach (IPin pin in DetachPins())
            pin.Sent();
    }

    internal IPin PinAt(int index) => _pins[index];

    /// <summary>Releases the pins: the payload will not be sent.</summary>
    public void ReleasePins() => ReleasePins(keep: 0);

    internal void ReleasePins(int keep)
    {
        while (_pinCount > keep)
        {
            IPin pin = _pins[--_pinCount];
            _pins[_pinCount] = null!;
            pin.Release();
        }
    }

    /// <summary>Hands the pins to the caller, who releases them or leaves them to a reader that takes pins.</summary>
    public IPin[] DetachPins()
    {
        if (_pinCount == 0)
            return [];
        IPin[] pins = _pins[.._pinCount];
        Array.Clear(_pins, 0, _pinCount);
        _pinCount = 0;
        return pins;
    }

    internal void AddLiveToken(CancellationToken token)
    {
        _tokens ??= [];
        if (!_tokens.Contains(token))
            _tokens.Add(token);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - _count), nameof(count));
        _count += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_count);
    }

    public void WriteByte(byte value)
    {
        EnsureFree(1);
        _buffer[_count++] = value;
    }

    public void WriteBool(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);
    }

    public void WriteUInt32(uint value) => WriteInt32((int)value);

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);
    }

    public void WriteUInt64(ulong value) => WriteInt64((long)value);

    public void WriteDouble(double value) => WriteInt64(BitConverter.DoubleToInt64Bits(value));

    public void WriteGuid(Guid value) => value.TryWriteBytes(Take(16));

    /// <summary>Seven bits per byte, lowest first: 1 byte below 128, at most 10.</summary>
    public void WriteVarint(ulong value)
    {
        EnsureFree(10);
        while (value >= 0x80)
        {
            _buffer[_count++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _buffer[_count++] = (byte)value;
    }

    /// <summary>A count or an index, as a varint.</summary>
    public void WriteCount(int value) => WriteVarint((uint)value);

    /// <summary>The characters as UTF-16, so that every string crosses unchanged, unpaired surrogates too; null is distinct from empty.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteByte(0);
            return;
        }
        WriteVarint((ulong)value.Length + 1);
        WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    /// <summary>The bytes as they are, without a length.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>The bytes with a length before them.</summary>
    public void WriteBlock(ReadOnlySpan<byte> bytes)
    {
        WriteCount(bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>The memory of a value that holds no references, as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WriteRaw<T>(in T value)
    {
        EnsureFree(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref _buffer[_count], value);
        _count += Unsafe.SizeOf<T>();
    }

    /// <summary>Four bytes to be filled by <see cref="Patch"/> once the number is known.</summary>
    internal int Reserve()
    {
        Take(sizeof(uint));
        return _count - sizeof(uint);
    }

    internal void Patch(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at, sizeof(int)), value);

    internal void Truncate(int count) => _count = count;

    /// <summary>Empties a writer that is used for one payload after the other. Its pins are released.</summary>
    internal void Clear()
    {
        ReleasePins();
        _count = 0;
        _tokens = null;
        _graph?.Reset();
    }

    /// <summary>The bytes so far, for heads that are filled in last.</summary>
    internal Span<byte> WrittenSpan() => _buffer.AsSpan(0, _count);

    private Span<byte> Take(int size)
    {
        EnsureFree(size);
        Span<byte> span = _buffer.AsSpan(_count, size);
        _count += size;
        return span;
    }

    private void EnsureFree(int size)
    {
        if (_buffer.Length - _count < size)
            Grow(size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        long needed = (long)_count + size;
        if (needed > Array.MaxLength)
            throw new AioSerializationException(
                $"A payload cannot grow to {needed:N0} bytes: the limit is {Array.MaxLength:N0}. Send it in parts, or through shared memory.");
        byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(needed, _buffer.Length * 2L), Array.MaxLength));
        Buffer.BlockCopy(_buffer, 0, larger, 0, _count);
        _buffer = larger;
    }
}
