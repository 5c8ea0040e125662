using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted condition, as its clients have it: the waits, and a proxy of the lock.</summary>
/// <remarks>
/// A wait is one call, which the manager answers when the caller has the lock again. It cannot be cancelled, because the lock has to come back in any case; when the
/// time is up, or the token is cancelled, a second call moves it on to the lock.
/// </remarks>
internal sealed class HostedCondition(AioProxyTarget target, HostedLockBase mutex) : HostedProxy(target), IAioCondition
{
    private HostedLockBase _lock = mutex;

    public bool IsHeld => _lock.IsHeld;

    public bool TryAcquire() => _lock.TryAcquire();

    public bool TryAcquire(out AioLockReleaser releaser) => _lock.TryAcquire(out releaser);

    public AioLockReleaser Acquire(CancellationToken cancellationToken = default) => _lock.Acquire(cancellationToken);

    public bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default) => _lock.TryAcquire(timeout, cancellationToken);

    public ValueTask<AioLockReleaser> AcquireAsync(CancellationToken cancellationToken = default) => _lock.AcquireAsync(cancellationToken);

    public ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => _lock.TryAcquireAsync(timeout, cancellationToken);

    public void Release() => _lock.Release();

    public bool TryWait()
    {
        _ = Mine("waited on");
        return false;
    }

    public void Wait(CancellationToken cancellationToken = default) => TryWait(Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Blocking.Wait(WaitCoreAsync(Mine("waited on"), timeout, asAbandoned: false, cancellationToken));
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken = default) => new(TryWaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).AsTask());

    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        LockHolding holding = Mine("waited on");
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        _lock.GiveToFlow(holding); // Here, because it would not get out of the async method.
        return WaitCoreAsync(holding, timeout, asAbandoned: false, cancellationToken);
    }

    public bool TryWaitFor(Func<bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        _ = Mine("waited on");
        return predicate();
    }

    public void WaitFor(Func<bool> predicate, CancellationToken cancellationToken = default) => TryWaitFor(predicate, Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryWaitFor(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        TimeLimit.Check(timeout);
        LockHolding holding = Mine("waited on");
        long begun = Environment.TickCount64;
        bool asAbandoned = false;
        while (!predicate())
        {
            TimeSpan left = TimeLimit.Left(timeout, begun);
            if (left == TimeSpan.Zero)
                return false;
            Blocking.Wait(WaitCoreAsync(holding, left, asAbandoned, cancellationToken));
            asAbandoned = holding.WasAbandoned;
        }

        return true;
    }

    public ValueTask WaitForAsync(Func<bool> predicate, CancellationToken cancellationToken = default) =>
        new(TryWaitForAsync(predicate, Timeout.InfiniteTimeSpan, cancellationToken).AsTask());

    public ValueTask<bool> TryWaitForAsync(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        TimeLimit.Check(timeout);
        LockHolding holding = Mine("waited on");
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        _lock.GiveToFlow(holding);
        return WaitUntilAsync(predicate, holding, timeout, cancellationToken);
    }

    public void Notify(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        LockHolding holding = Mine("notified");
        PayloadWriter call = Begin((int)ConditionObject.Member.Notify);
        call.WriteUInt64(holding.First.Bits);
        call.WriteInt32(count);
        Send(call);
    }

    public void NotifyAll() => Notify(int.MaxValue);

    public override void Dispose()
    {
        base.Dispose(); // First, so that waits that end by it can still have the lock back.
        _lock.Dispose();
    }

    internal override void WriteState(PayloadWriter to)
    {
        to.WriteBool(_lock is HostedReentrantLock);
        ((IAioHandle)_lock).WriteReference(to);
    }

    internal override void ReadState(ref PayloadReader from)
    {
        bool isReentrant = from.ReadBool();
        _lock = (HostedLockBase)Reflect.Allocate(isReentrant ? typeof(HostedReentrantLock) : typeof(HostedLock));
        ((IAioHandle)_lock).ReadReference(ref from);
    }

    private async ValueTask<bool> WaitUntilAsync(Func<bool> predicate, LockHolding holding, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long begun = Environment.TickCount64;
        bool asAbandoned = false;
        while (!predicate())
        {
            TimeSpan left = TimeLimit.Left(timeout, begun);
            if (left == TimeSpan.Zero)
                return false;
            await WaitCoreAsync(holding, left, asAbandoned, cancellationToken).ConfigureAwait(false);
            asAbandoned = holding.WasAbandoned;
        }

        return true;
    }

    private async ValueTask<bool> WaitCoreAsync(LockHolding holding, TimeSpan timeout, bool asAbandoned, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PayloadWriter call = Begin((int)ConditionObject.Member.Wait);
        call.WriteUInt64(holding.First.Bits);
        call.WriteBool(asAbandoned);
        if (!_lock.TryGiveUp(holding))
        {
            call.Return();
            throw ConditionObject.NotHeld("waited on");
        }

        ValueTask<HostedGrant> waiting = SendAsync(call, HostedGrant.Read, CancellationToken.None);
        HostedGrant grant;
        using (CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            using CancellationTokenRegistration stop = limit.Token.UnsafeRegister(_ => Stop(holding), null);
            limit.CancelAfter(timeout);
            grant = await waiting.ConfigureAwait(false);
        }

        _lock.TakeBack(holding, grant.Lock);
        if (!grant.IsNotified)
            cancellationToken.ThrowIfCancellationRequested();
        return grant.IsNotified;
    }

    private void Stop(LockHolding holding)
    {
        try
        {
            PayloadWriter call = Begin((int)ConditionObject.Member.StopWaiting);
            call.WriteUInt64(holding.First.Bits);
            _ = SendAsync(call, ReadNothing, CancellationToken.None).AsTask();
        }
        catch (ObjectDisposedException)
        {
            // The wait ends by that.
        }
    }

    private LockHolding Mine(string deed) => _lock.Mine ?? throw ConditionObject.NotHeld(deed);
}
