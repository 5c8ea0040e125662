using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Locks;

/// <summary>A wait for a lock, in the two shapes that callers await.</summary>
internal sealed class LockWaiter(AioLock owner, bool isBlocking)
    : Waiter<None, LockGrant>(default, owner, isBlocking), IValueTaskSource<AioLockReleaser>, IValueTaskSource<bool>
{
    AioLockReleaser IValueTaskSource<AioLockReleaser>.GetResult(short token) => new((AioLock)Owner!, GetResult(token));

    bool IValueTaskSource<bool>.GetResult(short token) => GetResult(token).IsGranted;
}
