namespace AioProcessing;

/// <summary>A lock together with a place to wait under it, wherever it lives: an <see cref="AioCondition"/> in shared memory, or one hosted by a manager.</summary>
/// <remarks>As a lock it is the one that it was made with. A wait gives it up and has it back when it returns, however it returns.</remarks>
public interface IAioCondition : IAioLock
{
    /// <summary>Never waits, so it is never notified: it only checks that the lock is held, and keeps it.</summary>
    /// <returns>False.</returns>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    bool TryWait();

    /// <summary>Gives up the lock and blocks this thread until it was notified and the lock is held again.</summary>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is held again.</exception>
    void Wait(CancellationToken cancellationToken = default);

    /// <summary>As <see cref="Wait"/>, for a notification within <paramref name="timeout"/>. Having the lock back may take longer.</summary>
    /// <returns>False on time-out; the lock is held again nevertheless.</returns>
    /// <inheritdoc cref="Wait" path="/exception"/>
    bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Gives up the lock, and goes on when it was notified and the lock is held again, without blocking a thread.</summary>
    /// <inheritdoc cref="Wait" path="/exception"/>
    ValueTask WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WaitAsync"/>, for a notification within <paramref name="timeout"/>. Having the lock back may take longer.</summary>
    /// <returns>False on time-out; the lock is held again nevertheless.</returns>
    /// <inheritdoc cref="Wait" path="/exception"/>
    ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Whether it is so already; never waits, and keeps the lock.</summary>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    bool TryWaitFor(Func<bool> predicate);

    /// <summary>Blocks this thread until it is so, giving up the lock while it is not.</summary>
    /// <param name="predicate">Asked by the caller's process, under the lock: at once, and after each notification.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="Wait" path="/exception"/>
    void WaitFor(Func<bool> predicate, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WaitFor"/>, for at most <paramref name="timeout"/> and the time it takes to have the lock back.</summary>
    /// <returns>What the predicate said last.</returns>
    /// <inheritdoc cref="Wait" path="/exception"/>
    bool TryWaitFor(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Goes on when it is so, without blocking a thread; gives up the lock while it is not.</summary>
    /// <inheritdoc cref="WaitFor" path="/param"/>
    /// <inheritdoc cref="Wait" path="/exception"/>
    ValueTask WaitForAsync(Func<bool> predicate, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WaitForAsync"/>, for at most <paramref name="timeout"/> and the time it takes to have the lock back.</summary>
    /// <returns>What the predicate said last.</returns>
    /// <inheritdoc cref="Wait" path="/exception"/>
    ValueTask<bool> TryWaitForAsync(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Wakes that many of those who wait, or all if they are fewer. They go on one after the other, when they get the lock.</summary>
    /// <exception cref="AioException">The caller does not hold the lock.</exception>
    void Notify(int count = 1);

    /// <summary>Wakes all who wait.</summary>
    /// <inheritdoc cref="Notify" path="/exception"/>
    void NotifyAll();
}
