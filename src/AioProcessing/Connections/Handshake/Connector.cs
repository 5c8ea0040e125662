using System.Net.Sockets;

namespace AioProcessing.Connections;

/// <summary>The client's side of making a connection.</summary>
internal static class Connector
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    public static Task<AioConnection> ConnectAsync(AioAddress address, byte[]? key, AioConnectionOptions options, CancellationToken cancellationToken) =>
        ConnectAsync(address, key, options, secure: null, cancellationToken);

    /// <param name="address">Where.</param>
    /// <param name="key">The key; null = none.</param>
    /// <param name="options">Limits.</param>
    /// <param name="secure">Gives the socket to be used in place of the connected one, before anything is said over it; null = that one itself.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<AioConnection> ConnectAsync(
        AioAddress address, byte[]? key, AioConnectionOptions options, Func<Socket, CancellationToken, Task<Socket>>? secure, CancellationToken cancellationToken)
    {
        Socket socket = await ConnectSocketAsync(address, cancellationToken).ConfigureAwait(false);
        MessageSocket messages = new(secure is null ? socket : await secure(socket, cancellationToken).ConfigureAwait(false), options.MaxMessageBytes);
        try
        {
            if (key is not null)
                await Handshake.PerformAsync(messages, key, listens: false, options, cancellationToken).ConfigureAwait(false);
            return new AioConnection(messages, options, isOfPipe: false);
        }
        catch
        {
            messages.Dispose();
            throw;
        }
    }

    private static async Task<Socket> ConnectSocketAsync(AioAddress address, CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket socket = AioAddress.CreateSocket(address.EndPoint);
            try
            {
                await socket.ConnectAsync(address.EndPoint, cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
            {
                // The line before a Unix listener is full: CPython's has two places. A blocking connect would wait there; this one has to come again.
                socket.Dispose();
                await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                throw new AioConnectionClosedException(
                    $"No connection to {address}: {exception.Message}. Start the listener first, and see that its address is this one.", exception);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
