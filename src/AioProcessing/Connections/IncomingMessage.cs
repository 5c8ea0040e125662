using AioProcessing.Core.Objects;

namespace AioProcessing.Connections;

/// <summary>A message that was received. Its bytes lie where they came, until it is taken; that has to follow, once.</summary>
/// <param name="from">Where it came.</param>
/// <param name="memory">Its bytes, if they are in memory of this process.</param>
/// <param name="held">Else the item that they are in.</param>
internal readonly struct IncomingMessage(MessageTransport from, ReadOnlyMemory<byte> memory, QueueItem held = default)
{
    public ReadOnlySpan<byte> Span => from.SpanOf(in this);

    /// <summary>The bytes for those who cannot do with a span: of shared memory it is a copy.</summary>
    public ReadOnlyMemory<byte> Memory => held.Kind == QueueItemKind.None ? memory : Span.ToArray();

    /// <summary>As they lie in memory of this process.</summary>
    public ReadOnlyMemory<byte> Received => memory;

    public QueueItem Held => held;

    public void Take() => from.Take(in this);

    public byte[] TakeArray() => from.TakeArray(in this);
}
