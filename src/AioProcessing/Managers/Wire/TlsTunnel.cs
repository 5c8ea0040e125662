using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AioProcessing.Os;

namespace AioProcessing.Managers;

/// <summary>
/// Encrypts a socket: gives another one whose bytes travel through the first one under TLS. So whatever speaks over sockets speaks over TLS, unchanged. The
/// end of either side is the end of both.
/// </summary>
internal static class TlsTunnel
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Null without options: nothing is encrypted.</summary>
    public static Func<Socket, CancellationToken, Task<Socket>>? ForClient(SslClientAuthenticationOptions? options) =>
        options is null ? null : (socket, token) => OpenAsync(socket, stream => stream.AuthenticateAsClientAsync(options, token));

    /// <inheritdoc cref="ForClient"/>
    public static Func<Socket, CancellationToken, Task<Socket>>? ForServer(SslServerAuthenticationOptions? options) =>
        options is null ? null : (socket, token) => OpenAsync(socket, stream => stream.AuthenticateAsServerAsync(options, token));

    private static async Task<Socket> OpenAsync(Socket socket, Func<SslStream, Task> authenticate)
    {
        SslStream encrypted = new(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await authenticate(encrypted).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw new AioAuthenticationException($"The peers do not agree on TLS: {exception.Message} See the certificates and the TLS options of both sides.", exception);
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        (Socket ours, Socket theirs) = Platform.CreateSocketPair();
        NetworkStream plain = new(ours, ownsSocket: true);
        _ = PumpBothAsync(plain, encrypted);
        return theirs;
    }

    private static async Task PumpBothAsync(Stream plain, Stream encrypted)
    {
        await Task.WhenAny(PumpAsync(plain, encrypted), PumpAsync(encrypted, plain)).ConfigureAwait(false);
        await plain.DisposeAsync().ConfigureAwait(false);
        await encrypted.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task PumpAsync(Stream from, Stream to)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                await to.FlushAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
        {
            // One side has ended; so does the other.
        }
    }
}
