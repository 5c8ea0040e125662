namespace AioProcessing;

/// <summary>A place where parties wait for each other, wherever it lives: an <see cref="AioBarrier"/> in shared memory, or one hosted by a manager.</summary>
/// <remarks><b>If a process dies</b>, or loses its connection to the manager for good, while one of its parties waits, the barrier is broken.</remarks>
public interface IAioBarrier : IDisposable
{
    /// <summary>How many must arrive.</summary>
    int ParticipantCount { get; }

    /// <summary>How many have arrived and wait now; 0 when it is broken. May be out of date when it returns.</summary>
    int WaitingCount { get; }

    /// <summary>Whether it is broken. May be out of date when it returns.</summary>
    bool IsBroken { get; }

    /// <summary>Arrives if all others are there already; else does nothing, and breaks nothing. Never waits.</summary>
    /// <param name="index">The number of parties less 1; -1 if not all were there.</param>
    /// <returns>True: everybody goes on.</returns>
    /// <exception cref="AioBrokenBarrierException">It is broken.</exception>
    bool TrySignalAndWait(out int index);

    /// <summary>Arrives, and blocks this thread until all others have.</summary>
    /// <returns>The order of arrival: each party of a round gets another number from 0 to the number of parties less 1.</returns>
    /// <exception cref="AioBrokenBarrierException">It is broken, or was while this party waited; also when the barrier's time limit ran out.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. If the party had arrived, the barrier is broken.</exception>
    int SignalAndWait(CancellationToken cancellationToken = default);

    /// <summary>Arrives, and blocks this thread for at most <paramref name="timeout"/> until all others have.</summary>
    /// <returns>False on time-out; the barrier is broken then, unless the limit was zero.</returns>
    /// <inheritdoc cref="SignalAndWait" path="/exception"/>
    bool TrySignalAndWait(TimeSpan timeout, out int index, CancellationToken cancellationToken = default);

    /// <summary>Arrives, and goes on when all others have, without blocking a thread.</summary>
    /// <inheritdoc cref="SignalAndWait"/>
    ValueTask<int> SignalAndWaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Arrives, and goes on when all others have or after <paramref name="timeout"/>, without blocking a thread.</summary>
    /// <returns>(false, -1) on time-out; the barrier is broken then, unless the limit was zero.</returns>
    /// <inheritdoc cref="SignalAndWait" path="/exception"/>
    ValueTask<(bool Passed, int Index)> TrySignalAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Makes it usable again, with nobody in it. Who waits gets <see cref="AioBrokenBarrierException"/>.</summary>
    void Reset();

    /// <summary>Breaks it, until <see cref="Reset"/>.</summary>
    void Abort();
}
