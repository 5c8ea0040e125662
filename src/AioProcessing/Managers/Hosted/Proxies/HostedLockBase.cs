using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted lock, re-entrant or not, as its conditions see it.</summary>
internal abstract class HostedLockBase(AioProxyTarget target) : HostedProxy(target), IAioLock, IReleasable
{
    private LocalLock? _local;

    public bool IsHeld => Send(Begin((int)LockObject.Member.IsHeld), ReadWhether);

    /// <summary>The present holding, if it is the caller's.</summary>
    public abstract LockHolding? Mine { get; }

    protected LocalLock Local => _local ??= LocalLock.Of(Client, Target.Id);

    public abstract bool TryAcquire(out AioLockReleaser releaser);

    public abstract AioLockReleaser Acquire(CancellationToken cancellationToken = default);

    public abstract bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default);

    public abstract ValueTask<AioLockReleaser> AcquireAsync(CancellationToken cancellationToken = default);

    public abstract ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    public abstract void Release();

    public bool TryAcquire() => TryAcquire(out _);

    /// <summary>One proxy more of the same lock, with a life of its own.</summary>
    public async Task<HostedLockBase> AnotherAsync(CancellationToken cancellationToken)
    {
        long id = Target.Id;
        return Make(await SendAsync(Begin((int)LockObject.Member.Refer), (ref PayloadReader from, ManagerClient client) => new AioProxyTarget(client, id), cancellationToken).ConfigureAwait(false));
    }

    protected abstract HostedLockBase Make(AioProxyTarget target);

    /// <summary>Before a wait on a condition. False when it is not the present holding.</summary>
    public abstract bool TryGiveUp(LockHolding holding);

    /// <summary>After it: the lock was granted to the same holding again.</summary>
    public abstract void TakeBack(LockHolding holding, in LockGrant grant);

    /// <summary>From now on the caller's flow goes on with the holding, on whichever thread. Not to be called in <c>async</c> methods.</summary>
    public abstract void GiveToFlow(LockHolding holding);

    public abstract ValueTask ReleaseAsync(LockWord held, int entry);

    public void Release(LockWord held, int entry) => Blocking.Wait(AsResult(ReleaseAsync(held, entry)));

    public abstract bool WasAbandoned(LockWord held, bool atFirst);

    protected ValueTask<HostedGrant> RequestAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        PayloadWriter call = Begin((int)LockObject.Member.Acquire);
        call.WriteBool(timeout != TimeSpan.Zero);
        return SendAsync(call, HostedGrant.Read, timeout, cancellationToken);
    }

    protected ValueTask GiveAsync(LockWord held)
    {
        PayloadWriter call = Begin((int)LockObject.Member.Release);
        call.WriteUInt64(held.Bits);
        return SendAsync(call, CancellationToken.None);
    }

    protected static async ValueTask<bool> AsResult(ValueTask done)
    {
        await done.ConfigureAwait(false);
        return true;
    }
}

/// <summary>What a manager answers to whoever asks for a lock.</summary>
/// <param name="Lock">The holding by its number, which is never given to another one; none if it was not granted.</param>
/// <param name="IsNotified">Whether a wait on a condition ended by a notification.</param>
internal readonly record struct HostedGrant(LockGrant Lock, bool IsNotified)
{
    public bool IsGranted => Lock.IsGranted;

    public static HostedGrant Read(ref PayloadReader from, ManagerClient client) => new(new LockGrant(new LockWord(from.ReadUInt64()), from.ReadBool()), from.ReadBool());
}
