using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Locks;

/// <summary>What <see cref="AioLockReleaser"/> releases.</summary>
internal interface IReleasable
{
    /// <summary>Ends a holding, or the given level of it.</summary>
    void Release(LockWord held, int entry);

    /// <inheritdoc cref="Release"/>
    ValueTask ReleaseAsync(LockWord held, int entry)
    {
        Release(held, entry);
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether the owner before died, the last time that this holding got the lock; <paramref name="atFirst"/> if that was the first time.</summary>
    bool WasAbandoned(LockWord held, bool atFirst);
}

/// <summary>A lock that <see cref="AioCondition"/> can give up and take back.</summary>
internal interface IConditionLock : IAioLock, IReleasable, IAioHandle
{
    SharedLock Shared { get; }

    /// <summary>The context that it lives in, where its conditions have to live too.</summary>
    Place Place { get; }

    /// <summary>The present holding, if it is the caller's; null = the caller does not hold the lock.</summary>
    LockHolding? Mine { get; }

    /// <summary>From now on the caller's flow goes on with the holding, on whichever thread. Not to be called in <c>async</c> methods.</summary>
    void GiveToFlow(LockHolding holding);

    /// <summary>The same lock through a handle of its own.</summary>
    IConditionLock Another();
}
