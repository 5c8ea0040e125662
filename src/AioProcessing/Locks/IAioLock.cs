namespace AioProcessing;

/// <summary>A lock, wherever it lives: an <see cref="AioLock"/> in shared memory, or one hosted by a manager, perhaps on another machine.</summary>
/// <remarks>
/// The owner is a process: any thread of it may release. Of a hosted lock the owner is a client, that is one process's connection to the manager.
/// <para><b>If the owner dies</b>, or loses its connection for good, the next owner gets the lock and is told: <see cref="AioLockReleaser.WasAbandoned"/>.</para>
/// <para>Every member of a hosted lock is a call to its manager: one that never waits takes a round trip nevertheless, and throws
/// <see cref="AioException"/> when the manager is gone.</para>
/// </remarks>
public interface IAioLock : IDisposable
{
    /// <summary>Whether anybody holds it. May be out of date when it returns.</summary>
    bool IsHeld { get; }

    /// <summary>Takes the lock if it is free; never waits.</summary>
    /// <returns>True: release it with <see cref="Release"/>.</returns>
    bool TryAcquire();

    /// <summary>As <see cref="TryAcquire()"/>, giving the releaser that tells whether the last owner died.</summary>
    bool TryAcquire(out AioLockReleaser releaser);

    /// <summary>Takes the lock, blocking this thread until it is free.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    AioLockReleaser Acquire(CancellationToken cancellationToken = default);

    /// <summary>Takes the lock, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out. True: release it with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Takes the lock, as soon as it is free, without blocking a thread.</summary>
    /// <returns>Dispose of it to release the lock: <c>using (await mutex.AcquireAsync()) { … }</c>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    ValueTask<AioLockReleaser> AcquireAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes the lock, waiting for at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False on time-out. True: release it with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Releases the lock.</summary>
    /// <exception cref="AioException">The caller does not hold it.</exception>
    void Release();
}
