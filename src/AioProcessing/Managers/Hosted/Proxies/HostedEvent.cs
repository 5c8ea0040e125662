using AioProcessing.Backends;
using AioProcessing.Connections;

namespace AioProcessing.Managers;

/// <summary>A hosted event, as its clients have it.</summary>
internal sealed class HostedEvent(AioProxyTarget target) : HostedProxy(target), IAioEvent, IAioWaitable
{
    public bool IsSet => Send(Begin((int)EventObject.Member.IsSet), ReadWhether);

    bool IAioWaitable.IsReady => IsSet;

    public void Set() => Send(Begin((int)EventObject.Member.Set));

    public void Reset() => Send(Begin((int)EventObject.Member.Reset));

    public bool TryWait() => IsSet;

    public void Wait(CancellationToken cancellationToken = default) => TryWait(Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default) => Blocking.Wait(TryWaitAsync(timeout, cancellationToken));

    public async ValueTask WaitAsync(CancellationToken cancellationToken = default) =>
        await TryWaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        EventObject.Member member = timeout == TimeSpan.Zero ? EventObject.Member.IsSet : EventObject.Member.Wait;
        return SendAsync(Begin((int)member), ReadWhether, timeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : timeout, cancellationToken);
    }

    Task IAioWaitable.WaitUntilReadyAsync(CancellationToken cancellationToken) => WaitAsync(cancellationToken).AsTask();
}
