using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A wait for an item, to be had or leased. It is decoded by whoever reads the result, not by the dispatcher that took it; until then it comes back if the process dies.</summary>
internal sealed class GetWaiter<T>(AioQueue<T> owner, SharedQueue target, bool endsQuietly, bool isBlocking)
    : Waiter<GetWish, QueueItem>(GetWish.Item, owner, isBlocking), IValueTaskSource<T>, IValueTaskSource<(bool, T)>, IValueTaskSource<AioLease<T>>,
      IValueTaskSource<(bool, AioLease<T>?)>
{
    private AioQueue<T> Queue => (AioQueue<T>)Owner!;

    T IValueTaskSource<T>.GetResult(short token) => Unwrap(GetResult(token)).Item;

    (bool, T) IValueTaskSource<(bool, T)>.GetResult(short token) => Unwrap(GetResult(token));

    AioLease<T> IValueTaskSource<AioLease<T>>.GetResult(short token) => UnwrapLease(GetResult(token)).Lease!;

    (bool, AioLease<T>?) IValueTaskSource<(bool, AioLease<T>?)>.GetResult(short token) => UnwrapLease(GetResult(token));

    public (bool Taken, T Item) Unwrap(QueueItem item) => item.Kind switch
    {
        QueueItemKind.Item => (true, Queue.Consume(target, in item)),
        QueueItemKind.Completed => (End(), default!),
        _ => (false, default!),
    };

    public (bool Taken, AioLease<T>? Lease) UnwrapLease(QueueItem item) => item.Kind switch
    {
        QueueItemKind.Item => (true, Queue.MakeLease(target, in item)),
        QueueItemKind.Completed => (End(), null),
        _ => (false, null),
    };

    private bool End()
    {
        AioCompletedException end = Queue.Completed("read from");
        return endsQuietly && end.InnerException is null ? false : throw end;
    }
}
