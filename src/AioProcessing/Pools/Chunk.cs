using System.Buffers;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>Consecutive items of one call, encoded, that are sent together. A part of it is a chunk too, and shares its bytes.</summary>
internal sealed class Chunk
{
    private readonly ChunkBytes _bytes;
    private readonly int _offset;

    /// <param name="call">Whose items they are.</param>
    /// <param name="firstIndex">The first one's index in the call.</param>
    /// <param name="count">How many.</param>
    /// <param name="writer">A head's room, and then the items. Its pins go over to the chunk.</param>
    public Chunk(WorkCall call, long firstIndex, int count, PayloadWriter writer)
        : this(call, firstIndex, count, new ChunkBytes(writer, count), WorkHead.Bytes, attempt: 0)
    {
    }

    private Chunk(WorkCall call, long firstIndex, int count, ChunkBytes bytes, int offset, int attempt)
    {
        Call = call;
        FirstIndex = firstIndex;
        Count = count;
        _bytes = bytes;
        _offset = offset;
        Attempt = attempt;
    }

    public WorkCall Call { get; }

    public long FirstIndex { get; }

    public int Count { get; }

    /// <summary>How often it was lost with a worker.</summary>
    public int Attempt { get; }

    /// <summary>A part that takes the items' place; it is as good as this chunk for them.</summary>
    public Chunk Slice(int start, int count, int attempt) => new(Call, FirstIndex + start, count, _bytes, OffsetOf(start), attempt);

    public Chunk Slice(int start, int count) => Slice(start, count, Attempt);

    /// <summary>Sends it under numbers from <paramref name="first"/>. False when the pipe is full.</summary>
    public bool TrySend(BytePipe to, ulong epoch, long first)
    {
        int end = OffsetOf(Count);
        var head = new WorkHead(Call.Function.Id, Call.Listens, epoch, first, Count);
        if (_offset == WorkHead.Bytes)
        {
            head.Write(_bytes.Array);
            return to.TryPut(_bytes.Array.AsMemory(0, end));
        }

        byte[] message = ArrayPool<byte>.Shared.Rent(WorkHead.Bytes + end - _offset);
        head.Write(message);
        _bytes.Array.AsSpan(_offset..end).CopyTo(message.AsSpan(WorkHead.Bytes));
        bool sent = to.TryPut(message.AsMemory(0, WorkHead.Bytes + end - _offset));
        ArrayPool<byte>.Shared.Return(message);
        return sent;
    }

    /// <summary>Whether its items refer to something that must be kept until they were read.</summary>
    public bool HasPins => _bytes.HasPins;

    /// <summary>A message with that head, of a chunk that is no part of another.</summary>
    public ReadOnlyMemory<byte> Message(WorkHead head)
    {
        head.Write(_bytes.Array);
        return _bytes.Array.AsMemory(0, _bytes.Length);
    }

    /// <summary>So many items will not be sent again.</summary>
    public void Settled(int items) => _bytes.Settled(items);

    private int OffsetOf(int item)
    {
        if (item == _bytes.Items && _offset == WorkHead.Bytes)
            return _bytes.Length;
        int at = _offset;
        for (int i = 0; i < item; i++)
            at += sizeof(int) + BitConverter.ToInt32(_bytes.Array, at);
        return at;
    }

    /// <summary>The bytes of a chunk and of its parts, kept until each item is settled, with what they refer to.</summary>
    private sealed class ChunkBytes
    {
        private readonly IPin[] _pins;
        private int _left;

        public ChunkBytes(PayloadWriter writer, int items)
        {
            Length = writer.WrittenCount;
            Array = ArrayPool<byte>.Shared.Rent(Length);
            writer.Written.CopyTo(Array);
            _pins = writer.DetachPins();
            _left = Items = items;
        }

        public byte[] Array { get; }

        public int Length { get; }

        public int Items { get; }

        public bool HasPins => _pins.Length > 0;

        // Always under the pool's gate.
        public void Settled(int items)
        {
            _left -= items;
            if (_left > 0)
                return;
            ArrayPool<byte>.Shared.Return(Array);
            foreach (IPin pin in _pins)
                pin.Release();
        }
    }
}
