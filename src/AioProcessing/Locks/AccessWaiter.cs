using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Locks;

/// <summary>A wait to read or write, in the two shapes that callers await.</summary>
internal sealed class AccessWaiter(SharedReaderWriterLock target, AioReaderWriterLock owner, bool isWriter, bool isBlocking)
    : Waiter<AccessRequest, AccessGrant>(new AccessRequest(isWriter, IsParked: true), owner, isBlocking), IValueTaskSource<AioAccessReleaser>, IValueTaskSource<bool>
{
    AioAccessReleaser IValueTaskSource<AioAccessReleaser>.GetResult(short token) =>
        new(Owner!, Request.IsWriter, GetResult(token).WasAbandoned);

    bool IValueTaskSource<bool>.GetResult(short token) => GetResult(token).IsGranted;

    protected override void Settle()
    {
        if (Request.IsWriter && !Result.IsGranted)
            target.WriterGaveUp();
    }
}
