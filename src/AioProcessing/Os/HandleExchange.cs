using System.Net.Sockets;

namespace AioProcessing.Os;

/// <summary>Hands open sockets on to other processes of the same user, who need nothing but a few bytes that came to them by any way.</summary>
internal abstract class HandleExchange
{
    /// <summary>Keeps a copy of the socket for whoever shows what is returned. The copy, and with it the connection, lives until it is withdrawn or this process ends.</summary>
    public abstract HandleOffer Offer(SafeSocketHandle socket);

    /// <summary>Ends an offer; nothing happens when it has ended.</summary>
    public abstract void Withdraw(HandleOffer offer);

    /// <summary>The socket behind an offer of this or another process. Blocks for as long as that process takes to answer: microseconds, unless it is stopped.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="ends">Whether the offer ends with this.</param>
    /// <exception cref="AioSerializationException">The process has ended, does not answer, or has withdrawn the offer.</exception>
    public abstract SafeSocketHandle Collect(HandleOffer offer, bool ends);
}

/// <summary>What names an offer.</summary>
/// <param name="ProcessId">Who made it, for messages.</param>
/// <param name="Address">Where that process answers.</param>
/// <param name="Secret">Which of its offers; not to be guessed.</param>
internal readonly record struct HandleOffer(int ProcessId, string Address, Guid Secret);
