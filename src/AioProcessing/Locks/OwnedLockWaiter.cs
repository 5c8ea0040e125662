using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Locks;

/// <summary>A wait for a re-entrant lock: when it is granted, its holding is the present one before the owner learns of it.</summary>
internal sealed class OwnedLockWaiter(AioReentrantLock owner, SharedLock target, OwnedHolding holding, bool isBlocking)
    : Waiter<None, LockGrant>(default, owner, isBlocking), IValueTaskSource<AioLockReleaser>, IValueTaskSource<bool>
{
    AioLockReleaser IValueTaskSource<AioLockReleaser>.GetResult(short token) => new((AioReentrantLock)Owner!, GetResult(token), OwnedHolding.Outermost);

    bool IValueTaskSource<bool>.GetResult(short token) => GetResult(token).IsGranted;

    protected override void Settle()
    {
        if (Result.IsGranted)
            target.Ownership.Begin(holding, in Result);
    }
}
