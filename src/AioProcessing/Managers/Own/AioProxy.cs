using System.ComponentModel;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>Stands for an object that lives in a manager. Its members are those of the object's interface; each call runs over there.</summary>
/// <remarks>
/// <para>
/// A proxy can be handed to any process of the tree, by whatever way: it connects to the manager there and stands for the same object. In a call to its own manager it arrives as the object itself.
/// The object lives for as long as somebody has a proxy of it, or it has a name.
/// </para>
/// <para>Two proxies are equal if they stand for the same object. Python's counterpart is <c>multiprocessing.managers.BaseProxy</c>.</para>
/// </remarks>
public abstract class AioProxy : IAioHandle, IEquatable<AioProxy>
{
    private AioProxyTarget _target;
    private HostedEntry? _atHome;
    private List<(int Member, Delegate Handler, Subscription Subscription)>? _subscriptions;

    /// <summary>For generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected AioProxy(AioProxyTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
    }

    /// <summary>Gives this process's reference back now, and not when the proxy is collected. The object stays for whoever else refers to it; this proxy cannot be used any more.</summary>
    /// <param name="proxy">What a manager gave.</param>
    /// <exception cref="ArgumentException">It is no proxy.</exception>
    public static void Release(object proxy)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        if (proxy is not AioProxy known)
            throw new ArgumentException($"A {proxy.GetType()} is no proxy of an object in a manager.", nameof(proxy));
        known.ReleaseTarget();
    }

    internal AioProxyTarget Target => _target;

    internal ManagerClient Client => _target.RequireClient();

    object IAioHandle.Actual => _atHome is { Proxies: not null } ? _atHome.Target : this;

    /// <summary>A call of a member, to be filled with arguments and sent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected AioOutgoingCall BeginCall(int member) => new(_target, member);

    /// <summary>A stream of results. Its call is sent when somebody begins to read.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected IAsyncEnumerable<T> Stream<T>(int member, Action<AioOutgoingCall> writeArguments, CancellationToken cancellationToken) =>
        new RemoteStream<T>(_target, member, writeArguments, cancellationToken);

    /// <summary>Has <paramref name="handler"/> called with each event from now on.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void AddHandler(int member, Delegate? handler, Action<Delegate, object, AioValueReader> invoke)
    {
        if (handler is null)
            return;
        Subscription subscription = Subscription.Begin(_target, member, this, handler, invoke);
        lock (_target)
            (_subscriptions ??= []).Add((member, handler, subscription));
    }

    /// <summary>Has it called no more.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void RemoveHandler(int member, Delegate? handler)
    {
        Subscription? ended = null;
        lock (_target)
        {
            int at = _subscriptions?.FindLastIndex(one => one.Member == member && one.Handler == handler) ?? -1;
            if (at >= 0)
            {
                ended = _subscriptions![at].Subscription;
                _subscriptions.RemoveAt(at);
            }
        }
        ended?.End();
    }

    /// <summary>Whether both stand for the same object.</summary>
    public bool Equals(AioProxy? other) => other is not null && _target.Id == other._target.Id && _target.Client?.Address.Id == other._target.Client?.Address.Id;

    /// <inheritdoc cref="Equals(AioProxy?)"/>
    public sealed override bool Equals(object? obj) => Equals(obj as AioProxy);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => _target.Id.GetHashCode();

    /// <summary>What it stands for, and where.</summary>
    public override string ToString() => $"Proxy of object {_target.Id} of manager '{_target.Client?.Address.Name}'";

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        _target.Write(writer);
        WriteState(writer);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        _target = AioProxyTarget.Read(ref reader, out _atHome);
        // It stays a proxy, so it needs a way to its own process.
        if (_atHome is { Proxies: null })
            _target = _atHome.Server.MakeOwnTarget(_atHome);
        ReadState(ref reader);
    }

    /// <summary>What of a proxy of this library crosses with it, besides what it stands for.</summary>
    internal virtual void WriteState(PayloadWriter to)
    {
    }

    /// <summary>Reads what <see cref="WriteState"/> wrote. No constructor has run.</summary>
    internal virtual void ReadState(ref PayloadReader from)
    {
    }

    internal void ReleaseTarget()
    {
        List<(int Member, Delegate Handler, Subscription Subscription)>? all;
        lock (_target)
        {
            all = _subscriptions;
            _subscriptions = null;
        }
        foreach ((_, _, Subscription subscription) in all ?? [])
            subscription.End();
        _target.Dispose();
    }
}
