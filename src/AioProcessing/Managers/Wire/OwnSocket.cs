using System.Net.Sockets;
using AioProcessing.Connections;
using AioProcessing.Os;

namespace AioProcessing.Managers;

/// <summary>Gives a link within one machine a socket of its own, when the handshake is over.</summary>
/// <remarks>
/// Once anything has been awaited on a socket, as the handshake is, the runtime's event loop watches it for ever, and each message wakes that loop and a thread of the
/// pool although nobody waits there: more changes of threads than the call itself costs. On a fresh socket only the link's own threads ever wait.
/// A client that cannot fetch it, from another container, say, stays with the first one.
/// </remarks>
internal sealed class OwnSocket : IDisposable
{
    private readonly Socket _ours;

    private OwnSocket(Socket ours, HandleOffer offer) => (_ours, Offer) = (ours, offer);

    /// <summary>By which the client fetches its end.</summary>
    public HandleOffer Offer { get; }

    /// <summary>The manager's part, before its welcome.</summary>
    public static OwnSocket Make()
    {
        (Socket ours, Socket theirs) = Platform.CreateSocketPair();
        using (theirs)
            return new OwnSocket(ours, Platform.HandleExchange.Offer(theirs.SafeHandle));
    }

    /// <summary>The client's part, after the welcome.</summary>
    public static async Task<MessageSocket> FetchAsync(AioConnection greeted, HandleOffer? offer, CancellationToken cancellationToken)
    {
        var first = (MessageSocket)greeted.Transport;
        if (offer is not { } own)
            return first;
        MessageSocket? fetched = null;
        try
        {
            fetched = new MessageSocket(new Socket(Platform.HandleExchange.Collect(own, ends: true)), first.Decoder.Limit);
        }
        catch (AioSerializationException)
        {
            // If it is because the manager has ended, the first socket says so.
        }
        try
        {
            await greeted.SendBytesAsync(new[] { fetched is null ? (byte)0 : (byte)1 }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            fetched?.Dispose();
            throw;
        }
        if (fetched is null)
            return first;
        greeted.Dispose();
        return fetched;
    }

    /// <summary>The manager's part, after its welcome: the socket on which the client goes on.</summary>
    public async Task<MessageSocket> SettleAsync(AioConnection greeted, CancellationToken cancellationToken)
    {
        var first = (MessageSocket)greeted.Transport;
        byte[] word = await greeted.ReceiveBytesAsync(cancellationToken).ConfigureAwait(false);
        if (word is not [1])
        {
            _ours.Dispose();
            return first;
        }
        greeted.Dispose();
        return new MessageSocket(_ours, first.Decoder.Limit);
    }

    /// <summary>Nobody fetches it any more.</summary>
    public void Withdraw() => Platform.HandleExchange.Withdraw(Offer);

    public void Dispose()
    {
        Withdraw();
        _ours.Dispose();
    }
}
