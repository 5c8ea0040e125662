using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A lock whose owner may acquire it again. It is free again when each acquisition has been released.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.RLock</c>. The owner is the async flow that called <see cref="AcquireAsync"/> or
/// <see cref="TryAcquireAsync"/>, across its awaits, or the thread that called <see cref="Acquire"/> or <c>TryAcquire</c>; either may acquire again in either
/// way. Two tasks of one process exclude each other, as two processes do. Handed to another process it is the same lock, but not held there.
/// <para>Release by disposing of the releaser: that works from anywhere. <see cref="Release"/> asks whether the caller is the owner, and knows a flow only
/// by what .NET carries along with it. So:</para>
/// <list type="bullet">
/// <item>A task that is started while its starter holds the lock counts as the same owner for as long as that holding lasts, because it inherits the
/// starter's flow. Start such tasks outside, or under <see cref="ExecutionContext.SuppressFlow"/>; when the holding has ended they are strangers to each other.</item>
/// <item>What an <c>async</c> helper acquires and returns to its caller is not the caller's: the identity does not flow back out of an <c>async</c>
/// method. The caller can dispose of the releaser, but if it acquires again it waits for itself. Helpers that only pass the task on are fine.</item>
/// <item>A thread that acquires by <see cref="Acquire"/> stays the owner until the release: do not await in between, or whatever runs next on that
/// thread counts as the owner. Use <see cref="AcquireAsync"/> where there is an await.</item>
/// </list>
/// <para><b>If a process dies</b> holding the lock, at whatever depth, the next owner gets it and is told at each of its levels:
/// <see cref="AioLockReleaser.WasAbandoned"/>. Processes that die waiting are skipped.</para>
/// <para><b>Cost</b>: as <see cref="AioLock"/>, and the bookkeeping of who holds it: about 200 bytes of this process's memory for an outermost acquisition.
/// Acquiring again costs no atomic instruction in shared memory.</para>
/// </remarks>
public sealed class AioReentrantLock : IAioReentrantLock, IConditionLock
{
    private Handle<SharedLock> _handle;

    /// <summary>Makes a free lock in the context of this process tree.</summary>
    public AioReentrantLock() : this(Place.Default)
    {
    }

    internal AioReentrantLock(Place place) => _handle = Handle<SharedLock>.Create(place, ObjectKind.Lock, SharedLock.Make);

    internal AioReentrantLock(Handle<SharedLock> handle) => _handle = handle;

    /// <summary>Whether anybody holds it, in any process. May be out of date when it returns.</summary>
    public bool IsHeld => _handle.Target.IsHeld;

    /// <summary>Whether the caller holds it: its async flow, or its thread.</summary>
    public bool IsHeldByCaller => _handle.Target.Ownership.Mine is not null;

    /// <summary>Takes the lock for this thread if it is free or the caller's already; never waits.</summary>
    /// <returns>True: release it with <see cref="Release"/>.</returns>
    public bool TryAcquire() => TryAcquire(out _);

    /// <summary>As <see cref="TryAcquire()"/>, giving the releaser that tells whether the last owner died.</summary>
    public bool TryAcquire(out AioLockReleaser releaser)
    {
        SharedLock target = _handle.Target;
        if (TryEnter(target, out releaser))
            return true;
        if (!target.TryAcquire(out LockGrant grant))
            return false;
        releaser = Begin(target, new OwnedHolding(Thread.CurrentThread), grant);
        return true;
    }

    /// <summary>Takes the lock for this thread, blocking it until the lock is free.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was acquired.</exception>
    public AioLockReleaser Acquire(CancellationToken cancellationToken = default)
    {
        TryBlock(Timeout.InfiniteTimeSpan, cancellationToken, out AioLockReleaser releaser);
        return releaser;
    }

