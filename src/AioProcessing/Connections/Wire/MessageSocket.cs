using System.Net.Sockets;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Connections;

/// <summary>Whole messages over a stream socket: one sender and one receiver at a time, and everybody else waits in line.</summary>
/// <remarks>
/// The socket never blocks a thread. Each operation is first tried at once and only then left to the runtime's event loop.
/// </remarks>
internal sealed class MessageSocket : MessageTransport
{
    private readonly Socket _socket;
    private readonly SocketSender _sender;
    private readonly SocketReceiver _receiver;
    private volatile bool _isDisposed;

    public MessageSocket(Socket socket, int maxMessageBytes)
    {
        _socket = socket;
        socket.Blocking = false;
        _sender = new SocketSender(socket);
        _receiver = new SocketReceiver(socket, maxMessageBytes);
    }

    /// <summary>For those who take over receiving and sending.</summary>
    public Socket Socket => _socket;

    public FrameDecoder Decoder => _receiver.Decoder;

    public override bool IsDisposed => _isDisposed;

    public override bool IsWithinMessage => Decoder.IsWithinMessage;

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
            writer.WriteInt32(Decoder.Limit);
            writer.WriteBlock(untaken);
        }
        finally
        {
            EndHandingOn();
        }
    }

    public override OutgoingMessage Pack(ReadOnlyMemory<byte> bytes, bool copies) => OutgoingMessage.Of(bytes, copies);

    public override ValueTask<bool> SendAsync(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken) => _sender.SendAsync(message, timeout, cancellationToken);

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
        Decoder.Take(message.Received);
        EndReceiving();
    }

    public override byte[] TakeArray(in IncomingMessage message)
    {
        byte[] bytes = Decoder.TakeArray(message.Received);
        EndReceiving();
        return bytes;
    }

    /// <summary>Waits for its turn to send. False on time-out. <see cref="Send"/> has to follow.</summary>
    public ValueTask<bool> TakeTurnAsync(TimeSpan timeout, CancellationToken cancellationToken) => _sender.TakeTurnAsync(timeout, cancellationToken);

    /// <inheritdoc cref="SocketSender.Send"/>
    public ValueTask Send(OutgoingMessage message) => _sender.Send(message);

    /// <inheritdoc cref="SocketReceiver.BeginAsync"/>
    public ValueTask<(bool HasCome, ReadOnlyMemory<byte> Message)> BeginReceivingAsync(TimeSpan timeout, CancellationToken cancellationToken) => _receiver.BeginAsync(timeout, cancellationToken);

    /// <inheritdoc cref="SocketReceiver.TryBegin"/>
    public bool TryBeginReceiving(out ReadOnlyMemory<byte> message) => _receiver.TryBegin(out message);

    public void EndReceiving() => _receiver.EndTurn();

    // What came and was not taken, for whoever takes over. Nothing can be sent or received until EndHandingOn, which has to follow.
    private byte[] BeginHandingOn()
    {
        if (!_sender.TryTakeTurn())
            throw InUse("sent through");
        if (_receiver.TryTakeTurn())
            return Decoder.Untaken();
        _sender.EndTurn();
        throw InUse("received from");
    }

    private void EndHandingOn()
    {
        _receiver.EndTurn();
        _sender.EndTurn();
    }

    public override void Dispose()
    {
        _isDisposed = true;
        _sender.Close();
        _receiver.Close();
        _socket.Dispose();
    }

    private static AioSerializationException InUse(string how) =>
        new($"A connection cannot be handed on while it is being {how}: half a message would stay here. Let that call end, or cancel it, first.");

    private sealed class OfferPin(HandleOffer offer) : IPin
    {
        public void Release() => Platform.HandleExchange.Withdraw(offer);
    }
}
