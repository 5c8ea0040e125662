using System.Collections.Concurrent;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>This process as a client of one manager: its link, made when it is first needed, and what became of it.</summary>
internal sealed class ManagerClient : IPayloadDestination
{
    private static readonly TimeSpan s_patienceForExit = TimeSpan.FromSeconds(2);
    private static readonly ConcurrentDictionary<Guid, ManagerClient> s_byManager = new();

    private readonly Lock _gate = new();
    private readonly List<(Ticket Ticket, bool IsLast)> _unredeemed = [];
    private readonly TaskCompletionSource<Exception> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ClientLink? _link;
    private Task<ClientLink>? _connecting;
    private Heartbeat? _heartbeat;
    private string? _farewell;
    private long _lastTicket;
    private int _session;

    private ManagerClient(ManagerAddress address) => Address = address;

    public ManagerAddress Address { get; }

    public ValueFormat Format => Address.Format;

    /// <summary>The manager's process, if this one started it: it tells how it ended.</summary>
    public AioProcess? Process { get; init; }

    public bool IsConnected => _link is { HasEnded: false };

    /// <summary>Completes when there is no link any more, with the error that calls get from then on.</summary>
    public Task<Exception> Lost => _lost.Task;

    /// <summary>Connects to a manager by its address.</summary>
    public static async Task<ManagerClient> ConnectAsync(AioAddress at, byte[]? key, AioManagerOptions options, AioProcess? process, CancellationToken cancellationToken)
    {
        AioConnection connection = await Connector.ConnectAsync(at, key, options.Connection, TlsTunnel.ForClient(options.ClientTls), cancellationToken).ConfigureAwait(false);
        try
        {
            ValueFormat format = ValueFormat.Of(options);
            Welcome welcome = await Greeting.AskAsync(connection, format, options.Connection.HandshakeTimeout, cancellationToken).ConfigureAwait(false);
            ManagerClient client = new(new ManagerAddress(welcome.Id, welcome.Name, welcome.ProcessId, at, key, format, options.ClientTls)) { Process = process };
            client.Adopt(await OwnSocket.FetchAsync(connection, welcome.Own, cancellationToken).ConfigureAwait(false), welcome, options.HeartbeatInterval);
            s_byManager.TryAdd(welcome.Id, client);
            return client;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>This process as a client of a manager of its own.</summary>
    public static async Task<ManagerClient> ConnectAsync(ManagerServer server)
    {
        ManagerClient client = Of(server.OwnAddress);
        await client.LinkAsync().ConfigureAwait(false);
        return client;
    }

    /// <summary>This process as a client of a manager that it has heard of in a payload. It connects by itself.</summary>
    public static ManagerClient Of(ManagerAddress address)
    {
        ManagerClient client = s_byManager.GetOrAdd(address.Id, static (_, known) => new ManagerClient(known), address);
        if (client._link is null)
            _ = client.LinkAsync();
        return client;
    }

    /// <summary>A client by its manager's identity, which it must have heard of before.</summary>
    public static ManagerClient? Find(Guid manager) => s_byManager.GetValueOrDefault(manager);

    /// <summary>A frame that calls a member. It is to be given to <see cref="Send{T}"/>, or returned.</summary>
    public PayloadWriter BeginCall(long target, int member)
    {
        PayloadWriter frame = Frames.Begin(ClientFrame.Call);
        frame.Destination = this;
        frame.WriteInt64(target);
        frame.WriteCount(member);
        return frame;
    }

    /// <summary>Sends a call. The answer, a time-out, a cancellation, or the manager's end completes it.</summary>
    /// <param name="frame">What <see cref="BeginCall"/> gave, with the arguments; it is this method's from now on.</param>
    /// <param name="read">Reads the value of the answer, on the receiving thread: it must not run user code.</param>
    /// <param name="keepsAlive">What must not be collected before the answer.</param>
    /// <param name="timeout">When it is over, the call is cancelled, and if the manager agrees it completes with the default value.</param>
    /// <param name="cancellationToken">Cancels the call, if the manager agrees that it is not done already.</param>
    /// <param name="progress">Where reports on its arguments go.</param>
    public PendingCall<T> Send<T>(
        PayloadWriter frame, ReadResult<T> read, object? keepsAlive, TimeSpan timeout, CancellationToken cancellationToken, IReadOnlyList<IProgressTarget>? progress = null)
    {
        PendingCall<T> call = PendingCall<T>.Rent(this, read, keepsAlive);
        call.Progress = progress;
        Submit(frame, call);
        if (cancellationToken.CanBeCanceled || timeout != Timeout.InfiniteTimeSpan)
            call.Watch(timeout, cancellationToken);
        return call;
    }

    /// <summary>Sends a call, when there is a link.</summary>
    public void Submit(PayloadWriter frame, PendingCall call)
    {
        if (_link is { } link)
            link.Submit(frame, call);
        else
            _ = SubmitLaterAsync(frame, call);
    }

    /// <inheritdoc cref="ClientLink.AskToCancel"/>
    public void AskToCancel(PendingCall call)
    {
        if (_link is { } link)
            link.AskToCancel(call);
        else
            _ = WhenLinkedAsync(link => link.AskToCancel(call));
    }

    /// <inheritdoc cref="ClientLink.GiveCredit"/>
    public void GiveCredit(PendingCall call, int count) => _link?.GiveCredit(call, count);

    /// <summary>Sends a frame that nobody answers. Without a link it is lost, and so is what it is about.</summary>
    public void Post(PayloadWriter frame)
    {
        if (_link is { HasEnded: false } link)
            link.Send(frame);
        else
            frame.Return();
    }

    public object Substitute(object value) => value;

    /// <summary>A reference begins its way to another process.</summary>
    public Ticket Deposit(long target)
    {
        // Only the manager knows by which number it calls this process, so a reference that is passed on as soon as it came waits for the link.
        if (_link is null)
            LinkAsync().GetAwaiter().GetResult();
        Ticket ticket = new(_session, Interlocked.Increment(ref _lastTicket));
        PayloadWriter frame = Frames.Begin(ClientFrame.Deposit);
        frame.WriteInt64(ticket.Number);
        frame.WriteInt64(target);
        Post(frame);
        // Once the payload has been handed on this process may end, and with it a thread that was about to send the frame.
        _link?.WaitUntilSent();
        return ticket;
    }

    /// <summary>Its payload was read by a reader who keeps the ticket for others, or never will be.</summary>
    public void Withdraw(Ticket ticket)
    {
        PayloadWriter frame = Frames.Begin(ClientFrame.Withdraw);
        frame.WriteInt64(ticket.Number);
        Post(frame);
    }

    /// <summary>A reference has come here.</summary>
    /// <param name="ticket">Under which it travelled.</param>
    /// <param name="isLast">Nobody else will read it from the same payload.</param>
    public void Redeem(Ticket ticket, bool isLast)
    {
        lock (_gate)
        {
            if (_link is null)
            {
                _unredeemed.Add((ticket, isLast));
                return;
            }
        }
        Post(MakeRedeem(ticket, isLast));
    }

    public void SetFarewell(string text) => _farewell = text;

    /// <summary>Why the link has ended, in words.</summary>
    public async Task<Exception> ExplainEndAsync(Exception? cause)
    {
        if (Process is { } process)
        {
            // How a child ended is known a moment after its sockets have closed.
            await ((Task)process.Exited).WaitAsync(s_patienceForExit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (process.Exited.IsCompletedSuccessfully && _farewell is null)
            {
                AioExit exit = process.Exited.Result;
                return new AioManagerLostException($"{exit}: it was manager '{Address.Name}', and what it hosted is gone.", Address.Name, exit.ProcessId, exit.ExitCode, exit.SignalName);
            }
        }
        string how = _farewell ?? (cause is null ? "its process has ended, or closed the link" : cause.Message);
        return new AioManagerLostException($"Manager '{Address.Name}' (pid {Address.ProcessId}) at {Address.At} cannot be reached any more: {how}.", Address.Name, Address.ProcessId, null, null);
    }

    /// <summary>The error once more, with a trace of its own.</summary>
    public Exception Repeat(Exception fault) => fault switch
    {
        AioManagerLostException lost => new AioManagerLostException(lost.Message, lost.ManagerName, lost.ProcessId, lost.ExitCode, lost.SignalName),
        ObjectDisposedException => new ObjectDisposedException(nameof(AioManager), fault.Message),
        AioAuthenticationException => new AioAuthenticationException(fault.Message, fault),
        _ => new AioException(fault.Message, fault),
    };

    public void SetLost(Exception fault)
    {
        _heartbeat?.Dispose();
        s_byManager.TryRemove(new KeyValuePair<Guid, ManagerClient>(Address.Id, this));
        _lost.TrySetResult(fault);
    }

    /// <summary>Ends the link from this side.</summary>
    public void Close()
    {
        _farewell ??= "this process has disposed of its AioManager";
        _link?.End(null);
    }

    /// <summary>The link, once there is one.</summary>
    private Task<ClientLink> LinkAsync()
    {
        lock (_gate)
            return _connecting ??= Task.Run(ReconnectAsync);
    }

    private async Task<ClientLink> ReconnectAsync()
    {
        try
        {
            AioConnectionOptions options = AioConnectionOptions.Default;
            AioConnection connection = ManagerServer.Local(Address.Id) is { } mine
                ? mine.Connect()
                : await Connector.ConnectAsync(Address.At, Address.Key, options, TlsTunnel.ForClient(Address.Tls), default).ConfigureAwait(false);
            Welcome welcome = await Greeting.AskAsync(connection, Format, options.HandshakeTimeout, default).ConfigureAwait(false);
            if (welcome.Id == Address.Id)
                return Adopt(await OwnSocket.FetchAsync(connection, welcome.Own, default).ConfigureAwait(false), welcome, AioManagerOptions.DefaultHeartbeatInterval);
            connection.Dispose();
            throw new AioManagerLostException(
                $"Manager '{Address.Name}' (pid {Address.ProcessId}) is not at {Address.At} any more: another one is, '{welcome.Name}'.", Address.Name, Address.ProcessId, null, null);
        }
        catch (AioException exception) when (exception is AioConnectionClosedException or AioAuthenticationException { InnerException: AioConnectionClosedException })
        {
            AioManagerLostException lost = new($"Manager '{Address.Name}' (pid {Address.ProcessId}) cannot be reached: {exception.Message}", Address.Name, Address.ProcessId, null, null);
            SetLost(lost);
            throw lost;
        }
        catch (Exception exception)
        {
            SetLost(exception);
            throw;
        }
    }

    private ClientLink Adopt(MessageSocket messages, Welcome welcome, TimeSpan heartbeat)
    {
        ClientLink link = new(messages, this);
        _session = welcome.Session;
        lock (_gate)
        {
            _link = link;
            _connecting ??= Task.FromResult(link);
            foreach ((Ticket ticket, bool isLast) in _unredeemed)
                link.Send(MakeRedeem(ticket, isLast));
            _unredeemed.Clear();
        }
        if (Address.At.IsTcp)
            _heartbeat = new Heartbeat(link, heartbeat, asks: true);
        link.Begin();
        return link;
    }

    private static PayloadWriter MakeRedeem(Ticket ticket, bool isLast)
    {
        PayloadWriter frame = Frames.Begin(ClientFrame.Redeem);
        frame.WriteInt32(ticket.Session);
        frame.WriteInt64(ticket.Number);
        frame.WriteBool(isLast);
        return frame;
    }

    private async Task SubmitLaterAsync(PayloadWriter frame, PendingCall call)
    {
        try
        {
            ClientLink link = await LinkAsync().ConfigureAwait(false);
            link.Submit(frame, call);
        }
        catch (Exception exception)
        {
            frame.Return();
            if (call.TakeError(Repeat(exception)))
                call.Execute();
        }
    }

    private async Task WhenLinkedAsync(Action<ClientLink> action)
    {
        Task<ClientLink> linked = LinkAsync();
        await ((Task)linked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (linked.IsCompletedSuccessfully)
            action(linked.Result);
    }
}
