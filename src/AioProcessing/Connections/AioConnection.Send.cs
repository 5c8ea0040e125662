using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <content>Objects and bytes out.</content>
public sealed partial class AioConnection
{
    /// <summary>Sends an object if there is room in the pipe, or over a socket if it is nobody else's turn; never waits. See the remarks on sending.</summary>
    /// <returns>False when there is no room, or an earlier message is still leaving; nothing was sent.</returns>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public bool TrySend<T>(T item) => Blocking.Wait(_transport.SendAsync(Encode(item), TimeSpan.Zero, default));

    /// <summary>Sends an object as one message, blocking this thread until it has left.</summary>
    /// <exception cref="AioSerializationException">The object cannot cross; nothing was sent.</exception>
    /// <exception cref="AioConnectionClosedException">The other end is closed.</exception>
    /// <exception cref="AioContextException">There is no shared memory left for the message; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the message was accepted; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">It is the reading end of a one-way pipe.</exception>
    public void Send<T>(T item, CancellationToken cancellationToken = default) =>
        Blocking.Wait(_transport.SendAsync(Encode(item), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends an object as one message, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public bool TrySend<T>(TimeSpan timeout, T item, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Blocking.Wait(_transport.SendAsync(Encode(item), timeout, cancellationToken));
    }

    /// <summary>Sends an object as one message, without blocking a thread.</summary>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public ValueTask SendAsync<T>(T item, CancellationToken cancellationToken = default) =>
        Forget(_transport.SendAsync(Encode(item), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends an object as one message, waiting at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public ValueTask<bool> TrySendAsync<T>(TimeSpan timeout, T item, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return _transport.SendAsync(Encode(item), timeout, cancellationToken);
    }

    /// <summary>Sends bytes as one message if there is room in the pipe, or over a socket if it is nobody else's turn; never waits. See the remarks on sending.</summary>
    /// <returns>False when there is no room, or an earlier message is still leaving; nothing was sent.</returns>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public bool TrySendBytes(ReadOnlyMemory<byte> bytes) => Blocking.Wait(_transport.SendAsync(Encode(bytes, copies: true), TimeSpan.Zero, default));

    /// <summary>Sends bytes as one message, blocking this thread until they have left. None is a message too.</summary>
    /// <exception cref="AioConnectionClosedException">The other end is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the message was accepted; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">It is the reading end of a one-way pipe.</exception>
    public void SendBytes(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        Blocking.Wait(_transport.SendAsync(Encode(bytes, cancellationToken.CanBeCanceled), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends bytes as one message, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public bool TrySendBytes(TimeSpan timeout, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Blocking.Wait(_transport.SendAsync(Encode(bytes, copies: true), timeout, cancellationToken));
    }

    /// <summary>Sends bytes as one message, without blocking a thread. Without a token that can be cancelled, more than 16 KiB are sent from the caller's memory: leave it unchanged until then.</summary>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        Forget(_transport.SendAsync(Encode(bytes, cancellationToken.CanBeCanceled), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends bytes as one message, waiting at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public ValueTask<bool> TrySendBytesAsync(TimeSpan timeout, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return _transport.SendAsync(Encode(bytes, copies: true), timeout, cancellationToken);
    }

    private OutgoingMessage Encode<T>(T item)
    {
        CheckCanSend();
        PayloadWriter writer = OutgoingMessage.BeginWriting(_transport.Keeper);
        try
        {
            _codec.Write(writer, item);
            return OutgoingMessage.Of(writer);
        }
        catch
        {
            writer.Return();
            throw;
        }
    }

    private OutgoingMessage Encode(ReadOnlyMemory<byte> bytes, bool copies)
    {
        CheckCanSend();
        return _transport.Pack(bytes, copies);
    }

    private static ValueTask Forget(ValueTask<bool> sent) => sent.IsCompletedSuccessfully ? default : new ValueTask(sent.AsTask());

    private void CheckCanSend()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (!CanSend)
            throw new InvalidOperationException("This is the receiving end of a one-way pipe: send through the other one, or make the pipe with duplex: true.");
    }
}
