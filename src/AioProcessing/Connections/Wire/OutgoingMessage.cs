using System.Buffers;
using AioProcessing.Serialization;

namespace AioProcessing.Connections;

/// <summary>A message on its way out: its bytes, the head that they have on a socket, and whoever owns the memory. Used by one sender at a time.</summary>
internal sealed class OutgoingMessage
{
    /// <summary>Up to here head and message leave in one write, as CPython does it; a peer may not need that, but small packets cost.</summary>
    private const int OneWriteBytes = 16 * 1024;

    private PayloadWriter? _writer;
    private byte[]? _rented;
    private ReadOnlyMemory<byte> _first;
    private ReadOnlyMemory<byte> _second;

    private OutgoingMessage()
    {
    }

    /// <summary>The bytes without a head; of a message that was made <see cref="Of(PayloadWriter)"/> a writer, or <see cref="Unframed"/>.</summary>
    public ReadOnlyMemory<byte> Body => _writer is null ? _second : _writer.WrittenMemory[FrameHead.ShortSize..];

    /// <summary>What has not left yet, or the first part of it.</summary>
    public ReadOnlyMemory<byte> Left => _first.Length > 0 ? _first : _second;

    /// <summary>What the message refers to, if its carrier keeps that alive.</summary>
    public ulong[]? Carried => _writer?.Carried();

    /// <summary>A writer with room for the head: what is written to it becomes the message.</summary>
    /// <param name="keeper">See <see cref="PayloadWriter.Keeper"/>.</param>
    public static PayloadWriter BeginWriting(object? keeper)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        writer.Keeper = keeper;
        _ = writer.Reserve();
        return writer;
    }

    /// <summary>The content of a writer that <see cref="BeginWriting"/> gave; it is returned with the message, and the pins in it go with the bytes.</summary>
    public static OutgoingMessage Of(PayloadWriter writer)
    {
        int length = writer.WrittenCount - FrameHead.ShortSize;
        writer.Patch(0, System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(length));
        return new OutgoingMessage { _writer = writer, _first = writer.WrittenMemory };
    }

    /// <summary>Bytes as they are. Unless <paramref name="copies"/>, a long message is sent from the caller's memory, which must stay unchanged until it has left.</summary>
    public static OutgoingMessage Of(ReadOnlyMemory<byte> bytes, bool copies)
    {
        OutgoingMessage message = new();
        bool isOneWrite = copies || bytes.Length <= OneWriteBytes;
        message._rented = ArrayPool<byte>.Shared.Rent(FrameHead.LongSize + (isOneWrite ? bytes.Length : 0));
        int size = FrameHead.Write(message._rented, (ulong)bytes.Length);
        if (isOneWrite)
        {
            bytes.Span.CopyTo(message._rented.AsSpan(size));
            size += bytes.Length;
        }
        else
        {
            message._second = bytes;
        }
        message._first = message._rented.AsMemory(0, size);
        return message;
    }

    /// <summary>Bytes as they are, for where no head is needed. They are the caller's until <see cref="Own"/>.</summary>
    public static OutgoingMessage Unframed(ReadOnlyMemory<byte> bytes) => new() { _second = bytes };

    /// <summary>Before a wait: what the caller may change meanwhile is copied. Returns the <see cref="Body"/>.</summary>
    public ReadOnlyMemory<byte> Own()
    {
        if (_writer is null && _rented is null)
        {
            _rented = ArrayPool<byte>.Shared.Rent(_second.Length);
            _second.CopyTo(_rented);
            _second = _rented.AsMemory(0, _second.Length);
        }

        return Body;
    }

    /// <summary>So many bytes of <see cref="Left"/> have left.</summary>
    public void Advance(int count)
    {
        if (_first.Length > 0)
            _first = _first[count..];
        else
            _second = _second[count..];
    }

    /// <summary>All of it is with the peer, or its system: what the pins in it protect is now up to the peer.</summary>
    public void HasLeft() => _writer?.SentPins();

    /// <summary>Lets go of the memory, and of pins that have not left.</summary>
    public void Return()
    {
        _writer?.Return();
        _writer = null;
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
        _first = _second = default;
    }
}
