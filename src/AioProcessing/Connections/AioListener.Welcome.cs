using System.Net.Sockets;
using AioProcessing.Connections;

namespace AioProcessing;

/// <content>From a client that has connected to one that can be accepted, or is turned away.</content>
public sealed partial class AioListener
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private async Task AcceptAllAsync()
    {
        try
        {
            while (await _accepted.Writer.WaitToWriteAsync(_closing.Token).ConfigureAwait(false))
            {
                try
                {
                    _ = WelcomeAsync(await _socket.AcceptAsync(_closing.Token).ConfigureAwait(false));
                }
                catch (SocketException) when (!_closing.IsCancellationRequested)
                {
                    // A client that went before it was accepted; or no descriptor is free, which passes, and nobody tells when: to ask again at once would burn a processor.
                    await Task.Delay(s_pause, _closing.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The listener was closed.
        }
    }

    /// <summary>Beside the accepting path: whatever this client does, others are accepted meanwhile.</summary>
    private async Task WelcomeAsync(Socket socket)
    {
        MessageSocket? messages = null;
        LinkedListNode<CancellationTokenSource> pending = _pending.Enter(_closing.Token);
        try
        {
            AioAddress.Prepare(socket);
            AioAddress? from = Address.IsTcp ? (AioAddress)socket.RemoteEndPoint! : null;
            if (_secure is not null)
                socket = await SecureAsync(socket, pending.Value.Token).ConfigureAwait(false);
            messages = new MessageSocket(socket, _options.MaxMessageBytes);
            if (_key is not null)
                await Handshake.PerformAsync(messages, _key, listens: true, _options, pending.Value.Token).ConfigureAwait(false);
            _pending.Leave(pending);
            await _accepted.Writer.WriteAsync((new AioConnection(messages, _options, isOfPipe: false), from), _closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            messages?.Dispose();
            socket.Dispose();
            if (!_closing.IsCancellationRequested)
                Reject(exception);
        }
        finally
        {
            _pending.Leave(pending);
        }
    }

    private async Task<Socket> SecureAsync(Socket socket, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.HandshakeTimeout);
        try
        {
            return await _secure!(socket, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AioAuthenticationException($"The client did not complete the TLS handshake within {_options.HandshakeTimeout.TotalSeconds:0.###} seconds.");
        }
    }

    private void Reject(Exception exception)
    {
        Interlocked.Increment(ref _rejectedCount);
        _options.ClientRejected?.Invoke(exception switch
        {
            AioException known => known,
            OperationCanceledException => new AioAuthenticationException($"A client was turned away in the middle of its handshake: {MaxPendingHandshakes} newer ones were waiting.", exception),
            _ => new AioConnectionClosedException("A client went away before it was accepted.", exception),
        });
    }
}
