namespace AioProcessing;

/// <summary>How objects become messages. <c>SendBytes</c> and <c>ReceiveBytes</c> do not depend on it.</summary>
public enum AioConnectionProtocol
{
    /// <summary><see cref="Native"/> for the ends of a pipe, <see cref="Json"/> for connections made through an address.</summary>
    Automatic,

    /// <summary>
    /// The serialiser of process calls and queues: any value, by its own fields, and shared objects as the same objects. Its messages name types, and reading them makes
    /// instances of those types, so both ends must run the same files and trust each other as themselves.
    /// </summary>
    Native,

    /// <summary>JSON in UTF-8. The receiver makes only what it asks for by its type parameter, whatever the message says. Python: <c>json.loads(c.recv_bytes())</c>.</summary>
    Json,

    /// <summary>Python's own objects, as <c>Connection.send</c> and <c>recv</c> exchange them. Only data and registered records are made: see <see cref="AioPickleSerializer"/>.</summary>
    Pickle,
}

/// <summary>What the two ends of a pipe are joined by. Both give the same guarantees and errors.</summary>
public enum AioPipeTransport
{
    /// <summary><see cref="SharedMemory"/>.</summary>
    Automatic,

    /// <summary>Shared memory of the process tree: the fastest. Its ends can go to the processes of this tree.</summary>
    SharedMemory,

    /// <summary>A pair of Unix domain sockets. Its ends can also go to other processes of this user, through a connection made by address.</summary>
    Socket,
}

/// <summary>What may differ from connection to connection.</summary>
public sealed record AioConnectionOptions
{
    internal static AioConnectionOptions Default { get; } = new();

    /// <summary>How objects become messages.</summary>
    public AioConnectionProtocol Protocol { get; init; }

    /// <summary>Which of the peer's classes become which records here, with <see cref="AioConnectionProtocol.Pickle"/>; null = none.</summary>
    public AioPickleClasses? PickleClasses { get; init; }

    /// <summary>What a pipe is made of; connections made through an address have no choice.</summary>
    public AioPipeTransport PipeTransport { get; init; }

    /// <summary>A serialiser of your own in place of <see cref="Protocol"/>.</summary>
    public IAioSerializer? Serializer { get; init; }

    /// <summary>Longest message that is accepted, in bytes; a longer one ends the connection before memory is taken for it. The default is what an array can hold.</summary>
    public int MaxMessageBytes { get; init; } = Array.MaxLength;

    /// <summary>How long the two ends may take to show that they have the same key.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether a peer may prove its key by HMAC-MD5, which is all that Python up to 3.11 can do. No way is known to forge it without the key; set this to false if every
    /// peer is newer.
    /// </summary>
    public bool AllowMd5 { get; init; } = true;

    /// <summary>A listener's: how many clients the system keeps in line, and how many accepted ones wait for <c>AcceptAsync</c>.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>A listener's: called with each client that was turned away, and why. It runs on the thread pool and must not throw.</summary>
    public Action<AioException>? ClientRejected { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value that means nothing.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessageBytes, nameof(MaxMessageBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Backlog, nameof(Backlog));
        if (HandshakeTimeout != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HandshakeTimeout, TimeSpan.Zero, nameof(HandshakeTimeout));
        if (!Enum.IsDefined(Protocol))
            throw new ArgumentOutOfRangeException(nameof(Protocol), Protocol, "There is no such protocol.");
        if (!Enum.IsDefined(PipeTransport))
            throw new ArgumentOutOfRangeException(nameof(PipeTransport), PipeTransport, "There is no such transport.");
    }
}
