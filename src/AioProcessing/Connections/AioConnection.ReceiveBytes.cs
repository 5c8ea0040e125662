using AioProcessing.Backends;
using AioProcessing.Connections;

namespace AioProcessing;

/// <content>Bytes in: as an array of their own, or into the caller's buffer.</content>
public sealed partial class AioConnection
{
    /// <summary>Receives a message as it is, if a whole one has come; never waits.</summary>
    /// <returns>False when none has.</returns>
    /// <inheritdoc cref="ReceiveBytes(CancellationToken)" path="/exception"/>
    public bool TryReceiveBytes(out byte[] bytes)
    {
        CheckCanReceive();
        bytes = [];
        if (!_transport.TryReceive(out IncomingMessage message))
            return false;
        bytes = message.TakeArray();
        return true;
    }

    /// <summary>Receives a message as it is, blocking this thread until one has come. It may be empty.</summary>
    /// <exception cref="AioConnectionClosedException">Nothing more will come: the other end is closed.</exception>
    /// <exception cref="AioProtocolException">The peer does not keep to the protocol, or its message is over the limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="InvalidOperationException">It is the writing end of a one-way pipe.</exception>
    public byte[] ReceiveBytes(CancellationToken cancellationToken = default) => Blocking.Wait(ReceiveBytesAsync(Timeout.InfiniteTimeSpan, cancellationToken)).Bytes;

    /// <summary>Receives a message as it is, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="ReceiveBytes(CancellationToken)" path="/exception"/>
    public bool TryReceiveBytes(TimeSpan timeout, out byte[] bytes, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        (bool taken, bytes) = Blocking.Wait(ReceiveBytesAsync(timeout, cancellationToken));
        return taken;
    }

    /// <summary>Receives a message as it is, without blocking a thread.</summary>
    /// <inheritdoc cref="ReceiveBytes(CancellationToken)" path="/exception"/>
    public async ValueTask<byte[]> ReceiveBytesAsync(CancellationToken cancellationToken = default) =>
        (await ReceiveBytesAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).Bytes;

    /// <summary>Receives a message as it is, waiting at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>(false, empty) on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="ReceiveBytes(CancellationToken)" path="/exception"/>
    public ValueTask<(bool Taken, byte[] Bytes)> TryReceiveBytesAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return ReceiveBytesAsync(timeout, cancellationToken);
    }

    /// <summary>Receives a message into <paramref name="buffer"/>, if a whole one has come; never waits.</summary>
    /// <returns>False when none has.</returns>
    /// <inheritdoc cref="ReceiveBytes(Memory{byte}, CancellationToken)" path="/exception"/>
    public bool TryReceiveBytes(Memory<byte> buffer, out int length)
    {
        CheckCanReceive();
        length = 0;
        if (!_transport.TryReceive(out IncomingMessage message))
            return false;
        length = TakeInto(buffer, in message);
        return true;
    }

    /// <summary>Receives a message into <paramref name="buffer"/>, blocking this thread until one has come, and returns its length.</summary>
    /// <exception cref="AioBufferTooShortException">The message is longer; it is in the exception, and no longer in the connection.</exception>
    /// <inheritdoc cref="ReceiveBytes(CancellationToken)" path="/exception"/>
    public int ReceiveBytes(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Blocking.Wait(ReceiveBytesAsync(buffer, Timeout.InfiniteTimeSpan, cancellationToken)).Length;

    /// <summary>Receives a message into <paramref name="buffer"/>, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="ReceiveBytes(Memory{byte}, CancellationToken)" path="/exception"/>
    public bool TryReceiveBytes(TimeSpan timeout, Memory<byte> buffer, out int length, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        (bool taken, length) = Blocking.Wait(ReceiveBytesAsync(buffer, timeout, cancellationToken));
        return taken;
    }

    /// <summary>Receives a message into <paramref name="buffer"/>, without blocking a thread, and returns its length.</summary>
    /// <inheritdoc cref="ReceiveBytes(Memory{byte}, CancellationToken)" path="/exception"/>
    public async ValueTask<int> ReceiveBytesAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        (await ReceiveBytesAsync(buffer, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).Length;

    /// <summary>Receives a message into <paramref name="buffer"/>, waiting at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>(false, 0) on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="ReceiveBytes(Memory{byte}, CancellationToken)" path="/exception"/>
    public ValueTask<(bool Taken, int Length)> TryReceiveBytesAsync(TimeSpan timeout, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return ReceiveBytesAsync(buffer, timeout, cancellationToken);
    }

    private async ValueTask<(bool Taken, byte[] Bytes)> ReceiveBytesAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        CheckCanReceive();
        (bool hasCome, IncomingMessage message) = await _transport.ReceiveAsync(timeout, cancellationToken).ConfigureAwait(false);
        return hasCome ? (true, message.TakeArray()) : (false, []);
    }

    private async ValueTask<(bool Taken, int Length)> ReceiveBytesAsync(Memory<byte> buffer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        CheckCanReceive();
        (bool hasCome, IncomingMessage message) = await _transport.ReceiveAsync(timeout, cancellationToken).ConfigureAwait(false);
        return hasCome ? (true, TakeInto(buffer, in message)) : default;
    }

    private static int TakeInto(Memory<byte> buffer, in IncomingMessage message)
    {
        int length = message.Span.Length;
        if (length > buffer.Length)
            throw new AioBufferTooShortException(message.TakeArray(), buffer.Length);
        message.Span.CopyTo(buffer.Span);
        message.Take();
        return length;
    }
}
