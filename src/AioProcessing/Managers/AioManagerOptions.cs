using System.Net.Security;
using AioProcessing.Managers;

namespace AioProcessing;

/// <summary>How a manager is started, served, or connected to. Everything may be left as it is.</summary>
public sealed class AioManagerOptions
{
    internal static readonly TimeSpan DefaultHeartbeatInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, HostedType> _types = [];

    /// <summary>The manager's name, in errors and, for <see cref="AioManager.StartAsync"/>, of its process. Null = "Manager-N".</summary>
    public string? Name { get; init; }

    /// <summary>
    /// <see cref="AioManager.ServeAsync"/> and <see cref="AioManager.ConnectAsync"/>: whether the clients run the same files as the manager and are trusted as it is itself. Values then cross
    /// as they do between the processes of a tree; their payloads name types, so a client with the key may run what it likes. False, the default: values cross as JSON, or by
    /// <see cref="Serializer"/>, and each side makes only the types that its own code declares. Both sides must say the same.
    /// </summary>
    public bool TrustsClients { get; init; }

    /// <summary>
    /// A serialiser of your own in place of JSON. Both sides must have the same. A manager from <see cref="AioManager.StartAsync"/> uses <see cref="AioSerializer.Default"/> and not this.
    /// </summary>
    public IAioSerializer? Serializer { get; init; }

    /// <summary>Limits of the connections: the handshake's time, the longest message, what is told about clients that were turned away.</summary>
    public AioConnectionOptions Connection { get; init; } = AioConnectionOptions.Default;

    /// <summary><see cref="AioManager.ServeAsync"/>: encrypts the connections, with this certificate. Null = they are not encrypted.</summary>
    public SslServerAuthenticationOptions? ServerTls { get; init; }

    /// <summary><see cref="AioManager.ConnectAsync"/>: the manager's connections are encrypted, and its certificate is checked so. Null = they are not.</summary>
    public SslClientAuthenticationOptions? ClientTls { get; init; }

    /// <summary>
    /// Over TCP only: how often each side gives a sign of life. A side that has been silent for four of these is taken for gone, and what it held is returned. 5 seconds by default, at least
    /// 100 milliseconds. Within one machine the system tells at once.
    /// </summary>
    public TimeSpan HeartbeatInterval
    {
        get;
        init => field = value >= TimeSpan.FromMilliseconds(100) && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(nameof(HeartbeatInterval), value, "From 100 milliseconds to a day.");
    } = DefaultHeartbeatInterval;

    /// <summary><see cref="AioManager.StartAsync"/>: how its process is started.</summary>
    public AioProcessOptions? Process { get; init; }

    internal IReadOnlyDictionary<string, HostedType> Types => _types;

    /// <summary><see cref="AioManager.ServeAsync"/>: lets clients make and use objects of a type, under a name. Nothing else of it can be reached than the members of the interface.</summary>
    /// <typeparam name="TInterface">What clients call. The compiler makes its proxy.</typeparam>
    /// <typeparam name="TImplementation">What is made in the manager's process.</typeparam>
    /// <param name="name">By which clients ask for it.</param>
    /// <returns>These options, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="NotSupportedException">There is no proxy for the interface: see the compiler's warning.</exception>
    public AioManagerOptions Register<TInterface, TImplementation>(string name)
        where TInterface : class
        where TImplementation : class, TInterface, new() =>
        Register<TInterface>(name, static () => new TImplementation());

    /// <summary>The same with a function that makes the object: a new one each time, or always the same one.</summary>
    /// <inheritdoc cref="Register{TInterface, TImplementation}"/>
    public AioManagerOptions Register<TInterface>(string name, Func<TInterface> make)
        where TInterface : class
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(make);
        if (!_types.TryAdd(name, new HostedType(Contracts.Get<TInterface>(), make)))
            throw new ArgumentException($"A type named '{name}' is registered already. Give each its own name.", nameof(name));
        return this;
    }
}
