using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using AioProcessing.Connections;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A manager where it lives: the objects that it hosts, and its clients.</summary>
internal sealed class ManagerServer
{
    private static readonly ConcurrentDictionary<Guid, ManagerServer> s_local = new();

    private readonly ConcurrentDictionary<long, HostedEntry> _objects = new();
    private readonly ConditionalWeakTable<object, HostedEntry> _byTarget = [];
    private readonly ConcurrentDictionary<int, Session> _sessions = new();
    private readonly ConcurrentDictionary<int, bool> _arriving = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AioListener _listener;
    private readonly AioManagerOptions _options;
    private readonly byte[]? _key;
    private long _lastObject;
    private long _lastTicket;
    private int _lastSession;
    private int _running;
    private int _isEnding;

    /// <summary>Listens from now on.</summary>
    public ManagerServer(string name, AioAddress? address, byte[]? key, AioManagerOptions options, bool isOfTree)
    {
        Name = name;
        _options = options;
        _key = key;
        Format = isOfTree ? ValueFormat.Native : ValueFormat.Of(options);
        MakesAnyType = isOfTree;
        Tickets = new Tickets(this);
        Names = new HostedNames(this);
        Root = new HostedEntry(this, RootObject.Id, new RootObject(this), this, null);
        _objects[RootObject.Id] = Root;
        s_local[Id] = this;
        _listener = new AioListener(address, key, options.Connection, TlsTunnel.ForServer(options.ServerTls));
        _ = AcceptAllAsync();
    }

    public Guid Id { get; } = Guid.NewGuid();

    public string Name { get; }

    public AioAddress Address => _listener.Address;

    /// <summary>What others of its tree need to become its clients.</summary>
    public ManagerAddress OwnAddress => new(Id, Name, Environment.ProcessId, Address, _key, Format, Tls: null);

    public ValueFormat Format { get; }

    /// <summary>Its clients are processes of its own tree, so they may name any type of the program.</summary>
    public bool MakesAnyType { get; }

    public IReadOnlyDictionary<string, HostedType> Types => _options.Types;

    public Tickets Tickets { get; }

    public HostedNames Names { get; }

    public HostedEntry Root { get; }

    /// <summary>Takes no more calls; those that were accepted are finished.</summary>
    public bool IsEnding => _isEnding != 0;

    /// <summary>Cancelled when the manager has ended.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Completes when the manager has ended.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Objects that are hosted, without the manager itself.</summary>
    public int ObjectCount => _objects.Count - 1;

    public int SessionCount => _sessions.Count;

    /// <summary>A client in the same process needs no address, no key and no encryption.</summary>
    public AioConnection Connect()
    {
        (Socket ours, Socket theirs) = Platform.CreateSocketPair();
        _ = WelcomeAsync(new AioConnection(new MessageSocket(ours, _options.Connection.MaxMessageBytes), _options.Connection, isOfPipe: false));
        return new AioConnection(new MessageSocket(theirs, _options.Connection.MaxMessageBytes), _options.Connection, isOfPipe: false);
    }

    /// <summary>A manager that lives in this process.</summary>
    public static ManagerServer? Local(Guid id) => s_local.GetValueOrDefault(id);

    /// <summary>Takes an object in. It goes with its last reference, so the first one has to follow.</summary>
    /// <param name="handler">Does what clients ask.</param>
    /// <param name="target">What a reference that comes home becomes.</param>
    /// <param name="proxies">Makes its proxies; null for the built-in kinds.</param>
    public HostedEntry Admit(HostedObject handler, object target, IProxyMaker? proxies)
    {
        HostedEntry entry = new(this, Interlocked.Increment(ref _lastObject), handler, target, proxies);
        handler.Entry = entry;
        _objects[entry.Id] = entry;
        if (proxies is not null)
            _byTarget.AddOrUpdate(target, entry);
        return entry;
    }

    /// <summary>An object of a user's, which is hosted from now on if it was not.</summary>
    public HostedEntry AdmitOwn(object target, AioContract contract)
    {
        lock (_byTarget)
        {
            return TryFind(target, out HostedEntry? known) && ReferenceEquals(known.Proxies, contract) ? known : Admit(new OwnObject(this, target, contract), target, contract);
        }
    }

    /// <summary>As <see cref="AdmitOwn"/>, with a reference for the client.</summary>
    public HostedEntry GiveOwn(object target, AioContract contract, Session session)
    {
        while (true)
        {
            HostedEntry entry = AdmitOwn(target, contract);
            if (session.TryReference(entry))
                return entry;
            if (!session.HasEnded)
                continue; // It went just when it was found: once more.
            entry.DropReferences(0); // Nobody takes it: if nobody else has it, it goes again.
            return entry;
        }
    }

