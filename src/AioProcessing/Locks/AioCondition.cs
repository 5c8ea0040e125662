using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A lock together with a place to wait, under it, for others to change what it protects.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.Condition</c>. A wait gives the lock up - all levels of a re-entrant one - and has it back when it
/// returns, however it returns: notified, timed out or cancelled. As with all conditions a wait may end without cause, and what it waited for may be
/// gone again when it has the lock: wait in a loop that looks, or by <c>WaitFor</c>. Notifying never waits for the notified (Python's
/// does, and hangs when one was killed), and only who waits already is notified: first the processes in turn, in a process the oldest wait.
/// <para><b>If a process dies</b> waiting, it takes no notification along: one that it was given, and had not come back with the lock for, goes to
/// another waiter. If a process dies holding the lock, everybody who waits wakes up, because whoever would have notified them is gone; the first
/// to have the lock is told by <see cref="AioLockReleaser.WasAbandoned"/> of the releaser with which it had acquired it, and what the lock protects may be half
/// changed.</para>
/// <para><b>Cost</b>: a wait is three atomic instructions besides those of the lock; parked it takes about 600 bytes of this process's memory and no
/// thread. Notifying is a read per process of the context, and one system call per process that sleeps.</para>
/// </remarks>
public sealed partial class AioCondition : IAioCondition, IAioHandle
{
    private IConditionLock _lock;
    private Handle<SharedCondition> _handle;

    /// <summary>Makes a condition with a lock of its own, an <see cref="AioLock"/>, in the context of this process tree.</summary>
    public AioCondition() : this((IConditionLock)new AioLock())
    {
    }

    /// <summary>Makes a condition over a lock, which may have several.</summary>
    public AioCondition(AioLock mutex) : this(Another(mutex))
    {
    }

    /// <inheritdoc cref="AioCondition(AioLock)"/>
    public AioCondition(AioReentrantLock mutex) : this(Another(mutex))
    {
    }

    private AioCondition(IConditionLock mutex) : this(mutex, mutex.Place)
    {
    }

    private unsafe AioCondition(IConditionLock mutex, Place place)
    {
        _lock = mutex;
        _handle = Handle<SharedCondition>.Create(
            place, ObjectKind.Condition, SharedCondition.Make, (participant, header) => SharedCondition.Prepare(participant, header, mutex.Shared));
    }

    /// <summary>Opens, or makes, the condition of that name over a lock that lives in the same context.</summary>
    internal static AioCondition Named(IConditionLock mutex, Place context, string name)
    {
        if (mutex.Place.Member != context.Member)
            throw new ArgumentException($"The condition '{name}' cannot be over this lock: the lock lives in another context. Take the lock from the same one.", nameof(mutex));

        // The lock is part of the label, so whoever comes with another lock is told so.
        SharedLock target = mutex.Shared;
        var label = new ObjectName(name, $"a condition over lock {target.Index}.{target.Generation}");
        IConditionLock another = mutex.Another();
        try
        {
            return new AioCondition(another, context with { Name = label });
        }
        catch
        {
            another.Dispose();
            throw;
        }
    }

    /// <summary>Whether anybody holds the lock, in any process. May be out of date when it returns.</summary>
    public bool IsHeld => _lock.Shared.IsHeld;

    /// <summary>Takes the lock if it is free; never waits.</summary>
    /// <returns>True: release it with <see cref="Release"/>.</returns>
    public bool TryAcquire() => _lock.TryAcquire(out _);

    /// <summary>As <see cref="TryAcquire()"/>, giving the releaser that tells whether the last owner died.</summary>
    public bool TryAcquire(out AioLockReleaser releaser) => _lock.TryAcquire(out releaser);

    /// <inheritdoc cref="AioLock.Acquire"/>
    public AioLockReleaser Acquire(CancellationToken cancellationToken = default) => _lock.Acquire(cancellationToken);

