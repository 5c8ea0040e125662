using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>One end of a stream of messages to another process: an end of an <see cref="AioPipe"/>, or a connection between a listener and a client.</summary>
/// <remarks>
/// <para>
/// Python's counterpart is <c>multiprocessing.connection.Connection</c>, and the bytes on the wire are the same, so that the process at the other end may be a Python
/// program. Different from Python: any number of tasks may send and receive; a wait can be awaited, cancelled and limited; a poll says whether a whole message is there.
/// </para>
/// <para>
/// <b>A send</b> through a pipe is done when the message is in shared memory: it outlives this process from then on. Until then it can be cancelled, and nothing was sent. Over a socket a
/// send is accepted when earlier ones have left. Before that it can be cancelled; from then on the message goes out whole, also if the
/// token is cancelled or the time is up, and the call returns as done. A message of more than the system buffers (about 200 KB) leaves only as fast as the peer receives.
/// </para>
/// <para><b>A receive</b> that is cancelled or out of time has taken nothing; what had come of a message is kept for the next one.</para>
/// <para>
/// <b>If a process dies</b>, the other end receives what was sent completely, and then an <see cref="AioConnectionClosedException"/>; its sends fail likewise. A connection
/// that was handed to several processes ends with the last of them.
/// </para>
/// <para>
/// <b>Handing on.</b> A connection can be an argument of a process, captured, in a queue item, or sent through another connection. Both processes then hold the same
/// one. An end of a pipe lives on its way although this process ends; where several have it, each message goes to one of them. A connection over a socket must be received while this
/// process lives, and messages that this side had read ahead go along; so leave it to the receiver, and dispose of it here when that has it.
/// </para>
/// </remarks>
public sealed partial class AioConnection : IAioHandle, IAioWaitable, IDisposable, IAsyncDisposable
{
    private MessageTransport _transport;
    private MessageCodec _codec;
    private AioConnectionOptions _options;
    private bool _isOfPipe;

    internal AioConnection(MessageTransport transport, AioConnectionOptions options, bool isOfPipe)
    {
        _transport = transport;
        _options = options;
        _isOfPipe = isOfPipe;
        _codec = MakeCodec(options, isOfPipe);
    }

    /// <summary>Whether it can receive: false for the writing end of a one-way pipe.</summary>
    public bool CanReceive { get; internal set; } = true;

    /// <summary>Whether it can send: false for the reading end of a one-way pipe.</summary>
    public bool CanSend { get; internal set; } = true;

    /// <summary>Whether this process has closed its end. That the peer has closed the other one shows in a receive.</summary>
    public bool IsClosed => _transport.IsDisposed;

    internal MessageTransport Transport => _transport;

    /// <summary>Connects to a listener of this library or of CPython, and proves to it and asks of it the knowledge of the key.</summary>
    /// <param name="address">Where the listener is.</param>
    /// <param name="authKey">The key, of any length, empty too; null = neither side has one.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AioException">Nobody listens there.</exception>
    /// <exception cref="AioAuthenticationException">The keys differ, the peer does not speak the protocol, or it did not answer in time.</exception>
    /// <remarks>Python's counterpart is <c>multiprocessing.connection.Client</c>.</remarks>
    public static Task<AioConnection> ConnectAsync(AioAddress address, byte[]? authKey = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(address, authKey, AioConnectionOptions.Default, cancellationToken);

    /// <summary>The same with a protocol and limits of the caller's choice.</summary>
    /// <inheritdoc cref="ConnectAsync(AioAddress, byte[], CancellationToken)" path="/exception"/>
    public static Task<AioConnection> ConnectAsync(
        AioAddress address, byte[]? authKey, AioConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return Connector.ConnectAsync(address, authKey, options, cancellationToken);
    }

    /// <summary>Blocks for what <see cref="ConnectAsync(AioAddress, byte[], CancellationToken)"/> awaits.</summary>
    /// <inheritdoc cref="ConnectAsync(AioAddress, byte[], CancellationToken)" path="/exception"/>
    public static AioConnection Connect(AioAddress address, byte[]? authKey = null, AioConnectionOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(address, authKey, options ?? AioConnectionOptions.Default, cancellationToken).GetAwaiter().GetResult();

    /// <summary>
    /// A stream over the messages: each write is one message, and reads go from message to message. The end of the connection is the end of the stream; disposing of the
    /// stream closes the connection.
    /// </summary>
    public Stream AsStream() => new ConnectionStream(this);

    /// <summary>Closes this end. What was accepted and has not left is lost, what has left is not. Pending calls end with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _transport.Dispose();

    /// <summary>The same as <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Whether it is open, and which ways it goes.</summary>
    public override string ToString() => $"Connection ({(IsClosed ? "closed" : CanReceive && CanSend ? "both ways" : CanSend ? "to send" : "to receive")})";

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        writer.WriteBool(_transport is RingTransport);
        _transport.WriteReference(writer);
        writer.WriteBool(CanReceive);
        writer.WriteBool(CanSend);
        writer.WriteBool(_isOfPipe);
        WriteOptions(writer);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        _transport = reader.ReadBool() ? RingTransport.Read(ref reader) : MessageSocket.Read(ref reader);
        CanReceive = reader.ReadBool();
        CanSend = reader.ReadBool();
        _isOfPipe = reader.ReadBool();
        _options = ReadOptions(ref reader);
        _codec = MakeCodec(_options, _isOfPipe);
    }

    private static MessageCodec MakeCodec(AioConnectionOptions options, bool isOfPipe) =>
        MessageCodec.Of(options, isOfPipe ? AioConnectionProtocol.Native : AioConnectionProtocol.Json);

    // What matters to an open connection; the rest was for making it.
    private void WriteOptions(PayloadWriter writer)
    {
        writer.WriteByte((byte)_options.Protocol);
        writer.WriteInt32(_options.MaxMessageBytes);
        ValueCodec.Write(writer, _options.Serializer);
        AioPickleClasses.Write(writer, _options.PickleClasses);
    }

    private static AioConnectionOptions ReadOptions(ref PayloadReader reader) => new()
    {
        Protocol = (AioConnectionProtocol)reader.ReadByte(),
        MaxMessageBytes = reader.ReadInt32(),
        Serializer = ValueCodec.Read<IAioSerializer?>(ref reader),
        PickleClasses = AioPickleClasses.Read(ref reader),
    };
}
