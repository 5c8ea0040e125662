using System.Diagnostics.CodeAnalysis;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <content>Objects of the user's own types, and names.</content>
public sealed partial class AioManager
{
    /// <summary>Makes an object in the manager's process. What is returned calls it.</summary>
    /// <typeparam name="TInterface">An interface, whose members the calls are. The compiler makes its proxy where it sees this call.</typeparam>
    /// <typeparam name="TImplementation">The object's type.</typeparam>
    /// <param name="arguments">Of its constructor; values cross by value, and handles and proxies as the same objects.</param>
    /// <exception cref="AioRemoteException">The constructor threw.</exception>
    /// <exception cref="MissingMethodException">Is the remote type when no constructor takes these arguments.</exception>
    /// <exception cref="AioSerializationException">An argument cannot cross.</exception>
    /// <exception cref="AioNotHostedException">The manager was connected to by its address: it makes only types that it registered.</exception>
    /// <exception cref="NotSupportedException">There is no proxy for the interface.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    /// <remarks>The object lives until no process has a proxy of it. Python's counterpart is a method that <c>BaseManager.register</c> adds.</remarks>
    public Task<TInterface> CreateAsync<TInterface, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(params object?[] arguments)
        where TInterface : class
        where TImplementation : class, TInterface =>
        CreateOwnAsync<TInterface>(null, typeof(TImplementation), arguments);

    /// <summary>Blocks for what <see cref="CreateAsync{TInterface, TImplementation}"/> awaits.</summary>
    /// <inheritdoc cref="CreateAsync{TInterface, TImplementation}"/>
    public TInterface Create<TInterface, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(params object?[] arguments)
        where TInterface : class
        where TImplementation : class, TInterface =>
        CreateOwnAsync<TInterface>(null, typeof(TImplementation), arguments).GetAwaiter().GetResult();

