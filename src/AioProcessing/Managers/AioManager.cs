using System.Diagnostics;
using System.Security.Cryptography;
using AioProcessing.Bootstrap;
using AioProcessing.Managers;
using AioProcessing.Os;
using AioProcessing.Processes;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A process that hosts objects for others: queues, locks, dictionaries, and objects of your own types, each called through its interface.</summary>
/// <remarks>
/// <para>
/// <see cref="StartAsync"/> hosts in a child of this process, for the processes of this tree. <see cref="ServeAsync"/> hosts in this process, for whoever has the address and the key, on this machine or
/// another; <see cref="ConnectAsync"/> is their side. One connection carries all calls of a process, side by side; no call holds a thread but one that blocks by its own choice.
/// </para>
/// <para>
/// <b>Calls</b> of one client that are not awaited one after the other may run at the same time, so types that are hosted must be safe for threads. A call that is cancelled is over when the manager says
/// what came first, the cancellation or its end; if the manager says nothing for 5 seconds, it is over and may have been done.
/// </para>
/// <para>
/// <b>Objects</b> live for as long as a process has a proxy of them, or they have a name. A process that goes, however it goes, gives back what it had: references, locks, places in barriers.
/// Objects that are disposable are disposed of when they go.
/// </para>
/// <para>
/// <b>If the manager dies</b>, what it hosted is gone; every pending call fails at once with <see cref="AioManagerLostException"/>, and so does every later one.
/// </para>
/// <para>
/// An <c>AioManager</c> can be handed to any process of the tree, which then is a client of the same manager. Only the process that started or serves it ends it. Python's counterparts are
/// <c>multiprocessing.Manager</c> and <c>managers.BaseManager</c>.
/// </para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class AioManager : IAioHandle, IAsyncDisposable, IDisposable
{
    private static int s_lastNumber;

    private ManagerClient _client;
    private readonly ManagerServer? _server;
    private readonly AioProcess? _process;
    private bool _isOwner;

    private AioManager(ManagerClient client, bool isOwner, AioProcess? process = null, ManagerServer? server = null)
    {
        _client = client;
        _isOwner = isOwner;
        _process = process;
        _server = server;
    }

    /// <summary>The manager's name.</summary>
    public string Name => _client.Address.Name;

    /// <summary>Where it listens.</summary>
    public AioAddress Address => _client.Address.At;

    /// <summary>The pid of its process.</summary>
    public int ProcessId => _client.Address.ProcessId;

    /// <summary>Its process, if this one started it; else null.</summary>
    public AioProcess? Process => _process;

    /// <summary>Whether calls can reach it.</summary>
    public bool IsConnected => _client.IsConnected;

    /// <summary>Completes when calls can reach it no more: it has ended, or the connection has. Never fails.</summary>
    public Task Exited => _client.Lost;

    internal ManagerClient Client => _client;

    /// <summary>Starts a manager in a child of this process.</summary>
    /// <param name="options">Null = as it is.</param>
    /// <param name="cancellationToken">Ends the attempt, and the child.</param>
    /// <returns>When it can be used.</returns>
    /// <exception cref="AioException">The process could not be started.</exception>
    /// <remarks>It listens where only this user can reach it, with a key that only this tree knows. It ends when it is disposed of, or this process ends.</remarks>
    public static async Task<AioManager> StartAsync(AioManagerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AioManagerOptions();
        cancellationToken.ThrowIfCancellationRequested();
        PrivateDirectory directory = Platform.CreatePrivateDirectory();
        ManagerSetup setup = new()
        {
            Name = NameOf(options),
            Path = Path.Combine(directory.Path, "manager"),
            Key = RandomNumberGenerator.GetBytes(32),
            MaxMessageBytes = options.Connection.MaxMessageBytes,
            HandshakeTimeout = options.Connection.HandshakeTimeout,
        };
        using AioEvent isUp = new();
        AioProcess? process = null;
        try
        {
            process = AioProcess<Nothing>.Start(
                new Job((Func<ManagerSetup, AioEvent, Task>)ManagerMain.RunAsync, [setup, isUp]), (options.Process ?? AioProcessOptions.Default).ForHelper(setup.Name), reportsFaults: false);
            _ = DeleteWithAsync(process, directory);
            await UpAsync(process, isUp, cancellationToken).ConfigureAwait(false);
            AioManagerOptions ours = new() { TrustsClients = true, Connection = options.Connection };
            ManagerClient client = await ManagerClient.ConnectAsync(setup.Path, setup.Key, ours, process, cancellationToken).ConfigureAwait(false);
            return new AioManager(client, isOwner: true, process);
        }
        catch
        {
            process?.Kill();
            if (process is null)
                directory.Dispose();
            throw;
        }
    }

    /// <summary>Serves from this process, to whoever has the address and the key.</summary>
    /// <param name="address">Where; null = a Unix domain socket that only this user can reach. A port of 0 = any free one.</param>
    /// <param name="authKey">The key that clients must have. May be null only for a Unix domain socket.</param>
    /// <param name="options">Which types of your own can be reached, encryption, limits; null = the built-in objects only.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When it listens. The manager is a client of itself too.</returns>
    /// <exception cref="ArgumentException">A host and a port without a key.</exception>
    /// <exception cref="AioException">The address is in use, or not this machine's.</exception>
    /// <remarks>
    /// Clients reach the built-in objects and the types in <see cref="AioManagerOptions.Register{TInterface, TImplementation}(string)"/>, by their interfaces' members; nothing else. Of a peer that has not shown the key
    /// nothing is read but the handshake, and it keeps nobody else waiting. Python's counterpart is <c>BaseManager(address, authkey).get_server().serve_forever()</c>.
    /// </remarks>
    public static async Task<AioManager> ServeAsync(AioAddress? address = null, byte[]? authKey = null, AioManagerOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (address is { IsTcp: true } && authKey is null)
            throw new ArgumentException($"A manager cannot be served at {address} without a key: anybody who reaches the port could use it. Give a key.", nameof(authKey));
        options ??= new AioManagerOptions();
        options.Connection.Check();
        cancellationToken.ThrowIfCancellationRequested();
        ManagerServer server = new(NameOf(options), address, authKey, options, isOfTree: false);
        try
        {
            ManagerClient client = await ManagerClient.ConnectAsync(server).ConfigureAwait(false);
            return new AioManager(client, isOwner: true, process: null, server);
        }
        catch
        {
            server.Kill();
            throw;
        }
    }

    /// <summary>Becomes a client of a manager that another process serves.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="authKey">Its key; null = it has none.</param>
    /// <param name="options">What both sides must agree on, encryption, limits; null = as it is.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AioConnectionClosedException">Nobody listens there.</exception>
    /// <exception cref="AioAuthenticationException">The keys differ, TLS fails, or the peer does not speak the protocol.</exception>
    /// <exception cref="AioException">It is no manager, or wants other options.</exception>
    public static async Task<AioManager> ConnectAsync(AioAddress address, byte[]? authKey = null, AioManagerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new AioManagerOptions();
        options.Connection.Check();
        return new AioManager(await ManagerClient.ConnectAsync(address, authKey, options, process: null, cancellationToken).ConfigureAwait(false), isOwner: true);
    }

    /// <summary>
    /// Kills the process of a manager that was started, and ends one that is served, without finishing anything. Pending calls fail. For any other manager it is the connection that ends.
    /// </summary>
    public void Kill()
    {
        if (_process is not null)
            _process.Kill();
        else if (_server is not null)
            _server.Kill();
        else
            _client.Close();
    }

    /// <summary>
    /// Ends a manager that was started or is served here: it takes no more calls, ends the waits of its clients with an <see cref="AioException"/>, finishes the calls that it was working on, and goes. Of a manager that
    /// was connected to, it is the connection that ends. Never throws.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isOwner)
            return;
        _isOwner = false;
        if (_server is not null)
        {
            await _server.CompleteAsync().ConfigureAwait(false);
        }
        else if (_process is not null)
        {
            await AskToCompleteAsync().ConfigureAwait(false);
            await _process.Exited.ConfigureAwait(false);
        }
        _client.Close();
        await _client.Lost.ConfigureAwait(false);
    }

    /// <summary>Blocks for what <see cref="DisposeAsync"/> awaits.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Name, process and state.</summary>
    public override string ToString() => $"Manager '{Name}' (pid {ProcessId}) at {Address}{(IsConnected ? "" : ", not connected")}";

    void IAioHandle.WriteReference(PayloadWriter writer) => _client.Address.Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader) => _client = ManagerClient.Of(ManagerAddress.Read(ref reader));

    private static string NameOf(AioManagerOptions options) => options.Name ?? $"Manager-{Interlocked.Increment(ref s_lastNumber)}";

    private static async Task UpAsync(AioProcess process, AioEvent isUp, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task up = isUp.WaitAsync(ended.Token).AsTask();
        if (await Task.WhenAny(up, process.Completion).ConfigureAwait(false) != up)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await process.Completion.ConfigureAwait(false);
        }
        await up.ConfigureAwait(false);
    }

    private static async Task DeleteWithAsync(AioProcess process, PrivateDirectory directory)
    {
        await process.Exited.ConfigureAwait(false);
        directory.Dispose();
    }

    private async Task AskToCompleteAsync()
    {
        try
        {
            await _client.Send(
                _client.BeginCall(RootObject.Id, (int)RootObject.Member.Complete), static (ref PayloadReader from, ManagerClient client) => true, null, Timeout.InfiniteTimeSpan, default).Task.ConfigureAwait(false);
        }
        catch (AioException)
        {
            // It has ended by itself.
        }
    }
}
