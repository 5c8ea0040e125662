using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A wait until there is an item, which is not taken. False when the queue was completed and is empty.</summary>
internal sealed class LookWaiter(object owner) : Waiter<GetWish, QueueItem>(GetWish.Look, owner, isBlocking: false), IValueTaskSource<bool>
{
    bool IValueTaskSource<bool>.GetResult(short token) => GetResult(token).Kind == QueueItemKind.Item;
}
