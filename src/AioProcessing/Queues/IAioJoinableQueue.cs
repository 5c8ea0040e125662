namespace AioProcessing;

/// <summary>A queue that can tell when every item has been dealt with, wherever it lives: an <see cref="AioJoinableQueue{T}"/> in shared memory, or one hosted by a manager.</summary>
/// <typeparam name="T">What it carries.</typeparam>
/// <remarks>An item that was got stays its consumer's until <see cref="TaskDone"/>; if that dies, it comes again, and a join waits for it.</remarks>
public interface IAioJoinableQueue<T> : IAioQueue<T>
{
    /// <summary>Says that the oldest of the items that this process - of a hosted queue: this client - got is dealt with. Leases are completed instead.</summary>
    /// <exception cref="InvalidOperationException">It has no item that it got and is not done with.</exception>
    void TaskDone();

    /// <summary>Whether every item that was put is done with; never waits.</summary>
    bool TryJoin();

    /// <summary>Blocks this thread until every item that was put is done with.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Join(CancellationToken cancellationToken = default);

    /// <summary>Blocks this thread for at most <paramref name="timeout"/> until every item that was put is done with.</summary>
    /// <returns>False on time-out.</returns>
    /// <inheritdoc cref="Join" path="/exception"/>
    bool TryJoin(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Waits until every item that was put is done with, without blocking a thread.</summary>
    /// <inheritdoc cref="Join" path="/exception"/>
    ValueTask JoinAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits at most <paramref name="timeout"/> until every item that was put is done with, without blocking a thread.</summary>
    /// <returns>False on time-out.</returns>
    /// <inheritdoc cref="Join" path="/exception"/>
    ValueTask<bool> TryJoinAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
