using System.ComponentModel;
using AioProcessing.Managers;

namespace AioProcessing;

/// <summary>How calls of an interface become messages and messages calls. The compiler makes one for each interface that a manager hosts; there is no need to write any.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class AioContract : IProxyMaker
{
    private protected AioContract()
    {
    }

    /// <summary>The interface's full name.</summary>
    public abstract string Name { get; }

    /// <summary>A number that changes with the members of the interface.</summary>
    public abstract ulong Fingerprint { get; }

    internal abstract object MakeProxy(AioProxyTarget target);

    internal abstract ValueTask InvokeMember(object target, int member, AioIncomingCall call);

    object IProxyMaker.Make(AioProxyTarget target) => MakeProxy(target);

    /// <exception cref="AioNotHostedException">The client knows another interface of that name.</exception>
    internal void Check(string name, ulong fingerprint, string type)
    {
        if (name != Name)
            throw new AioNotHostedException($"'{type}' is hosted as {Name}, and the client asked for it as {name}. Ask for it by its own interface.");
        if (fingerprint != Fingerprint)
            throw new AioNotHostedException($"The members of {Name} are not the same in the client and in the manager. Build both from one source.");
    }
}

/// <inheritdoc cref="AioContract"/>
/// <typeparam name="TInterface">The interface.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class AioContract<TInterface> : AioContract
    where TInterface : class
{
    /// <summary>For generated code.</summary>
    protected AioContract()
    {
    }

    /// <summary>Makes this contract known to this process.</summary>
    public static void Register(AioContract<TInterface> contract) => Contracts.Register(contract);

    /// <summary>A proxy, which is an <see cref="AioProxy"/>.</summary>
    protected abstract TInterface Make(AioProxyTarget target);

    /// <summary>Does what a call asks, and answers it.</summary>
    /// <returns>When it is done; nothing needs to wait for it.</returns>
    protected abstract ValueTask Invoke(TInterface target, int member, AioIncomingCall call);

    internal sealed override object MakeProxy(AioProxyTarget target) => Make(target);

    internal sealed override ValueTask InvokeMember(object target, int member, AioIncomingCall call) => Invoke((TInterface)target, member, call);
}
