using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AioProcessing.Os.Linux;

/// <summary>A socket of each process that offers something, at an abstract address: it leaves no file behind, however the process ends.</summary>
/// <remarks>
/// Anybody can connect to such an address, so both ends ask the system for the other's user before a byte is read, and the offer's secret decides the rest. A copy
/// by <c>pidfd_getfd</c> would need no server, but asks for the right to trace, which children have not on their parents.
/// </remarks>
internal sealed class LinuxHandleExchange : HandleExchange
{
    private const int PatienceMilliseconds = 30_000;
    private const int RequestBytes = 17;
    private const int SocketLevel = 1, PeerCredentials = 17;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _offers = [];
    private string? _address;

    public override HandleOffer Offer(SafeSocketHandle socket)
    {
        lock (_lock)
        {
            _address ??= Listen();
            HandleOffer offer = new(Environment.ProcessId, _address, Guid.NewGuid());
            _offers.Add(offer.Secret, Copy((int)socket.DangerousGetHandle()));
            GC.KeepAlive(socket);
            return offer;
        }
    }

    public override void Withdraw(HandleOffer offer)
    {
        lock (_lock)
        {
            if (_offers.Remove(offer.Secret, out int descriptor))
                _ = LibC.Close(descriptor);
        }
    }

    public override SafeSocketHandle Collect(HandleOffer offer, bool ends)
    {
        int descriptor = offer.Address == _address ? Give(offer.Secret, ends) : Fetch(offer, ends);
        if (descriptor < 0)
            throw Lost(offer, "it has withdrawn the offer, or does not answer", null);
        return new SafeSocketHandle(descriptor, ownsHandle: true);
    }

    private string Listen()
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"\0aioprocessing-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(address));
        listener.Listen(128);
        _ = ServeAsync(listener);
        return address;
    }

    private async Task ServeAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await listener.AcceptAsync().ConfigureAwait(false));
            }
            catch (SocketException)
            {
                // Out of descriptors, or a client that went: the next one may do better, a moment later.
                await Task.Delay(10).ConfigureAwait(false);
            }
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        using (client)
        using (CancellationTokenSource limit = new(PatienceMilliseconds))
        {
            try
            {
                byte[] request = new byte[RequestBytes];
                if (!IsOfThisUser(client))
                    return;
                for (int filled = 0; filled < RequestBytes;)
                {
                    int received = await client.ReceiveAsync(request.AsMemory(filled), limit.Token).ConfigureAwait(false);
                    if (received == 0)
                        return;
                    filled += received;
                }
                int descriptor = Give(new Guid(request.AsSpan(1)), ends: request[0] != 0);
                if (descriptor < 0)
                    return;
                _ = LibC.SendDescriptor((int)client.Handle, descriptor);
                _ = LibC.Close(descriptor);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Whoever asked has gone; nobody is left to be told.
            }
        }
    }

    /// <summary>A descriptor for the caller to close; -1 when there is no such offer.</summary>
    private int Give(Guid secret, bool ends)
    {
        lock (_lock)
        {
            if (!_offers.TryGetValue(secret, out int descriptor))
                return -1;
            if (!ends)
                return Copy(descriptor);
            _offers.Remove(secret);
            return descriptor;
        }
    }

    private static int Fetch(HandleOffer offer, bool ends)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(offer.Address));
            if (!IsOfThisUser(socket))
                throw Lost(offer, "another user answers in its place", null);
            Span<byte> request = stackalloc byte[RequestBytes];
            request[0] = ends ? (byte)1 : (byte)0;
            _ = offer.Secret.TryWriteBytes(request[1..]);
            socket.Send(request);
        }
        catch (SocketException exception)
        {
            throw Lost(offer, "it has ended", exception);
        }
        return HasAnswered((int)socket.Handle) ? LibC.ReceiveDescriptor((int)socket.Handle) : -1;
    }

    private static unsafe bool HasAnswered(int socket)
    {
        LibC.PollEntry entry = new() { Descriptor = socket, Events = LibC.POLLIN };
        int ready;
        while ((ready = LibC.Poll(&entry, 1, PatienceMilliseconds)) < 0 && LibC.Errno == LibC.EINTR)
            ;
        return ready > 0;
    }

    private static bool IsOfThisUser(Socket socket)
    {
        // struct ucred: process, user, group.
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            && MemoryMarshal.Read<uint>(credentials[4..]) == LibC.EffectiveUserId();
    }

    private static int Copy(int descriptor)
    {
        int copy = LibC.Duplicate(descriptor);
        return copy >= 0 ? copy : throw LibC.Failure("A connection cannot be handed on", "fcntl", LibC.Errno);
    }

    private static AioSerializationException Lost(HandleOffer offer, string why, Exception? cause) => new(
        $"A connection that process {offer.ProcessId} handed on cannot be taken over: {why}. Whoever hands a connection on must live until it was received.", inner: cause);
}
