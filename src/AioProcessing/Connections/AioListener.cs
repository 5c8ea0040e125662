using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Threading.Channels;
using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Os;

namespace AioProcessing;

/// <summary>Waits at an address for clients of this library or of CPython.</summary>
/// <remarks>
/// <para>
/// Python's counterpart is <c>multiprocessing.connection.Listener</c>. Here a client that has the wrong key, says nothing or breaks off is turned away beside the
/// accepting path and within a time limit: it is reported to <see cref="AioConnectionOptions.ClientRejected"/>, and no accept fails or waits because of it. Nothing that it
/// sends is interpreted before it has shown that it has the key.
/// </para>
/// <para>
/// <b>If a process dies</b>, its connections end at the other side. A Unix domain socket's file stays behind; a listener that finds one that nobody listens at takes the
/// place over.
/// </para>
/// </remarks>
public sealed partial class AioListener : IAioWaitable, IDisposable, IAsyncDisposable
{
    // Each costs a descriptor for as long as a handshake may take.
    private const int MaxPendingHandshakes = 256;

    private readonly byte[]? _key;
    private readonly AioConnectionOptions _options;
    private readonly Socket _socket;
    private readonly PendingHandshakes _pending = new(MaxPendingHandshakes);
    private readonly Channel<(AioConnection Connection, AioAddress? From)> _accepted;
    private readonly CancellationTokenSource _closing = new();
    private readonly PrivateDirectory? _ownDirectory;
    private readonly Func<Socket, CancellationToken, Task<Socket>>? _secure;
    private int _rejectedCount;

    /// <summary>Listens from now on.</summary>
    /// <param name="address">Where; null = a Unix domain socket in a directory of its own, which only this user can enter. A port of 0 = any free one.</param>
    /// <param name="authKey">The key that clients must have, of any length, empty too; null = none is asked for.</param>
    /// <param name="options">Protocol and limits of the accepted connections, and of accepting.</param>
    /// <exception cref="AioException">The address is in use, or not this machine's.</exception>
    public AioListener(AioAddress? address = null, byte[]? authKey = null, AioConnectionOptions? options = null) : this(address, authKey, options, secure: null)
    {
    }

    /// <param name="address">See the public constructor.</param>
    /// <param name="authKey">See the public constructor.</param>
    /// <param name="options">See the public constructor.</param>
    /// <param name="secure">Gives the socket to be used in place of the accepted one, before anything is read from it; null = that one itself.</param>
    internal AioListener(AioAddress? address, byte[]? authKey, AioConnectionOptions? options, Func<Socket, CancellationToken, Task<Socket>>? secure)
    {
        _secure = secure;
        _options = options ?? AioConnectionOptions.Default;
        _options.Check();
        _key = authKey?.ToArray();
        if (address is null)
        {
            _ownDirectory = Platform.CreatePrivateDirectory();
            address = AioAddress.Unix(Path.Combine(_ownDirectory.Path, "listener"));
        }
        _accepted = Channel.CreateBounded<(AioConnection, AioAddress?)>(_options.Backlog);
        _socket = ListeningSocket.Bind(address);
        _socket.Listen(_options.Backlog);
        Address = address.IsTcp ? _socket.LocalEndPoint! : address;
        _ = AcceptAllAsync();
    }

    /// <summary>Where it listens, with the port that was chosen: what clients connect to.</summary>
    public AioAddress Address { get; }

    /// <summary>Where the client came from that was accepted last; null before the first one, and for Unix domain sockets, whose clients have no address.</summary>
    public AioAddress? LastAccepted { get; private set; }

    /// <summary>Clients that were turned away so far.</summary>
    public int RejectedCount => _rejectedCount;

    bool IAioWaitable.IsReady => _accepted.Reader.TryPeek(out _);

    /// <summary>Gives the next client that has come and shown its key; never waits.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryAccept([NotNullWhen(true)] out AioConnection? connection)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        bool hasCome = _accepted.Reader.TryRead(out (AioConnection Connection, AioAddress? From) client);
        connection = hasCome ? Admit(client) : null;
        return hasCome;
    }

    /// <summary>Blocks this thread until a client has come and shown its key.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no client is lost.</exception>
    /// <exception cref="ObjectDisposedException">The listener was closed.</exception>
    public AioConnection Accept(CancellationToken cancellationToken = default) => Blocking.Wait(AcceptAsync(Timeout.InfiniteTimeSpan, cancellationToken))!;

    /// <summary>Blocks this thread for at most <paramref name="timeout"/> until a client has come and shown its key.</summary>
    /// <returns>False on time-out.</returns>
    /// <inheritdoc cref="Accept" path="/exception"/>
    public bool TryAccept(TimeSpan timeout, [NotNullWhen(true)] out AioConnection? connection, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        connection = Blocking.Wait(AcceptAsync(timeout, cancellationToken));
        return connection is not null;
    }

    /// <summary>Waits, without blocking a thread, until a client has come and shown its key.</summary>
    /// <inheritdoc cref="Accept" path="/exception"/>
    public async ValueTask<AioConnection> AcceptAsync(CancellationToken cancellationToken = default) =>
        (await AcceptAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Waits at most <paramref name="timeout"/>, without blocking a thread, until a client has come and shown its key.</summary>
    /// <returns>Null on time-out.</returns>
    /// <inheritdoc cref="Accept" path="/exception"/>
    public ValueTask<AioConnection?> TryAcceptAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return AcceptAsync(timeout, cancellationToken);
    }

    /// <summary>Stops listening. Clients that were not accepted are closed, connections that were go on. Pending accepts end with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (!_accepted.Writer.TryComplete())
            return;
        _closing.Cancel();
        _socket.Dispose();
        while (_accepted.Reader.TryRead(out (AioConnection Connection, AioAddress?) client))
            client.Connection.Dispose();
        if (Address.Path is { } path && path[0] != '\0')
            File.Delete(path);
        _ownDirectory?.Dispose();
    }

    /// <summary>The same as <see cref="Dispose"/>.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Where it listens.</summary>
    public override string ToString() => $"Listener at {Address}{(_closing.IsCancellationRequested ? " (closed)" : "")}";

    async Task IAioWaitable.WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        if (!await _accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            throw new ObjectDisposedException(nameof(AioListener));
    }

    private async ValueTask<AioConnection?> AcceptAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout != Timeout.InfiniteTimeSpan)
            limit.CancelAfter(timeout);
        try
        {
            return Admit(await _accepted.Reader.ReadAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(AioListener));
        }
    }

    private AioConnection Admit((AioConnection Connection, AioAddress? From) client)
    {
        LastAccepted = client.From;
        return client.Connection;
    }
}
