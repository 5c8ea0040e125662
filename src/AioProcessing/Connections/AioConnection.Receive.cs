using System.Runtime.CompilerServices;
using AioProcessing.Backends;
using AioProcessing.Connections;

namespace AioProcessing;

/// <content>Objects in.</content>
public sealed partial class AioConnection
{
    /// <summary>Receives an object if a whole message has come; never waits.</summary>
    /// <returns>False when none has.</returns>
    /// <inheritdoc cref="Receive{T}" path="/exception"/>
    public bool TryReceive<T>(out T item)
    {
        CheckCanReceive();
        item = default!;
        if (!_transport.TryReceive(out IncomingMessage message))
            return false;
        item = Decode<T>(in message);
        return true;
    }

    /// <summary>Receives an object, blocking this thread until a message has come.</summary>
    /// <exception cref="AioConnectionClosedException">Nothing more will come: the other end is closed.</exception>
    /// <exception cref="AioSerializationException">The message is not such an object; it is taken nevertheless.</exception>
    /// <exception cref="AioProtocolException">The peer does not keep to the protocol, or its message is over the limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="InvalidOperationException">It is the writing end of a one-way pipe.</exception>
    public T Receive<T>(CancellationToken cancellationToken = default) => Blocking.Wait(ReceiveAsync<T>(Timeout.InfiniteTimeSpan, cancellationToken)).Item;

    /// <summary>Receives an object, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Receive{T}" path="/exception"/>
    public bool TryReceive<T>(TimeSpan timeout, out T item, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        (bool taken, item) = Blocking.Wait(ReceiveAsync<T>(timeout, cancellationToken));
        return taken;
    }

    /// <summary>Receives an object, without blocking a thread.</summary>
    /// <inheritdoc cref="Receive{T}" path="/exception"/>
    public ValueTask<T> ReceiveAsync<T>(CancellationToken cancellationToken = default)
    {
        ValueTask<(bool Taken, T Item)> received = ReceiveAsync<T>(Timeout.InfiniteTimeSpan, cancellationToken);
        return received.IsCompletedSuccessfully ? new ValueTask<T>(received.Result.Item) : Unwrap(received);

        static async ValueTask<T> Unwrap(ValueTask<(bool Taken, T Item)> pending) => (await pending.ConfigureAwait(false)).Item;
    }

    /// <summary>Receives an object, waiting at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>(false, default) on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Receive{T}" path="/exception"/>
    public ValueTask<(bool Taken, T Item)> TryReceiveAsync<T>(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return ReceiveAsync<T>(timeout, cancellationToken);
    }

    /// <summary>The objects as they come; ends when the other end is closed.</summary>
    /// <exception cref="AioConnectionClosedException">The connection ended in the middle of a message.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no message is lost.</exception>
    public async IAsyncEnumerable<T> ReceiveAllAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            T item;
            try
            {
                item = await ReceiveAsync<T>(cancellationToken).ConfigureAwait(false);
            }
            catch (AioConnectionClosedException) when (!_transport.IsWithinMessage)
            {
                yield break;
            }
            yield return item;
        }
    }

    /// <summary>Whether a receive would end at once, with a whole message or because the other end is closed; never waits.</summary>
    /// <remarks>Python's <c>poll()</c> says so as soon as one byte is there.</remarks>
    public bool TryPoll()
    {
        CheckCanReceive();
        return _transport.TryPoll();
    }

    /// <summary>Blocks this thread until a receive would end at once, with a whole message or because the other end is closed. Takes nothing.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Poll(CancellationToken cancellationToken = default) => Blocking.Wait(PollAsync(Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Blocks this thread for at most <paramref name="timeout"/> until a receive would end at once.</summary>
    /// <returns>False on time-out.</returns>
    /// <inheritdoc cref="Poll" path="/exception"/>
    public bool TryPoll(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Blocking.Wait(PollAsync(timeout, cancellationToken));
    }

    /// <summary>Waits, without blocking a thread, until a receive would end at once.</summary>
    /// <inheritdoc cref="Poll" path="/exception"/>
    public ValueTask PollAsync(CancellationToken cancellationToken = default) => Forget(PollAsync(Timeout.InfiniteTimeSpan, cancellationToken));

    /// <summary>Waits at most <paramref name="timeout"/>, without blocking a thread, until a receive would end at once.</summary>
    /// <returns>False on time-out.</returns>
    /// <inheritdoc cref="Poll" path="/exception"/>
    public ValueTask<bool> TryPollAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return PollAsync(timeout, cancellationToken);
    }

    private async ValueTask<(bool Taken, T Item)> ReceiveAsync<T>(TimeSpan timeout, CancellationToken cancellationToken)
    {
        CheckCanReceive();
        (bool hasCome, IncomingMessage message) = await _transport.ReceiveAsync(timeout, cancellationToken).ConfigureAwait(false);
        return hasCome ? (true, Decode<T>(in message)) : default;
    }

    private T Decode<T>(in IncomingMessage message)
    {
        try
        {
            return _codec.Read<T>(in message);
        }
        finally
        {
            message.Take();
        }
    }

    private ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        CheckCanReceive();
        return _transport.PollAsync(timeout, cancellationToken);
    }

    private void CheckCanReceive()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (!CanReceive)
            throw new InvalidOperationException("This is the sending end of a one-way pipe: receive from the other one, or make the pipe with duplex: true.");
    }
}
