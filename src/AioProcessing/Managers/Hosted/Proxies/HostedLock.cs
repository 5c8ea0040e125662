using AioProcessing.Connections;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Managers;

/// <summary>A hosted lock, as its clients have it. Its owner is the client.</summary>
internal sealed class HostedLock(AioProxyTarget target) : HostedLockBase(target)
{
    public override LockHolding? Mine => Local.Current;

    public override bool TryAcquire(out AioLockReleaser releaser)
    {
        HostedGrant grant = Blocking.Wait(RequestAsync(TimeSpan.Zero, CancellationToken.None));
        releaser = grant.IsGranted ? Begin(grant) : default;
        return grant.IsGranted;
    }

    public override AioLockReleaser Acquire(CancellationToken cancellationToken = default) =>
        Begin(Blocking.Wait(RequestAsync(Timeout.InfiniteTimeSpan, cancellationToken)));

    public override bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default) => Blocking.Wait(TryAcquireAsync(timeout, cancellationToken));

    public override async ValueTask<AioLockReleaser> AcquireAsync(CancellationToken cancellationToken = default) =>
        Begin(await RequestAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        HostedGrant grant = await RequestAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (grant.IsGranted)
            Begin(grant);
        return grant.IsGranted;
    }

    public override void Release()
    {
        LockHolding holding = Local.Current ?? throw LockObject.NotHeld();
        Release(holding.First, entry: 0);
    }

    // Ended here first: once the manager has freed it, another thread may begin the next one.
    public override ValueTask ReleaseAsync(LockWord held, int entry) =>
        Local.Current is { } holding && holding.First == held && Local.TryEnd(holding) ? GiveAsync(held) : throw LockObject.NotHeld();

    public override bool WasAbandoned(LockWord held, bool atFirst) =>
        Local.Current is { } holding && holding.First == held ? holding.WasAbandoned : atFirst;

    public override bool TryGiveUp(LockHolding holding) => Local.TryEnd(holding);

    public override void TakeBack(LockHolding holding, in LockGrant grant)
    {
        holding.Take(in grant);
        Local.Begin(holding);
    }

    // The owner is the client: any of its threads and flows may go on with a holding.
    public override void GiveToFlow(LockHolding holding)
    {
    }

    protected override HostedLockBase Make(AioProxyTarget target) => new HostedLock(target);

    private AioLockReleaser Begin(in HostedGrant grant)
    {
        var holding = new LockHolding();
        TakeBack(holding, grant.Lock);
        return new AioLockReleaser(this, grant.Lock);
    }
}
