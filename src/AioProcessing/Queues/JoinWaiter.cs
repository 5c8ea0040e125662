using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A wait until every item is done with.</summary>
internal sealed class JoinWaiter(object owner, bool isBlocking) : Waiter<None, bool>(default, owner, isBlocking), IValueTaskSource, IValueTaskSource<bool>
{
    void IValueTaskSource.GetResult(short token) => GetResult(token);

    bool IValueTaskSource<bool>.GetResult(short token) => GetResult(token);
}