    /// <inheritdoc cref="AioLock.TryAcquire(TimeSpan, CancellationToken)"/>
    public bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default) => _lock.TryAcquire(timeout, cancellationToken);

    /// <inheritdoc cref="AioLock.AcquireAsync"/>
    public ValueTask<AioLockReleaser> AcquireAsync(CancellationToken cancellationToken = default) => _lock.AcquireAsync(cancellationToken);

    /// <inheritdoc cref="AioLock.TryAcquireAsync"/>
    public ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => _lock.TryAcquireAsync(timeout, cancellationToken);

    /// <summary>Releases the lock.</summary>
    /// <exception cref="AioException">The caller does not hold it.</exception>
    public void Release() => _lock.Release();

    /// <summary>Never waits, so it is never notified: it only checks that the lock is held, and keeps it. For symmetry with the other waits.</summary>
    /// <returns>False.</returns>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    public bool TryWait()
    {
        _ = Mine("waited on");
        return false;
    }

    /// <summary>Gives up the lock and blocks this thread until it was notified and the lock is held again.</summary>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is held again.</exception>
    public void Wait(CancellationToken cancellationToken = default) =>
        Start(Mine("waited on"), Timeout.InfiniteTimeSpan, isBlocking: true, cancellationToken).Block();

    /// <summary>As <see cref="Wait"/>, for a notification within <paramref name="timeout"/>. Having the lock back may take longer.</summary>
    /// <returns>False on time-out; the lock is held again nevertheless.</returns>
    /// <inheritdoc cref="Wait" path="/exception"/>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Start(Mine("waited on"), timeout, isBlocking: true, cancellationToken).Block();
    }

    /// <summary>Gives up the lock, and goes on when it was notified and the lock is held again, without blocking a thread.</summary>
    /// <remarks>Over a re-entrant lock that this thread had acquired, the async flow is its owner from then on.</remarks>
    /// <inheritdoc cref="Wait" path="/exception"/>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        LockHolding holding = Mine("waited on");
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        _lock.GiveToFlow(holding);
        ConditionWait wait = Start(holding, Timeout.InfiniteTimeSpan, isBlocking: false, cancellationToken);
        return new ValueTask(wait, wait.Version);
    }

    /// <summary>As <see cref="WaitAsync"/>, for a notification within <paramref name="timeout"/>. Having the lock back may take longer.</summary>
    /// <returns>False on time-out; the lock is held again nevertheless.</returns>
    /// <inheritdoc cref="Wait" path="/exception"/>
    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        LockHolding holding = Mine("waited on");
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        _lock.GiveToFlow(holding);
        ConditionWait wait = Start(holding, timeout, isBlocking: false, cancellationToken);
        return new ValueTask<bool>(wait, wait.Version);
    }

    /// <summary>Wakes that many of those who wait, or all if they are fewer. They go on one after the other, when they get the lock.</summary>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    public void Notify(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _ = Mine("notified");
        _handle.Target.Notify(count, _lock.Shared);
    }

    /// <summary>Wakes all who wait.</summary>
    /// <inheritdoc cref="Notify" path="/exception"/>
    public void NotifyAll() => Notify(int.MaxValue);

    /// <summary>Lets go of this handle. Waits of this process end with <see cref="ObjectDisposedException"/> if it was the last one here.</summary>
    public void Dispose()
    {
        _handle.Dispose(); // First, so that waits that end by it can still have the lock back.
        _lock.Dispose();
    }

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        writer.WriteBool(_lock is AioReentrantLock);
        _lock.WriteReference(writer);
        _handle.Write(writer);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        bool isReentrant = reader.ReadBool();
        Handle<SharedLock> mutex = Handle<SharedLock>.Read(ref reader, ObjectKind.Lock, SharedLock.Make);
        _lock = isReentrant ? new AioReentrantLock(mutex) : new AioLock(mutex);
        _handle = Handle<SharedCondition>.Read(ref reader, ObjectKind.Condition, SharedCondition.Make);
    }

    private static IConditionLock Another(IConditionLock mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return mutex.Another();
    }

    private LockHolding Mine(string deed) => _lock.Mine ?? throw NotHeld(deed);

    private ConditionWait Start(LockHolding holding, TimeSpan timeout, bool isBlocking, CancellationToken cancellationToken, bool asAbandoned = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wait = new ConditionWait(this, _lock.Shared, holding, _handle.Target, isBlocking);
        return wait.TryStart(timeout, asAbandoned, cancellationToken) ? wait : throw NotHeld("waited on");
    }

    private static AioException NotHeld(string deed) =>
        new($"The condition cannot be {deed}: the caller, in process {Environment.ProcessId}, does not hold its lock. Acquire it first, and do this before the release.");
}
