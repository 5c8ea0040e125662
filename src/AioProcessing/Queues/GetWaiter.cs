using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A wait for an item. The bytes are decoded by whoever reads the result, not by the dispatcher that took them.</summary>
internal sealed class GetWaiter<T>(AioQueue<T> owner, bool endsQuietly, bool isBlocking)
    : Waiter<None, QueueItem>(default, owner, isBlocking), IValueTaskSource<T>, IValueTaskSource<(bool, T)>
{
    private AioQueue<T> Queue => (AioQueue<T>)Owner!;

    T IValueTaskSource<T>.GetResult(short token) => Unwrap(GetResult(token)).Item;

    (bool, T) IValueTaskSource<(bool, T)>.GetResult(short token) => Unwrap(GetResult(token));

    public (bool Taken, T Item) Unwrap(QueueItem item) => item.Kind switch
    {
        QueueItemKind.Item => (true, Queue.Decode(in item)),
        QueueItemKind.Completed => End(),
        _ => (false, default!),
    };

    private (bool, T) End()
    {
        AioCompletedException end = Queue.Completed("read from");
        return endsQuietly && end.InnerException is null ? (false, default!) : throw end;
    }
}
