using System.Net.Sockets;
using AioProcessing.Backends;

namespace AioProcessing.Connections;

/// <summary>Sends whole messages, one after the other.</summary>
/// <remarks>
/// A send is <i>accepted</i> when it is its turn: from then on its bytes go out whole, whatever becomes of its caller, because half a message would spoil all that follow.
/// </remarks>
internal sealed class SocketSender(Socket socket) : SocketHalf
{
    /// <summary>Sends a message when it is its turn. False on time-out, and then nothing of it has left.</summary>
    public async ValueTask<bool> SendAsync(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long begun = timeout == Timeout.InfiniteTimeSpan ? 0 : Environment.TickCount64;
        bool isOurTurn = false;
        try
        {
            isOurTurn = await TakeTurnAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isOurTurn)
                message.Return();
        }
        if (!isOurTurn)
            return false;
        ValueTask leaving = Send(message);
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

    /// <summary>
    /// Sends a message and ends the turn. The result completes when all of it has left; the buffer belongs to the send until then, and is returned by it.
    /// </summary>
    public ValueTask Send(OutgoingMessage message)
    {
        try
        {
            ThrowIfFailed();
            while (message.Left.Length > 0)
            {
                int sent = socket.Send(message.Left.Span, SocketFlags.None, out SocketError error);
                message.Advance(sent);
                if (error == SocketError.WouldBlock)
                    return SendRestAsync(message);
                if (error != SocketError.Success)
                    throw SendFailed(new SocketException((int)error));
            }
        }
        catch (Exception exception) when (exception is not AioException)
        {
            EndTurn(message);
            throw SendFailed(exception);
        }
        catch
        {
            EndTurn(message);
            throw;
        }
        message.HasLeft();
        EndTurn(message);
        return default;
    }

    private async ValueTask SendRestAsync(OutgoingMessage message)
    {
        try
        {
            // In one piece each: the runtime goes on until all of it has left.
            while (message.Left.Length > 0)
                message.Advance(await socket.SendAsync(message.Left, SocketFlags.None).ConfigureAwait(false));
            message.HasLeft();
        }
        catch (Exception exception)
        {
            throw SendFailed(exception);
        }
        finally
        {
            EndTurn(message);
        }
    }

    private void EndTurn(OutgoingMessage message)
    {
        message.Return();
        EndTurn();
    }

    private Exception SendFailed(Exception cause)
    {
        if (IsDisposed)
            return new ObjectDisposedException(nameof(AioConnection), cause);
        Fault = new AioConnectionClosedException("The message cannot be sent: the other end of the connection is closed, or its process has ended.", cause);
        return Fault;
    }
}
