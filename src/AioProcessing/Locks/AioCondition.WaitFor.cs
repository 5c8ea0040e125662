using AioProcessing.Backends;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;

namespace AioProcessing;

// Waiting until something is so: the loop around a wait that every use of a condition needs.
//
// When the lock comes back abandoned and the loop waits on, the caller cannot have repaired what the dead owner left. So the lock is given up as
// abandoned once more, for the next owner to be told; perhaps that is this one again.
public sealed partial class AioCondition
{
    /// <summary>Whether it is so already; never waits, and keeps the lock.</summary>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    public bool TryWaitFor(Func<bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        _ = Mine("waited on");
        return predicate();
    }

    /// <summary>Blocks this thread until it is so, giving up the lock while it is not.</summary>
    /// <param name="predicate">Asked under the lock: at once, and after each notification.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is held again.</exception>
    public void WaitFor(Func<bool> predicate, CancellationToken cancellationToken = default) =>
        TryWaitFor(predicate, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>As <see cref="WaitFor"/>, for at most <paramref name="timeout"/> and the time it takes to have the lock back.</summary>
    /// <returns>What the predicate said last.</returns>
    /// <inheritdoc cref="WaitFor" path="/exception"/>
    public bool TryWaitFor(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        TimeLimit.Check(timeout);
        LockHolding holding = Mine("waited on");
        long begun = Environment.TickCount64;
        bool asAbandoned = false;
        while (!predicate())
        {
            TimeSpan left = TimeLimit.Left(timeout, begun);
            if (left == TimeSpan.Zero)
                return false;
            Start(holding, left, isBlocking: true, cancellationToken, asAbandoned).Block();
            asAbandoned = holding.WasAbandoned;
        }

        return true;
    }

    /// <summary>Goes on when it is so, without blocking a thread; gives up the lock while it is not.</summary>
    /// <inheritdoc cref="WaitFor" path="/param"/>
    /// <inheritdoc cref="WaitFor" path="/exception"/>
    public ValueTask WaitForAsync(Func<bool> predicate, CancellationToken cancellationToken = default)
    {
        ValueTask<bool> waiting = TryWaitForAsync(predicate, Timeout.InfiniteTimeSpan, cancellationToken);
        return waiting.IsCompletedSuccessfully ? default : new ValueTask(waiting.AsTask());
    }

    /// <summary>As <see cref="WaitForAsync"/>, for at most <paramref name="timeout"/> and the time it takes to have the lock back.</summary>
    /// <returns>What the predicate said last.</returns>
    /// <inheritdoc cref="WaitFor" path="/exception"/>
    public ValueTask<bool> TryWaitForAsync(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        TimeLimit.Check(timeout);
        LockHolding holding = Mine("waited on");
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        _lock.GiveToFlow(holding); // Here, because it would not get out of the async method.
        return WaitUntilAsync(predicate, holding, timeout, cancellationToken);
    }

    private async ValueTask<bool> WaitUntilAsync(Func<bool> predicate, LockHolding holding, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long begun = Environment.TickCount64;
        bool asAbandoned = false;
        while (!predicate())
        {
            TimeSpan left = TimeLimit.Left(timeout, begun);
            if (left == TimeSpan.Zero)
                return false;
            ConditionWait wait = Start(holding, left, isBlocking: false, cancellationToken, asAbandoned);
            await new ValueTask<bool>(wait, wait.Version).ConfigureAwait(false);
            asAbandoned = holding.WasAbandoned;
        }

        return true;
    }
}
