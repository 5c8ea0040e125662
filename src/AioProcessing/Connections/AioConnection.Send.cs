using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <content>Objects and bytes out.</content>
public sealed partial class AioConnection
{
    /// <summary>Sends an object if it is nobody else's turn; never waits. See the remarks on sending.</summary>
    /// <returns>False when an earlier message is still leaving; nothing was sent.</returns>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public bool TrySend<T>(T item) => Blocking.Wait(SendAsync(Encode(item), TimeSpan.Zero, default));

    /// <summary>Sends an object as one message, blocking this thread until it has left.</summary>
    /// <exception cref="AioSerializationException">The object cannot cross; nothing was sent.</exception>
    /// <exception cref="AioConnectionClosedException">The other end is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the message was accepted; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">It is the reading end of a one-way pipe.</exception>
    public void Send<T>(T item, CancellationToken cancellationToken = default) =>
        Blocking.Wait(SendAsync(Encode(item), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends an object as one message, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public bool TrySend<T>(TimeSpan timeout, T item, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Blocking.Wait(SendAsync(Encode(item), timeout, cancellationToken));
    }

    /// <summary>Sends an object as one message, without blocking a thread.</summary>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public ValueTask SendAsync<T>(T item, CancellationToken cancellationToken = default) =>
        Forget(SendAsync(Encode(item), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends an object as one message, waiting at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="Send{T}" path="/exception"/>
    public ValueTask<bool> TrySendAsync<T>(TimeSpan timeout, T item, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return SendAsync(Encode(item), timeout, cancellationToken);
    }

    /// <summary>Sends bytes as one message if it is nobody else's turn; never waits. See the remarks on sending.</summary>
    /// <returns>False when an earlier message is still leaving; nothing was sent.</returns>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public bool TrySendBytes(ReadOnlyMemory<byte> bytes) => Blocking.Wait(SendAsync(Encode(bytes, copies: true), TimeSpan.Zero, default));

    /// <summary>Sends bytes as one message, blocking this thread until they have left. None is a message too.</summary>
    /// <exception cref="AioConnectionClosedException">The other end is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the message was accepted; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">It is the reading end of a one-way pipe.</exception>
    public void SendBytes(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        Blocking.Wait(SendAsync(Encode(bytes, cancellationToken.CanBeCanceled), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends bytes as one message, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public bool TrySendBytes(TimeSpan timeout, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Blocking.Wait(SendAsync(Encode(bytes, copies: true), timeout, cancellationToken));
    }

    /// <summary>Sends bytes as one message, without blocking a thread. Without a token that can be cancelled, more than 16 KiB are sent from the caller's memory: leave it unchanged until then.</summary>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        Forget(SendAsync(Encode(bytes, cancellationToken.CanBeCanceled), Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Sends bytes as one message, waiting at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False when the time was up before the message was accepted; nothing was sent.</returns>
    /// <inheritdoc cref="SendBytes" path="/exception"/>
    public ValueTask<bool> TrySendBytesAsync(TimeSpan timeout, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return SendAsync(Encode(bytes, copies: true), timeout, cancellationToken);
    }

    private OutgoingMessage Encode<T>(T item)
    {
        CheckCanSend();
        PayloadWriter writer = OutgoingMessage.BeginWriting();
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
        return OutgoingMessage.Of(bytes, copies);
    }

    private async ValueTask<bool> SendAsync(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long begun = timeout == Timeout.InfiniteTimeSpan ? 0 : Environment.TickCount64;
        bool isOurTurn = false;
        try
        {
            isOurTurn = await _messages.TakeTurnAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isOurTurn)
                message.Return();
        }
        if (!isOurTurn)
            return false;
        ValueTask leaving = _messages.Send(message);
        if (leaving.IsCompleted || (timeout == Timeout.InfiniteTimeSpan && !cancellationToken.CanBeCanceled))
        {
            await leaving.ConfigureAwait(false);
            return true;
        }
        Task left = leaving.AsTask();
        try
        {
            await left.WaitAsync(TimeLimit.Left(timeout, begun), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // It was accepted, so it goes on without us. If it fails, the next send says so.
            _ = left.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        return true;
    }

    private static ValueTask Forget(ValueTask<bool> sent) => sent.IsCompletedSuccessfully ? default : new ValueTask(sent.AsTask());

    private void CheckCanSend()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (!CanSend)
            throw new InvalidOperationException("This is the receiving end of a one-way pipe: send through the other one, or make the pipe with duplex: true.");
    }
}
