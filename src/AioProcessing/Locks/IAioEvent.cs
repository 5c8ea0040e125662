namespace AioProcessing;

/// <summary>A flag to wait for, wherever it lives: an <see cref="AioEvent"/> in shared memory, or one hosted by a manager.</summary>
public interface IAioEvent : IDisposable
{
    /// <summary>Whether it is set. May be out of date when it returns.</summary>
    bool IsSet { get; }

    /// <summary>Sets it and lets everybody go on who waits. Nothing happens if it is set already.</summary>
    void Set();

    /// <summary>Makes later waits wait again (Python's <c>clear</c>).</summary>
    void Reset();

    /// <summary>Whether it is set; never waits.</summary>
    bool TryWait();

    /// <summary>Blocks this thread until it is set.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Wait(CancellationToken cancellationToken = default);

    /// <summary>Blocks this thread until it is set, for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Goes on when it is set, without blocking a thread.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Goes on when it is set or after <paramref name="timeout"/>, without blocking a thread.</summary>
    /// <returns>False on time-out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