    /// <summary>Takes the lock for this thread, blocking it for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out. True: release it with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was acquired.</exception>
    public bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return TryBlock(timeout, cancellationToken, out _);
    }

    /// <summary>Takes the lock for this async flow, as soon as it is free, without blocking a thread.</summary>
    /// <returns>Dispose of it to release this acquisition: <c>using (await mutex.AcquireAsync()) { … }</c>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was acquired.</exception>
    public ValueTask<AioLockReleaser> AcquireAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<AioLockReleaser>(cancellationToken);
        SharedLock target = _handle.Target;
        if (TryEnter(target, out AioLockReleaser releaser))
            return new ValueTask<AioLockReleaser>(releaser);
        OwnedHolding holding = NewHoldingOfFlow(target);
        if (target.TryAcquire(out LockGrant grant) || target.TrySpin(out grant))
            return new ValueTask<AioLockReleaser>(Begin(target, holding, grant));
        OwnedLockWaiter waiter = Park(target, holding, Timeout.InfiniteTimeSpan, cancellationToken);
        return new ValueTask<AioLockReleaser>(waiter, waiter.Version);
    }

    /// <summary>Takes the lock for this async flow, waiting for at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False on time-out. True: release it with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was acquired.</exception>
    public ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        SharedLock target = _handle.Target;
        if (TryEnter(target, out _))
            return new ValueTask<bool>(true);
        OwnedHolding holding = NewHoldingOfFlow(target);
        if (target.TryAcquire(out LockGrant grant))
        {
            Begin(target, holding, grant);
            return new ValueTask<bool>(true);
        }

        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(false);
        OwnedLockWaiter waiter = Park(target, holding, timeout, cancellationToken);
        return new ValueTask<bool>(waiter, waiter.Version);
    }

    /// <summary>Releases the caller's last acquisition.</summary>
    /// <exception cref="AioException">The caller, its flow or its thread, does not hold the lock.</exception>
    public void Release()
    {
        SharedLock target = _handle.Target;
        OwnedHolding holding = target.Ownership.Mine ?? throw NotHeld("neither this async flow nor this thread holds it");
        Leave(target, holding, entry: 0);
    }

    /// <summary>Lets go of this handle. If it is the last one of this process while the process holds the lock, the lock counts as abandoned.</summary>
    public void Dispose() => _handle.Dispose();

    SharedLock IConditionLock.Shared => _handle.Target;

    LockHolding? IConditionLock.Mine => _handle.Target.Ownership.Mine;

    void IReleasable.Release(LockWord held, int entry)
    {
        SharedLock target = _handle.Target;
        if (target.Ownership.Current is not { } holding || holding.First != held)
            throw NotHeld("this acquisition has been released already, or a wait on a condition has given the lock up");
        Leave(target, holding, entry);
    }

    bool IReleasable.WasAbandoned(LockWord held, bool atFirst) =>
        _handle.Target.Ownership.Current is { } holding && holding.First == held ? holding.WasAbandoned : atFirst;

    void IConditionLock.GiveToFlow(LockHolding holding) => _handle.Target.Ownership.GiveToFlow((OwnedHolding)holding);

    Place IConditionLock.Place => _handle.Place;

    IConditionLock IConditionLock.Another() => new AioReentrantLock(_handle.Another());

    void IAioHandle.WriteReference(PayloadWriter writer) => _handle.Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader) => _handle = Handle<SharedLock>.Read(ref reader, ObjectKind.Lock, SharedLock.Make);

    private bool TryEnter(SharedLock target, out AioLockReleaser releaser)
    {
        releaser = default;
        if (target.Ownership.Mine is not { } holding || !holding.TryEnter(out int entry))
            return false;
        releaser = new AioLockReleaser(this, new LockGrant(holding.First, holding.WasAbandoned), entry);
        return true;
    }

    // The flow is marked before the lock is granted: afterwards its caller could not be reached any more.
    private static OwnedHolding NewHoldingOfFlow(SharedLock target)
    {
        var holding = new OwnedHolding(thread: null);
        target.Ownership.GiveToFlow(holding);
        return holding;
    }

    private AioLockReleaser Begin(SharedLock target, OwnedHolding holding, in LockGrant grant)
    {
        target.Ownership.Begin(holding, in grant);
        return new AioLockReleaser(this, grant, OwnedHolding.Outermost);
    }

    private static void Leave(SharedLock target, OwnedHolding holding, int entry)
    {
        if (!holding.TryLeave(entry, out bool isLast))
            throw NotHeld("this acquisition has been released already");
        if (!isLast)
            return;
        target.Ownership.End();
        if (!target.TryRelease(holding.Held))
            throw NotHeld($"process {Environment.ProcessId} does not hold it");
    }

    private bool TryBlock(TimeSpan timeout, CancellationToken cancellationToken, out AioLockReleaser releaser)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryAcquire(out releaser))
            return true;
        if (timeout == TimeSpan.Zero)
            return false;
        SharedLock target = _handle.Target;
        var holding = new OwnedHolding(Thread.CurrentThread);
        if (target.TrySpin(out LockGrant grant))
        {
            releaser = Begin(target, holding, grant);
            return true;
        }

        var waiter = new OwnedLockWaiter(this, target, holding, isBlocking: true);
        target.Channel.Park(waiter);
        grant = waiter.Block(timeout, cancellationToken);
        releaser = grant.IsGranted ? new AioLockReleaser(this, grant, OwnedHolding.Outermost) : default;
        return grant.IsGranted;
    }

    private OwnedLockWaiter Park(SharedLock target, OwnedHolding holding, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waiter = new OwnedLockWaiter(this, target, holding, isBlocking: false);
        target.Channel.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }

    private static AioException NotHeld(string why) =>
        new($"The re-entrant lock cannot be released: {why}. Release each acquisition once; dispose of its releaser where another flow or thread must do it.");
}
