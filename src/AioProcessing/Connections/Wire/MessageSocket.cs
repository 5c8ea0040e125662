using System.Net.Sockets;
using AioProcessing.Backends;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Connections;

/// <summary>Whole messages over a stream socket: one sender and one receiver at a time, and everybody else waits in line.</summary>
/// <remarks>
/// The socket never blocks a thread. Each operation is first tried at once and only then left to the runtime's event loop. A send is <i>accepted</i> when it is its
/// turn: from then on its bytes go out whole, whatever becomes of its caller, because half a message would spoil all that follow.
/// </remarks>
internal sealed class MessageSocket : MessageTransport
{
    private readonly Socket _socket;
    private readonly FrameDecoder _decoder;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private AioException? _sendFault;
    private AioException? _receiveFault;
    private volatile bool _isDisposed;

    public MessageSocket(Socket socket, int maxMessageBytes)
    {
        _socket = socket;
        socket.Blocking = false;
        _decoder = new FrameDecoder(maxMessageBytes);
    }

    /// <summary>For those who take over receiving and sending.</summary>
    public Socket Socket => _socket;

    public FrameDecoder Decoder => _decoder;

    public override bool IsDisposed => _isDisposed;

    public override bool IsWithinMessage => _decoder.IsWithinMessage;

    /// <summary>The end that <see cref="WriteReference"/> wrote, in this or another process.</summary>
    public static MessageSocket Read(ref PayloadReader reader)
    {
        HandleOffer offer = new(reader.ReadInt32(), reader.ReadString() ?? "", reader.ReadGuid());
        int maxMessageBytes = reader.ReadInt32();
        ReadOnlySpan<byte> untaken = reader.ReadBlock();
        var socket = new MessageSocket(new Socket(Platform.HandleExchange.Collect(offer, ends: reader.TakesPins)), maxMessageBytes);
        socket.Decoder.Feed(untaken);
        return socket;
    }

    /// <remarks>Messages that were read ahead go along.</remarks>
    public override void WriteReference(PayloadWriter writer)
    {
        byte[] untaken = BeginHandingOn();
        try
        {
            HandleOffer offer = Platform.HandleExchange.Offer(_socket.SafeHandle);
            writer.AddPin(new OfferPin(offer));
            writer.WriteInt32(offer.ProcessId);
            writer.WriteString(offer.Address);
            writer.WriteGuid(offer.Secret);
            writer.WriteInt32(_decoder.Limit);
            writer.WriteBlock(untaken);
        }
        finally
        {
            EndHandingOn();
        }
    }

    public override OutgoingMessage Pack(ReadOnlyMemory<byte> bytes, bool copies) => OutgoingMessage.Of(bytes, copies);

    public override async ValueTask<bool> SendAsync(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken)
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

    public override bool TryReceive(out IncomingMessage message)
    {
        bool hasCome = TryBeginReceiving(out ReadOnlyMemory<byte> bytes);
        message = new IncomingMessage(this, bytes);
        return hasCome;
    }

