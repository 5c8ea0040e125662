namespace AioProcessing;

/// <summary>A number of permits, wherever they live: an <see cref="AioSemaphore"/> or <see cref="AioBoundedSemaphore"/> in shared memory, or one hosted by a manager.</summary>
/// <remarks>
/// <b>If a process dies</b>, or loses its connection to the manager for good, the permits that it holds come back, unless the semaphore was made with permits that
/// have no owner.
/// </remarks>
public interface IAioSemaphore : IDisposable
{
    /// <summary>Permits free at the moment.</summary>
    int CurrentCount { get; }

    /// <summary>The most permits that may be free: those at first if it is bounded, else 262,143.</summary>
    int Capacity { get; }

    /// <summary>Takes a permit if one is free; never waits.</summary>
    /// <returns>True: give it back with <see cref="Release"/>.</returns>
    bool TryAcquire();

    /// <summary>Takes a permit, blocking this thread until one is free.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    AioSemaphoreReleaser Acquire(CancellationToken cancellationToken = default);

    /// <summary>Takes a permit, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out. True: give it back with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Takes a permit as soon as one is free, without blocking a thread.</summary>
    /// <returns>Dispose of it to give the permit back.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    ValueTask<AioSemaphoreReleaser> AcquireAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes a permit, waiting for at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False on time-out. True: give it back with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Gives permits back; or adds some, if the caller's process holds fewer.</summary>
    /// <param name="permits">How many; at least 1.</param>
    /// <exception cref="AioException">More than <see cref="Capacity"/> would be free. Nothing was given back.</exception>
    void Release(int permits = 1);
}
