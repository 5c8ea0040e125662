using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>What parent and child say to each other.</summary>
internal enum MessageKind : byte
{
    /// <summary>Child: the library has taken over.</summary>
    Hello = 1,

    /// <summary>Parent: a job, as <see cref="JobMessage"/> has it.</summary>
    Job,

    /// <summary>Child: the job is decoded, its pins may go.</summary>
    Decoded,

    /// <summary>Child: the target returned. Its value, where it has one.</summary>
    Result,

    /// <summary>Child: the target threw, or the job could not be decoded, or the result not encoded. The exception.</summary>
    Fault,

    /// <summary>Child: the target ended by <see cref="OperationCanceledException"/> after it was asked to.</summary>
    Canceled,

    /// <summary>Parent: cancel the target's token.</summary>
    Cancel,

    /// <summary>Parent, before the job: a job that does nothing, to be answered by <see cref="Ready"/>.</summary>
    WarmUp,

    /// <summary>Child: it waits for its job, and nothing will slow that down.</summary>
    Ready,

    /// <summary>Child: a log record.</summary>
    Log,
}

/// <summary>Messages on the wire: four bytes of length (of what follows the head), one of kind, then a payload. In the byte order of the machine, which is one.</summary>
internal static class Message
{
    public const int HeadSize = 5;

    private const int KindAt = 4;

    /// <summary>Writes a head into an empty writer; <see cref="Complete"/> fills in the length.</summary>
    public static void Begin(PayloadWriter writer, MessageKind kind)
    {
        writer.WriteInt32(0);
        writer.WriteByte((byte)kind);
    }

    public static void Complete(PayloadWriter writer) => writer.Patch(0, writer.WrittenCount - HeadSize);

    public static void WriteHead(Span<byte> to, MessageKind kind, int payloadSize)
    {
        _ = BitConverter.TryWriteBytes(to, payloadSize);
        to[KindAt] = (byte)kind;
    }

    public static MessageKind ReadHead(ReadOnlySpan<byte> from, out int payloadSize)
    {
        payloadSize = BitConverter.ToInt32(from);
        return (MessageKind)from[KindAt];
    }

    /// <summary>Fills the buffer. False when the other end closed first.</summary>
    public static bool TryFill(LocalChannel channel, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int received = channel.Receive(buffer);
            if (received == 0)
                return false;
            buffer = buffer[received..];
        }
        return true;
    }

    /// <inheritdoc cref="TryFill"/>
    public static async ValueTask<bool> TryFillAsync(LocalChannel channel, Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int received = await channel.ReceiveAsync(buffer).ConfigureAwait(false);
            if (received == 0)
                return false;
            buffer = buffer[received..];
        }
        return true;
    }
}
