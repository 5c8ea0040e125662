using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Objects;

/// <summary>Bytes to be put, or the wish to complete the queue.</summary>
internal struct QueueRequest
{
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>What follows the payload; a queue of byte arrays tells an array from null by it.</summary>
    public byte? Trailer { get; set; }

    /// <summary>The objects that the item refers to, as ObjectInstances: they live as long as it does. Null = none.</summary>
    public ulong[]? Carries { get; set; }

    public BlockId Block;

    /// <summary>Of a block that was filled by somebody else; else the request's own length counts.</summary>
    public long BlockBytes { get; set; }

    public bool IsCompletion { get; set; }

    /// <summary>Nothing is to be put; the question is when it could be.</summary>
    public bool IsLook { get; set; }

    public readonly long LengthBytes => BlockBytes != 0 ? BlockBytes : Payload.Length + (Trailer.HasValue ? 1L : 0);

    public readonly unsafe void CopyTo(byte* destination)
    {
        Payload.Span.CopyTo(new Span<byte>(destination, Payload.Length));
        if (Trailer is byte trailer)
            destination[Payload.Length] = trailer;
    }
}

/// <summary>What is asked of a queue.</summary>
internal enum GetWish : byte
{
    Item,

    /// <summary>To know when there is an item, which stays.</summary>
    Look,
}

/// <summary>What a put came to; None = timed out.</summary>
internal enum QueuePut : byte
{
    None,
    Done,
    Completed,
}

/// <summary>What a get came to; None = timed out.</summary>
internal enum QueueItemKind : byte
{
    None,
    Item,
    Completed,
}

/// <summary>An item that this process holds: it comes back if the process dies, until it is released.</summary>
/// <param name="Kind">Whether it is one.</param>
/// <param name="Block">Where its bytes are; none = in <paramref name="Buffer"/>.</param>
/// <param name="Hand">The hand that the block belongs to, if any.</param>
/// <param name="Buffer">A pooled array, where no memory was left for a hand. Such an item dies with the process.</param>
/// <param name="LengthBytes">How many bytes.</param>
/// <param name="Returns">How often it was taken before, and came back.</param>
internal readonly record struct QueueItem(QueueItemKind Kind, BlockId Block = default, Hand? Hand = null, byte[]? Buffer = null, long LengthBytes = 0, int Returns = 0);