    /// <summary>A reference of this process to a built-in object of its own, through a link to itself.</summary>
    public AioProxyTarget MakeOwnTarget(HostedEntry entry)
    {
        ManagerClient client = ManagerClient.Of(OwnAddress);
        Ticket ticket = new(0, Interlocked.Increment(ref _lastTicket));
        Tickets.Deposit(ticket, entry);
        client.Redeem(ticket, isLast: true);
        return new AioProxyTarget(client, entry.Id);
    }

    public HostedEntry? Find(long id) => _objects.GetValueOrDefault(id);

    /// <summary>The place of an object of a user's, if it is hosted.</summary>
    public bool TryFind(object target, [NotNullWhen(true)] out HostedEntry? entry) => _byTarget.TryGetValue(target, out entry) && _objects.ContainsKey(entry.Id);

    public bool IsPresent(int session) => _sessions.ContainsKey(session) || _arriving.ContainsKey(session);

    /// <summary>Nobody refers to it any more.</summary>
    public void Remove(HostedEntry entry)
    {
        if (_objects.TryRemove(entry.Id, out _))
            ThreadPool.UnsafeQueueUserWorkItem(static entry => _ = LetGoAsync(entry), entry, preferLocal: false);
    }

    public void Left(Session session) => _sessions.TryRemove(session.Number, out _);

    /// <summary>Work has begun that the end of the manager waits for.</summary>
    public void Enter() => Interlocked.Increment(ref _running);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0 && IsEnding)
            _idle.TrySetResult();
    }

    /// <summary>The answer to calls that come too late.</summary>
    public AioException Ending() => new($"Manager '{Name}' is ending, and takes no more calls.");

    /// <summary>Ends the waits, finishes the work that was accepted, tells the clients, and ends.</summary>
    public async Task CompleteAsync()
    {
        if (Interlocked.Exchange(ref _isEnding, 1) == 0)
        {
            _listener.Dispose();
            foreach (Session session in _sessions.Values)
                session.CancelWaits();
            if (Volatile.Read(ref _running) == 0)
                _idle.TrySetResult();
            await _idle.Task.ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
            _finished.TrySetResult();
        }
        await _finished.Task.ConfigureAwait(false);
    }

    /// <summary>Ends without finishing anything.</summary>
    public void Kill()
    {
        Interlocked.Exchange(ref _isEnding, 1);
        _listener.Dispose();
        foreach (Session session in _sessions.Values)
            session.End(null);
        _ended.Cancel();
        s_local.TryRemove(Id, out _);
        _finished.TrySetResult();
    }

    private async Task EndAsync()
    {
        foreach (Session session in _sessions.Values)
        {
            PayloadWriter goodbye = Frames.Begin(ServerFrame.Goodbye);
            goodbye.WriteString("it was disposed of");
            session.Send(goodbye);
            session.EndWhenSent();
        }
        _ended.Cancel();
        s_local.TryRemove(Id, out _);
        foreach (HostedEntry entry in _objects.Values)
        {
            if (_objects.TryRemove(entry.Id, out _))
                await LetGoAsync(entry).ConfigureAwait(false);
        }
    }

    private static async Task LetGoAsync(HostedEntry entry)
    {
        try
        {
            await entry.Handler.GoneAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The user's disposal failed, and nobody is left who could be told.
        }
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
                _ = WelcomeAsync(await _listener.AcceptAsync(_ended.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
        {
            // The manager ends.
        }
    }

    private async Task WelcomeAsync(AioConnection connection)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        limit.CancelAfter(_options.Connection.HandshakeTimeout);
        int number = Interlocked.Increment(ref _lastSession);
        _arriving[number] = true; // From before its first word on its references may be on their way.
        OwnSocket? own = null;
        try
        {
            own = Address.IsTcp ? null : OwnSocket.Make();
            Welcome welcome = new(Id, Name, Environment.ProcessId, number, own?.Offer);
            if (!await Greeting.AnswerAsync(connection, Format, welcome, limit.Token).ConfigureAwait(false))
            {
                Dismiss(connection, own, number);
                return;
            }
            MessageSocket messages = own is null ? (MessageSocket)connection.Transport : await own.SettleAsync(connection, limit.Token).ConfigureAwait(false);
            own?.Withdraw();
            Session session = new(messages, this, number);
            _sessions[number] = session;
            _arriving.TryRemove(number, out _);
            if (Address.IsTcp)
                _ = new Heartbeat(session, _options.HeartbeatInterval, asks: false);
            session.Begin();
            if (_ended.IsCancellationRequested)
                session.End(null);
        }
        catch (Exception exception) when (exception is AioException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            Dismiss(connection, own, number);
        }
    }

    private void Dismiss(AioConnection connection, OwnSocket? own, int number)
    {
        own?.Dispose();
        connection.Dispose();
        _arriving.TryRemove(number, out _);
        Tickets.Ended(number);
    }
}
