using System.Net.Sockets;
using AioProcessing.Connections;
using AioProcessing.Os;

namespace AioProcessing;

/// <summary>Makes pairs of connections, of which one end usually goes to a child.</summary>
public static class AioPipe
{
    /// <summary>Two connected ends.</summary>
    /// <param name="duplex">True: both ends send and receive. False: the first one only receives, the second one only sends.</param>
    /// <param name="options">Null = any value crosses, by the serialiser of process calls and queues.</param>
    /// <remarks>
    /// <para>
    /// Python's counterpart is <c>multiprocessing.Pipe</c>. Each process that has an end keeps the connection open: dispose of the end that went to a child once it has it,
    /// and the child's death shows as the end of the connection.
    /// </para>
    /// <para>
    /// It lies in the shared memory of the process tree, unless <see cref="AioConnectionOptions.PipeTransport"/> says otherwise. A message is in it whole or not at all. Up to
    /// 128 KiB of small messages and 4 MiB of larger ones (of more than 4 KiB) wait to be received before a send waits.
    /// </para>
    /// </remarks>
    /// <exception cref="AioContextException">There is no shared memory left.</exception>
    public static (AioConnection First, AioConnection Second) Create(bool duplex = true, AioConnectionOptions? options = null)
    {
        options ??= AioConnectionOptions.Default;
        options.Check();
        (MessageTransport first, MessageTransport second) = options.PipeTransport == AioPipeTransport.Socket
            ? CreateSockets(options.MaxMessageBytes)
            : RingTransport.CreatePair(options.MaxMessageBytes);
        return (new AioConnection(first, options, isOfPipe: true) { CanSend = duplex }, new AioConnection(second, options, isOfPipe: true) { CanReceive = duplex });
    }

    private static (MessageTransport First, MessageTransport Second) CreateSockets(int maxMessageBytes)
    {
        (Socket first, Socket second) = Platform.CreateSocketPair();
        return (new MessageSocket(first, maxMessageBytes), new MessageSocket(second, maxMessageBytes));
    }
}