    /// <summary>The object of that name, made if there is none: every client that asks for the name gets the same one. It lives until <see cref="RemoveAsync"/>, or the end of the manager.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="arguments">Of the constructor, if the object is made.</param>
    /// <exception cref="AioNotHostedException">The name is that of an object with another interface; or see <see cref="CreateAsync{TInterface, TImplementation}"/>.</exception>
    /// <inheritdoc cref="CreateAsync{TInterface, TImplementation}" path="/exception"/>
    public Task<TInterface> OpenAsync<TInterface, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(string name, params object?[] arguments)
        where TInterface : class
        where TImplementation : class, TInterface
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CreateOwnAsync<TInterface>(name, typeof(TImplementation), arguments);
    }

    /// <summary>Blocks for what <see cref="OpenAsync{TInterface, TImplementation}"/> awaits.</summary>
    /// <inheritdoc cref="OpenAsync{TInterface, TImplementation}"/>
    public TInterface Open<TInterface, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(string name, params object?[] arguments)
        where TInterface : class
        where TImplementation : class, TInterface =>
        OpenAsync<TInterface, TImplementation>(name, arguments).GetAwaiter().GetResult();

    /// <summary>Makes an object of a type that the manager registered.</summary>
    /// <param name="type">The name under which it was registered.</param>
    /// <param name="name">Null = a new object; else the object of that name, made if there is none.</param>
    /// <param name="cancellationToken">Ends the call; the object may be made nevertheless, and then goes at once.</param>
    /// <exception cref="AioNotHostedException">The manager has no such type, has it with another interface, or the name is another object's.</exception>
    /// <exception cref="AioRemoteException">The constructor threw.</exception>
    /// <exception cref="NotSupportedException">There is no proxy for the interface.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public async Task<TInterface> CreateAsync<TInterface>(string type, string? name = null, CancellationToken cancellationToken = default)
        where TInterface : class
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        AioContract contract = Contracts.Get<TInterface>();
        PayloadWriter frame = BeginCall(RootObject.Member.CreateRegistered);
        frame.WriteString(type);
        frame.WriteString(name);
        frame.WriteString(contract.Name);
        frame.WriteUInt64(contract.Fingerprint);
        return Proxy<TInterface>(contract, await SendAsync(frame, s_readTarget, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Blocks for what <see cref="CreateAsync{TInterface}(string, string, CancellationToken)"/> awaits.</summary>
    /// <inheritdoc cref="CreateAsync{TInterface}(string, string, CancellationToken)"/>
    public TInterface Create<TInterface>(string type, string? name = null, CancellationToken cancellationToken = default)
        where TInterface : class =>
        CreateAsync<TInterface>(type, name, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The object of that name, which somebody has made.</summary>
    /// <exception cref="AioNotHostedException">There is none, or it has another interface.</exception>
    /// <exception cref="NotSupportedException">There is no proxy for the interface.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public async Task<TInterface> GetAsync<TInterface>(string name, CancellationToken cancellationToken = default)
        where TInterface : class
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AioContract contract = Contracts.Get<TInterface>();
        PayloadWriter frame = BeginCall(RootObject.Member.Find);
        frame.WriteString(name);
        frame.WriteString(contract.Name);
        return Proxy<TInterface>(contract, await SendAsync(frame, s_readTarget, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Blocks for what <see cref="GetAsync"/> awaits.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public TInterface Get<TInterface>(string name, CancellationToken cancellationToken = default)
        where TInterface : class =>
        GetAsync<TInterface>(name, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Takes a name away. Its object lives on for those who have a proxy of it.</summary>
    /// <returns>False when there is no such name.</returns>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        PayloadWriter frame = BeginCall(RootObject.Member.Remove);
        frame.WriteString(name);
        return SendAsync(frame, static (ref PayloadReader from, ManagerClient client) => from.ReadBool(), cancellationToken).AsTask();
    }

    /// <summary>Blocks for what <see cref="RemoveAsync"/> awaits.</summary>
    /// <inheritdoc cref="RemoveAsync"/>
    public bool Remove(string name, CancellationToken cancellationToken = default) => RemoveAsync(name, cancellationToken).GetAwaiter().GetResult();

    /// <summary>The names that objects have here, in no order.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public Task<IReadOnlyList<string>> GetNamesAsync(CancellationToken cancellationToken = default) =>
        SendAsync(BeginCall(RootObject.Member.Names), ReadNames, cancellationToken).AsTask();

    /// <summary>Blocks for what <see cref="GetNamesAsync"/> awaits.</summary>
    /// <inheritdoc cref="GetNamesAsync"/>
    public IReadOnlyList<string> GetNames(CancellationToken cancellationToken = default) => GetNamesAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>What the manager has at this moment.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public Task<AioManagerStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) => SendAsync(
        BeginCall(RootObject.Member.Statistics), static (ref PayloadReader from, ManagerClient client) => new AioManagerStatistics(from.ReadInt32(), from.ReadInt32(), from.ReadInt32()), cancellationToken).AsTask();

    /// <summary>Blocks for what <see cref="GetStatisticsAsync"/> awaits.</summary>
    /// <inheritdoc cref="GetStatisticsAsync"/>
    public AioManagerStatistics GetStatistics(CancellationToken cancellationToken = default) => GetStatisticsAsync(cancellationToken).GetAwaiter().GetResult();

    // Made where it is read: if its caller has gone on meanwhile, the reference is given back all the same.
    private static readonly ReadResult<AioProxyTarget> s_readTarget = static (ref PayloadReader from, ManagerClient client) => new AioProxyTarget(client, from.ReadInt64());

    /// <summary>Makes, or opens by its name, a built-in object.</summary>
    /// <param name="kind">As it was added to <see cref="BuiltInKinds"/>.</param>
    /// <param name="name">Null = a new one without a name.</param>
    /// <param name="writeArguments">What its maker reads.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="label">What an error calls it, such as "a queue of System.Int32 with capacity 10": who asks for a name must ask for the same. Null = as the kind.</param>
    /// <returns>What the object's proxy stands for.</returns>
    internal async ValueTask<AioProxyTarget> CreateBuiltInAsync(
        string kind, string? name, Action<PayloadWriter>? writeArguments, CancellationToken cancellationToken, string? label = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PayloadWriter frame = BeginCall(RootObject.Member.CreateBuiltIn);
        frame.WriteString(kind);
        frame.WriteString(label ?? kind);
        frame.WriteString(name);
        writeArguments?.Invoke(frame);
        return await SendAsync(frame, s_readTarget, cancellationToken).ConfigureAwait(false);
    }

    private static IReadOnlyList<string> ReadNames(ref PayloadReader from, ManagerClient client)
    {
        string[] names = new string[from.CheckCount(from.ReadCount(), 1)];
        for (int i = 0; i < names.Length; i++)
            names[i] = from.ReadString() ?? "";
        return names;
    }

    private async Task<TInterface> CreateOwnAsync<TInterface>(string? name, Type implementation, object?[] arguments)
        where TInterface : class
    {
        ArgumentNullException.ThrowIfNull(arguments);
        AioContract contract = Contracts.Get<TInterface>();
        if (!_client.Format.IsNative)
            throw new AioNotHostedException($"{this} makes only types that it registered, by their names: use CreateAsync<TInterface>(type), and Register the type in the options of ServeAsync.");
        PayloadWriter frame = BeginCall(RootObject.Member.CreateOwn);
        frame.WriteString(name);
        try
        {
            ValueCodec.Write(frame, contract.GetType());
            ValueCodec.Write(frame, implementation);
            frame.Graph.WriteRoot(ShapeCatalog.Of(typeof(object[])), arguments, "arguments");
        }
        catch
        {
            frame.Return();
            throw;
        }
        return Proxy<TInterface>(contract, await SendAsync(frame, s_readTarget, default).ConfigureAwait(false));
    }

    private static TInterface Proxy<TInterface>(AioContract contract, AioProxyTarget target)
        where TInterface : class => (TInterface)contract.MakeProxy(target);

    private PayloadWriter BeginCall(RootObject.Member member) => _client.BeginCall(RootObject.Id, (int)member);

    private ValueTask<T> SendAsync<T>(PayloadWriter frame, ReadResult<T> read, CancellationToken cancellationToken) =>
        _client.Send(frame, read, this, Timeout.InfiniteTimeSpan, cancellationToken).Task;
}
