using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Managers;

/// <summary>A hosted re-entrant lock, as its clients have it. The manager knows one level; the others, and who of the client the owner is, are kept here.</summary>
internal sealed class HostedReentrantLock(AioProxyTarget target) : HostedLockBase(target), IAioReentrantLock
{
    public bool IsHeldByCaller => Ownership.Mine is not null;

    public override LockHolding? Mine => Ownership.Mine;

    private LockOwnership Ownership => Local.Ownership;

    public override bool TryAcquire(out AioLockReleaser releaser) => TryBlock(TimeSpan.Zero, CancellationToken.None, out releaser);

    public override AioLockReleaser Acquire(CancellationToken cancellationToken = default)
    {
        TryBlock(Timeout.InfiniteTimeSpan, cancellationToken, out AioLockReleaser releaser);
        return releaser;
    }

    public override bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default) => TryBlock(timeout, cancellationToken, out _);

    public override ValueTask<AioLockReleaser> AcquireAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<AioLockReleaser>(cancellationToken);
        return TryEnter(out AioLockReleaser releaser)
            ? new ValueTask<AioLockReleaser>(releaser)
            : BeginAsync(NewHoldingOfFlow(), RequestAsync(Timeout.InfiniteTimeSpan, cancellationToken));
    }

    public override ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        return TryEnter(out _) ? new ValueTask<bool>(true) : TryBeginAsync(NewHoldingOfFlow(), RequestAsync(timeout, cancellationToken));
    }

    public override void Release()
    {
        OwnedHolding holding = Ownership.Mine ?? throw NotHeld("neither this async flow nor this thread holds it");
        Blocking.Wait(AsResult(LeaveAsync(holding, entry: 0)));
    }

    public override ValueTask ReleaseAsync(LockWord held, int entry) => Ownership.Current is { } holding && holding.First == held
        ? LeaveAsync(holding, entry)
        : throw NotHeld("this acquisition has been released already, or a wait on a condition has given the lock up");

    public override bool WasAbandoned(LockWord held, bool atFirst) =>
        Ownership.Current is { } holding && holding.First == held ? holding.WasAbandoned : atFirst;

    public override bool TryGiveUp(LockHolding holding)
    {
        if (Ownership.Current != holding)
            return false;
        Ownership.End();
        return true;
    }

    public override void TakeBack(LockHolding holding, in LockGrant grant) => Ownership.Begin((OwnedHolding)holding, in grant);

    public override void GiveToFlow(LockHolding holding) => Ownership.GiveToFlow((OwnedHolding)holding);

    protected override HostedLockBase Make(AioProxyTarget target) => new HostedReentrantLock(target);

    private bool TryEnter(out AioLockReleaser releaser)
    {
        releaser = default;
        if (Ownership.Mine is not { } holding || !holding.TryEnter(out int entry))
            return false;
        releaser = new AioLockReleaser(this, new LockGrant(holding.First, holding.WasAbandoned), entry);
        return true;
    }

    // The flow is marked before the lock is granted: afterwards its caller could not be reached any more.
    private OwnedHolding NewHoldingOfFlow()
    {
        var holding = new OwnedHolding(thread: null);
        Ownership.GiveToFlow(holding);
        return holding;
    }

    private async ValueTask<AioLockReleaser> BeginAsync(OwnedHolding holding, ValueTask<HostedGrant> request)
    {
        HostedGrant grant = await request.ConfigureAwait(false);
        return Begin(holding, in grant);
    }

    private async ValueTask<bool> TryBeginAsync(OwnedHolding holding, ValueTask<HostedGrant> request)
    {
        HostedGrant grant = await request.ConfigureAwait(false);
        if (grant.IsGranted)
            Begin(holding, in grant);
        return grant.IsGranted;
    }

    private bool TryBlock(TimeSpan timeout, CancellationToken cancellationToken, out AioLockReleaser releaser)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (TryEnter(out releaser))
            return true;
        var holding = new OwnedHolding(Thread.CurrentThread);
        HostedGrant grant = Blocking.Wait(RequestAsync(timeout, cancellationToken));
        releaser = grant.IsGranted ? Begin(holding, in grant) : default;
        return grant.IsGranted;
    }

    private AioLockReleaser Begin(OwnedHolding holding, in HostedGrant grant)
    {
        Ownership.Begin(holding, grant.Lock);
        return new AioLockReleaser(this, grant.Lock, OwnedHolding.Outermost);
    }

    private ValueTask LeaveAsync(OwnedHolding holding, int entry)
    {
        if (!holding.TryLeave(entry, out bool isLast))
            throw NotHeld("this acquisition has been released already");
        if (!isLast)
            return ValueTask.CompletedTask;
        Ownership.End();
        return GiveAsync(holding.First);
    }

    private static AioException NotHeld(string why) =>
        new($"The re-entrant lock cannot be released: {why}. Release each acquisition once; dispose of its releaser where another flow or thread must do it.");
}
