using System.Net.Sockets;
using AioProcessing.Backends;

namespace AioProcessing.Connections;

/// <summary>Receives whole messages, one after the other. What has come of the next one is kept, whoever asks for it.</summary>
internal sealed class SocketReceiver(Socket socket, int maxMessageBytes) : SocketHalf
{
    public FrameDecoder Decoder { get; } = new(maxMessageBytes);

    /// <summary>
    /// Waits until a message is complete and gives it; it must be taken before <see cref="SocketHalf.EndTurn"/>, which has to follow. False on time-out, and then nothing has
    /// to follow. Bytes of a message that is not complete yet are kept for the next call.
    /// </summary>
    /// <exception cref="AioConnectionClosedException">No message will come any more.</exception>
    public async ValueTask<(bool HasCome, ReadOnlyMemory<byte> Message)> BeginAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long begun = timeout == Timeout.InfiniteTimeSpan ? 0 : Environment.TickCount64;
        if (!await TakeTurnAsync(timeout, cancellationToken).ConfigureAwait(false))
            return default;
        try
        {
            // The event loop tries at once by itself; to try before would be a system call more.
            if (timeout == Timeout.InfiniteTimeSpan)
                return (true, await FillAsync(cancellationToken).ConfigureAwait(false));
            if (TryPeekNow(out ReadOnlyMemory<byte> message))
                return (true, message);
            TimeSpan left = TimeLimit.Left(timeout, begun);
            if (left > TimeSpan.Zero)
            {
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(left);
                try
                {
                    return (true, await FillAsync(limit.Token).ConfigureAwait(false));
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                }
            }
        }
        catch (OperationCanceledException)
        {
            EndTurn();
            // By the caller's own token, not by one that was linked to it.
            throw new OperationCanceledException(cancellationToken);
        }
        catch
        {
            EndTurn();
            throw;
        }
        EndTurn();
        return default;
    }

    /// <summary>As <see cref="BeginAsync"/>, without waiting: false when no message is complete, or another receive is under way.</summary>
    public bool TryBegin(out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (!TryTakeTurn())
            return false;
        try
        {
            if (TryPeekNow(out message))
                return true;
        }
        catch
        {
            EndTurn();
            throw;
        }
        EndTurn();
        return false;
    }

    private bool TryPeekNow(out ReadOnlyMemory<byte> message)
    {
        ThrowIfEnded();
        try
        {
            while (!Decoder.TryPeek(out message))
            {
                int received = socket.Receive(Decoder.Free().Span, SocketFlags.None, out SocketError error);
                if (error == SocketError.WouldBlock)
                    return false;
                if (error != SocketError.Success)
                    throw ReceiveFailed(new SocketException((int)error));
                Received(received);
            }
            return true;
        }
        catch (Exception exception) when (exception is not AioConnectionClosedException)
        {
            throw ReceiveFailed(exception);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> FillAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        try
        {
            ReadOnlyMemory<byte> message;
            while (!Decoder.TryPeek(out message))
                Received(await socket.ReceiveAsync(Decoder.Free(), SocketFlags.None, cancellationToken).ConfigureAwait(false));
            return message;
        }
        catch (Exception exception) when (exception is not (AioConnectionClosedException or OperationCanceledException))
        {
            throw ReceiveFailed(exception);
        }
    }

    private void Received(int count)
    {
        if (count > 0)
            Decoder.Advance(count);
        else
            throw ReceiveFailed(null);
    }

    private void ThrowIfEnded()
    {
        if (Fault is not null && !Decoder.TryPeek(out _))
            ThrowIfFailed();
    }

    /// <summary>What a failed receive means; it stays so for all later ones.</summary>
    private Exception ReceiveFailed(Exception? cause)
    {
        if (IsDisposed)
            return new ObjectDisposedException(nameof(AioConnection), cause);
        Fault = cause as AioProtocolException ?? (AioException)(Decoder.IsWithinMessage
            ? new AioConnectionClosedException("The connection ended in the middle of a message: the peer has ended or closed it, and the rest will not come.", cause)
            : new AioConnectionClosedException("Nothing more can be received: the other end of the connection is closed.", cause));
        return Fault;
    }
}
