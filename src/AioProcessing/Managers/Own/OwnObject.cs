using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>An object of a type that the user wrote. Its members may wait, and run beside each other.</summary>
internal sealed class OwnObject(ManagerServer server, object target, AioContract contract) : HostedObject
{
    public ManagerServer Server => server;

    public object Target => target;

    public AioContract Contract => contract;

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        AioIncomingCall incoming = new(this, member, arguments.ReadBytes(arguments.Remaining), call);
        server.Enter();
        if (call.TryWait(incoming))
            return incoming;
        server.Leave();
        call.Cancel();
        return null;
    }

    public override async ValueTask GoneAsync()
    {
        if (target is IAsyncDisposable slowly)
            await slowly.DisposeAsync().ConfigureAwait(false);
        else
            (target as IDisposable)?.Dispose();
    }
}
