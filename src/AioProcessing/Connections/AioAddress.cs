using System.Net;
using System.Net.Sockets;

namespace AioProcessing;

/// <summary>Where a listener listens: a host and a port, or a Unix domain socket.</summary>
/// <remarks>
/// A text converts to the Unix domain socket at that path, a pair of text and number to a host and a port, as in Python; so do the framework's end points. A path
/// that begins with a NUL is a name in Linux's abstract name space: no file, and open to every user of the machine who has the key.
/// </remarks>
public sealed record AioAddress
{
    private const string NamedPipePrefix = @"\\.\pipe\";

    private AioAddress(EndPoint endPoint) => EndPoint = endPoint;

    /// <summary>The framework's form: <see cref="IPEndPoint"/>, <see cref="DnsEndPoint"/> or <see cref="UnixDomainSocketEndPoint"/>.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Whether it is a host and a port.</summary>
    public bool IsTcp => EndPoint is not UnixDomainSocketEndPoint;

    /// <summary>The port; 0 for a Unix domain socket, and for "any free one".</summary>
    public int Port => EndPoint switch
    {
        IPEndPoint ip => ip.Port,
        DnsEndPoint dns => dns.Port,
        _ => 0,
    };

    /// <summary>The host, or the path of the Unix domain socket.</summary>
    public string Host => EndPoint switch
    {
        IPEndPoint ip => ip.Address.ToString(),
        DnsEndPoint dns => dns.Host,
        _ => Path!,
    };

    /// <summary>The path of the Unix domain socket, with a NUL in front if it is an abstract name; null for TCP.</summary>
    public string? Path { get; private init; }

    /// <summary>A host, by name or number, and a port; port 0 lets a listener choose a free one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is not between 0 and 65,535.</exception>
    public static AioAddress Tcp(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        return new AioAddress(IPAddress.TryParse(host, out IPAddress? number) ? new IPEndPoint(number, port) : new DnsEndPoint(host, port));
    }

    /// <summary>A Unix domain socket.</summary>
    /// <param name="path">At most 107 bytes of UTF-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The path is longer than the system allows.</exception>
    /// <exception cref="PlatformNotSupportedException">It is the name of a Windows named pipe.</exception>
    public static AioAddress Unix(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.StartsWith(NamedPipePrefix, StringComparison.OrdinalIgnoreCase))
            throw new PlatformNotSupportedException($"'{path}' is a named pipe of Windows, and AioProcessing does not run there. Use a path for a Unix domain socket, or a host and a port.");
        return new AioAddress(new UnixDomainSocketEndPoint(path)) { Path = path };
    }

    /// <summary>See <see cref="Unix"/>.</summary>
    public static implicit operator AioAddress(string path) => Unix(path);

    /// <summary>See <see cref="Tcp"/>.</summary>
    public static implicit operator AioAddress((string Host, int Port) address) => Tcp(address.Host, address.Port);

    /// <summary>The same place in the framework's form.</summary>
    public static implicit operator AioAddress(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint switch
        {
            // Such an end point shows an abstract name with '@' in front.
            UnixDomainSocketEndPoint unix when unix.ToString() is var path => Unix(path.StartsWith('@') ? "\0" + path[1..] : path),
            IPEndPoint or DnsEndPoint => new AioAddress(endPoint),
            _ => throw new ArgumentException($"A {endPoint.GetType().Name} is no address of a connection. Give an IPEndPoint, a DnsEndPoint or a UnixDomainSocketEndPoint.", nameof(endPoint)),
        };
    }

    /// <summary>"host:port", or the path.</summary>
    public override string ToString() => IsTcp ? $"{Host}:{Port}" : Host.Replace('\0', '@');

    /// <summary>The host's number to listen at: IPv4 before IPv6, as CPython does.</summary>
    /// <exception cref="SocketException">There is no such host.</exception>
    internal EndPoint Resolve()
    {
        if (EndPoint is not DnsEndPoint dns)
            return EndPoint;
        IPAddress[] found = Dns.GetHostAddresses(dns.Host);
        return new IPEndPoint(found.FirstOrDefault(static one => one.AddressFamily == AddressFamily.InterNetwork) ?? found[0], dns.Port);
    }

    internal static Socket CreateSocket(EndPoint place)
    {
        Socket socket = place switch
        {
            UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            IPEndPoint => new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
            // By name: whichever of its addresses answers.
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp),
        };
        Prepare(socket);
        return socket;
    }

    /// <summary>Small messages leave at once: otherwise the last message of the handshake holds the first request back for 40 ms.</summary>
    internal static void Prepare(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp)
            socket.NoDelay = true;
    }
}
