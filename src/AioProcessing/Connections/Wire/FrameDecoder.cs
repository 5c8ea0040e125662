namespace AioProcessing.Connections;

/// <summary>Bytes as they come into whole messages. Knows nothing of sockets; whoever feeds it may stop and go on at any byte.</summary>
/// <remarks>
/// Messages that fit are parsed where they lie. A larger one gets an array of its own that grows with what has arrived, so that an announcement alone costs
/// <see cref="FirstBytes"/> at most, and its bytes are received straight into it.
/// </remarks>
internal sealed class FrameDecoder(int limit)
{
    private const int BufferBytes = 16 * 1024;
    private const int FirstBytes = 4 << 20;
    private const int LargestSpareBytes = 2 << 20;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    // The message being collected outside the buffer; all of its bytes so far are in it.
    private byte[]? _large;
    private int _largeLength;
    private int _largeFilled;

    // The array of the last large message, if nobody kept it: a stream of them need not take a fresh one each.
    private byte[]? _spare;

    /// <summary>Longest message that is accepted. Lower while the peer is a stranger.</summary>
    public int Limit { get; set; } = limit;

    /// <summary>Whether bytes have come that belong to a message which is not complete.</summary>
    public bool IsWithinMessage => _large is not null || _start < _end;

    /// <summary>Where the next bytes go: never empty.</summary>
    public Memory<byte> Free()
    {
        if (_large is not null)
            return FreeOfLarge();
        if (_buffer.Length == 0)
            _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        if (_start == _end)
            _start = _end = 0;
        else if (_end == _buffer.Length)
            Compact();
        return _buffer.AsMemory(_end);
    }

    /// <summary>So many bytes were written to what <see cref="Free"/> gave.</summary>
    public void Advance(int count)
    {
        if (_large is not null)
            _largeFilled += count;
        else
            _end += count;
    }

    /// <summary>The next message if it is complete; its bytes are valid until the next call of <see cref="Free"/>. It stays first until <see cref="Take"/>.</summary>
    /// <exception cref="AioProtocolException">What comes next is no message.</exception>
    public bool TryPeek(out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (_large is null)
        {
            if (!FrameHead.TryRead(_buffer.AsSpan(_start, _end - _start), Limit, out int size, out int length))
                return false;
            if (length <= _end - _start - size)
            {
                message = _buffer.AsMemory(_start + size, length);
                return true;
            }
            if (length + size > BufferBytes)
                BeginLarge(size, length);
            return false;
        }
        if (_largeFilled < _largeLength)
            return false;
        message = _large.AsMemory(0, _largeLength);
        return true;
    }

    /// <summary>Removes the message that <see cref="TryPeek"/> gave.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        if (_large is not null)
        {
            _spare = _large.Length <= LargestSpareBytes ? _large : null;
            _large = null;
            return;
        }
        _ = FrameHead.TryRead(_buffer.AsSpan(_start, _end - _start), Limit, out int size, out _);
        _start += size + message.Length;
    }

    /// <summary>As <see cref="Take"/>, and the message is the caller's to keep: no copy is made of a large one.</summary>
    public byte[] TakeArray(ReadOnlyMemory<byte> message)
    {
        if (_large is null || _large.Length != message.Length)
        {
            byte[] copy = message.ToArray();
            Take(message);
            return copy;
        }
        byte[] kept = _large;
        _large = null;
        return kept;
    }

    /// <summary>All that came and was not taken, as it stood on the wire.</summary>
    public byte[] Untaken()
    {
        if (_large is null)
            return _buffer.AsSpan(_start, _end - _start).ToArray();
        byte[] bytes = new byte[FrameHead.ShortSize + _largeFilled];
        _ = FrameHead.Write(bytes, (ulong)_largeLength);
        _large.AsSpan(0, _largeFilled).CopyTo(bytes.AsSpan(FrameHead.ShortSize));
        return bytes;
    }

    /// <summary>Bytes from elsewhere, as if they had just arrived.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> free = Free().Span;
            int count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            Advance(count);
            bytes = bytes[count..];
            _ = TryPeek(out _);
        }
    }

    private void Compact()
    {
        // Full with whole messages that nobody took (only Feed gets here) or with the beginning of one.
        if (_start == 0)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        else
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        _end -= _start;
        _start = 0;
    }

    private void BeginLarge(int headSize, int length)
    {
        _largeLength = length;
        _largeFilled = _end - _start - headSize;
        int firstBytes = Math.Min(length, FirstBytes);
        _large = _spare is not null && _spare.Length >= firstBytes ? _spare : GC.AllocateUninitializedArray<byte>(firstBytes);
        _spare = null;
        _buffer.AsSpan(_start + headSize, _largeFilled).CopyTo(_large);
        _start = _end = 0;
    }

    private Memory<byte> FreeOfLarge()
    {
        if (_largeFilled == _large!.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(_largeLength, _large.Length * 2L));
            Buffer.BlockCopy(_large, 0, larger, 0, _largeFilled);
            _large = larger;
        }
        return _large.AsMemory(_largeFilled, Math.Min(_large.Length, _largeLength) - _largeFilled);
    }
}
