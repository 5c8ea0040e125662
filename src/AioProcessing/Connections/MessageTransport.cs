using AioProcessing.Serialization;

namespace AioProcessing.Connections;

/// <summary>How the messages of a connection move: whole and in their order, between any number of tasks that send and receive.</summary>
internal abstract class MessageTransport : IDisposable
{
    /// <summary>Whether this end was closed by this process.</summary>
    public abstract bool IsDisposed { get; }

    /// <summary>Whether the beginning of a message has come whose rest has not: if nothing more comes, that is no good end.</summary>
    public abstract bool IsWithinMessage { get; }

    /// <summary>What keeps the objects alive that a message refers to, until it is received: see <see cref="PayloadWriter.Keeper"/>.</summary>
    public virtual object? Keeper => null;

    /// <summary>Bytes to be sent as they are. Unless <paramref name="copies"/>, long ones may be read from the caller's memory until they are sent.</summary>
    public abstract OutgoingMessage Pack(ReadOnlyMemory<byte> bytes, bool copies);

    /// <summary>Sends a message, which from now on belongs to the transport. False when the time was up before it was accepted.</summary>
    /// <exception cref="AioConnectionClosedException">The other end is closed.</exception>
    public abstract ValueTask<bool> SendAsync(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>The next message if it has come. It must be taken.</summary>
    /// <exception cref="AioConnectionClosedException">No message will come any more.</exception>
    public abstract bool TryReceive(out IncomingMessage message);

    /// <summary>The next message; false when the time was up. It must be taken.</summary>
    /// <inheritdoc cref="TryReceive" path="/exception"/>
    public abstract ValueTask<(bool HasCome, IncomingMessage Message)> ReceiveAsync(TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Whether a receive would end at once, with a message or an error.</summary>
    public abstract bool TryPoll();

    /// <summary>Waits until a receive would end at once; false when the time was up.</summary>
    public abstract ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Writes what another process needs to have the same end.</summary>
    public abstract void WriteReference(PayloadWriter writer);

    /// <summary>The bytes of a message that was received and not taken.</summary>
    public abstract ReadOnlySpan<byte> SpanOf(scoped in IncomingMessage message);

    /// <summary>The caller is done with a message that was received.</summary>
    public abstract void Take(in IncomingMessage message);

    /// <summary>As <see cref="Take"/>, and its bytes are the caller's.</summary>
    public abstract byte[] TakeArray(in IncomingMessage message);

    public abstract void Dispose();
}
