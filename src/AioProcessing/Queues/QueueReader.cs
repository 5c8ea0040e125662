using System.Threading.Channels;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A queue as the reading half of a channel.</summary>
internal sealed class QueueReader<T>(AioQueue<T> queue) : ChannelReader<T>
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanCount => true;

    public override int Count => queue.Count;

    public override Task Completion
    {
        get
        {
            _ = HasEnded(out _);
            return _completion.Task;
        }
    }

    public override bool TryRead(out T item) => queue.TryGet(out item);

    // The base would throw the queue's reason as it is; readers of channels expect to find it inside.
    public override async ValueTask<T> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await queue.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AioCompletedException end)
        {
            throw new ChannelClosedException(end.InnerException);
        }
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (!queue.IsEmpty)
            return new ValueTask<bool>(true);
        return HasEnded(out Exception? reason) ? Ended(reason) : LookAsync(cancellationToken);
    }

    private async ValueTask<bool> LookAsync(CancellationToken cancellationToken)
    {
        SharedQueue target = queue.Target;
        var waiter = new LookWaiter(queue);
        target.Getters.Park(waiter);
        waiter.Limit(Timeout.InfiniteTimeSpan, cancellationToken);
        if (await new ValueTask<bool>(waiter, waiter.Version).ConfigureAwait(false))
            return true;
        HasEnded(out Exception? reason);
        return await Ended(reason).ConfigureAwait(false);
    }

    private static ValueTask<bool> Ended(Exception? reason) => reason is null ? new ValueTask<bool>(false) : ValueTask.FromException<bool>(reason);

    private bool HasEnded(out Exception? reason)
    {
        reason = null;
        if (!queue.IsCompleted || !queue.IsEmpty)
            return false;
        reason = queue.ReadEnd();
        if (reason is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(reason);
        return true;
    }
}
