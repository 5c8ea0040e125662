using System.Threading.Channels;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A queue as the writing half of a channel.</summary>
internal sealed class QueueWriter<T>(AioQueue<T> queue) : ChannelWriter<T>
{
    public override bool TryWrite(T item)
    {
        try
        {
            return queue.TryPut(item);
        }
        catch (AioCompletedException)
        {
            return false;
        }
    }

    public override async ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
    {
        SharedQueue target = queue.Target;
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new PutWaiter(target, queue, Outgoing.Look(), isBlocking: false);
        target.Putters.Park(waiter);
        waiter.Limit(Timeout.InfiniteTimeSpan, cancellationToken);
        try
        {
            return await new ValueTask<bool>(waiter, waiter.Version).ConfigureAwait(false);
        }
        catch (AioCompletedException)
        {
            return queue.ReadEnd() is { } reason ? throw reason : false;
        }
    }

    public override async ValueTask WriteAsync(T item, CancellationToken cancellationToken = default)
    {
        try
        {
            await queue.PutAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (AioCompletedException end)
        {
            throw new ChannelClosedException(end.Message, end.InnerException);
        }
    }

    public override bool TryComplete(Exception? error = null)
    {
        if (queue.IsCompleted)
            return false;
        queue.Complete(error);
        return true;
    }
}