    public override async ValueTask<(bool HasCome, IncomingMessage Message)> ReceiveAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        (bool hasCome, ReadOnlyMemory<byte> bytes) = await BeginReceivingAsync(timeout, cancellationToken).ConfigureAwait(false);
        return (hasCome, new IncomingMessage(this, bytes));
    }

    public override bool TryPoll()
    {
        try
        {
            if (!TryBeginReceiving(out _))
                return false;
        }
        catch (AioException)
        {
            // A receive tells what it is.
            return true;
        }
        EndReceiving();
        return true;
    }

    public override async ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            (bool hasCome, _) = await BeginReceivingAsync(timeout, cancellationToken).ConfigureAwait(false);
            if (!hasCome)
                return false;
        }
        catch (AioException)
        {
            return true;
        }
        EndReceiving();
        return true;
    }

    public override ReadOnlySpan<byte> SpanOf(scoped in IncomingMessage message) => message.Received.Span;

    public override void Take(in IncomingMessage message)
    {
        _decoder.Take(message.Received);
        EndReceiving();
    }

    public override byte[] TakeArray(in IncomingMessage message)
    {
        byte[] bytes = _decoder.TakeArray(message.Received);
        EndReceiving();
        return bytes;
    }

    /// <summary>Waits for its turn to send. False on time-out. <see cref="Send"/> has to follow.</summary>
    public ValueTask<bool> TakeTurnAsync(TimeSpan timeout, CancellationToken cancellationToken) => TakeTurn(_sending, timeout, cancellationToken);

    /// <summary>
    /// Sends a message and ends the turn. The result completes when all of it has left; the buffer belongs to the send until then, and is returned by it.
    /// </summary>
    public ValueTask Send(OutgoingMessage message)
    {
        try
        {
            if (_sendFault is not null)
                throw Repeat(_sendFault);
            while (message.Left.Length > 0)
            {
                int sent = _socket.Send(message.Left.Span, SocketFlags.None, out SocketError error);
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

    /// <summary>
    /// Waits until a message is complete and gives it; it must be taken before <see cref="EndReceiving"/>, which has to follow. False on time-out, and then nothing has
    /// to follow. Bytes of a message that is not complete yet are kept for the next call.
    /// </summary>
    /// <exception cref="AioConnectionClosedException">No message will come any more.</exception>
    public async ValueTask<(bool HasCome, ReadOnlyMemory<byte> Message)> BeginReceivingAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long begun = timeout == Timeout.InfiniteTimeSpan ? 0 : Environment.TickCount64;
        if (!await TakeTurn(_receiving, timeout, cancellationToken).ConfigureAwait(false))
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
            _receiving.Release();
            // By the caller's own token, not by one that was linked to it.
            throw new OperationCanceledException(cancellationToken);
        }
        catch
        {
            _receiving.Release();
            throw;
        }
        _receiving.Release();
        return default;
    }

    /// <summary>As <see cref="BeginReceivingAsync"/>, without waiting: false when no message is complete, or another receive is under way.</summary>
    public bool TryBeginReceiving(out ReadOnlyMemory<byte> message)
    {
        message = default;
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(AioConnection));
        if (!_receiving.Wait(0))
            return false;
        try
        {
            if (TryPeekNow(out message))
                return true;
        }
        catch
        {
            _receiving.Release();
            throw;
        }
        _receiving.Release();
        return false;
    }

    public void EndReceiving() => _receiving.Release();

    // What came and was not taken, for whoever takes over. Nothing can be sent or received until EndHandingOn, which has to follow.
    private byte[] BeginHandingOn()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(AioConnection));
        if (!_sending.Wait(0))
            throw InUse("sent through");
        if (_receiving.Wait(0))
            return _decoder.Untaken();
        _sending.Release();
        throw InUse("received from");
    }

    private void EndHandingOn()
    {
        _receiving.Release();
        _sending.Release();
    }

    public override void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    private async ValueTask<bool> TakeTurn(SemaphoreSlim line, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(AioConnection));
        cancellationToken.ThrowIfCancellationRequested();
        return line.Wait(0, CancellationToken.None) || await line.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendRestAsync(OutgoingMessage message)
    {
        try
        {
            // In one piece each: the runtime goes on until all of it has left.
            while (message.Left.Length > 0)
                message.Advance(await _socket.SendAsync(message.Left, SocketFlags.None).ConfigureAwait(false));
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
        _sending.Release();
    }

    private bool TryPeekNow(out ReadOnlyMemory<byte> message)
    {
        ThrowIfEnded();
        try
        {
            while (!_decoder.TryPeek(out message))
            {
                int received = _socket.Receive(_decoder.Free().Span, SocketFlags.None, out SocketError error);
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
            while (!_decoder.TryPeek(out message))
                Received(await _socket.ReceiveAsync(_decoder.Free(), SocketFlags.None, cancellationToken).ConfigureAwait(false));
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
            _decoder.Advance(count);
        else
            throw ReceiveFailed(null);
    }

    private void ThrowIfEnded()
    {
        if (_receiveFault is not null && !_decoder.TryPeek(out _))
            throw Repeat(_receiveFault);
    }

    /// <summary>What a failed receive means; it stays so for all later ones.</summary>
    private Exception ReceiveFailed(Exception? cause)
    {
        if (_isDisposed)
            return new ObjectDisposedException(nameof(AioConnection), cause);
        _receiveFault = cause as AioProtocolException ?? (AioException)(_decoder.IsWithinMessage
            ? new AioConnectionClosedException("The connection ended in the middle of a message: the peer has ended or closed it, and the rest will not come.", cause)
            : new AioConnectionClosedException("Nothing more can be received: the other end of the connection is closed.", cause));
        return _receiveFault;
    }

    private Exception SendFailed(Exception cause)
    {
        if (_isDisposed)
            return new ObjectDisposedException(nameof(AioConnection), cause);
        _sendFault = new AioConnectionClosedException("The message cannot be sent: the other end of the connection is closed, or its process has ended.", cause);
        return _sendFault;
    }

    private static AioSerializationException InUse(string how) =>
        new($"A connection cannot be handed on while it is being {how}: half a message would stay here. Let that call end, or cancel it, first.");

    // Each caller gets an exception, and a trace, of its own.
    private static AioException Repeat(AioException fault) => fault is AioProtocolException
        ? new AioProtocolException(fault.Message)
        : new AioConnectionClosedException(fault.Message, fault.InnerException);

    private sealed class OfferPin(HandleOffer offer) : IPin
    {
        public void Release() => Platform.HandleExchange.Withdraw(offer);
    }
}
