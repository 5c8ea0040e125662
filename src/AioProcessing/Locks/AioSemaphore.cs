using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A number of permits that processes, threads and tasks take and give back; anybody may add to them.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.Semaphore</c>, with the difference that permits have owners. Where they are signals rather than permits,
/// taken by one process and never given back, make it with <c>permitsAreOwned: false</c>: then nothing comes back, as in Python.
/// <para><b>If a process dies</b>, the permits that it holds come back, unless they were made without owners. Processes that die waiting are skipped.</para>
/// <para><b>Cost</b>: taking or giving a permit is two atomic instructions and no allocation; a semaphore takes a page of memory for its owners.
/// Among tasks of one process it is first come, first served.</para>
/// </remarks>
public sealed class AioSemaphore : IAioSemaphore, IAioHandle
{
    private SemaphoreCore _core;

    /// <summary>Makes a semaphore in the context of this process tree.</summary>
    /// <param name="initial">Permits free at first: 0 to 262,143.</param>
    /// <param name="permitsAreOwned">Whether a permit belongs to the process that took it, until it is given back.</param>
    public AioSemaphore(int initial = 1, bool permitsAreOwned = true) : this(Place.Default, initial, permitsAreOwned)
    {
    }

    internal AioSemaphore(Place place, int initial, bool permitsAreOwned) =>
        _core = SemaphoreCore.Create(place, initial, new SemaphoreSettings(PermitMachine.MaxPermits, permitsAreOwned));

    /// <summary>Permits free at the moment.</summary>
    public int CurrentCount => _core.Target.Free;

    /// <summary>The most permits that may be free: 262,143.</summary>
    public int Capacity => _core.Target.Settings.Limit;

    /// <summary>Takes a permit if one is free; never waits.</summary>
    /// <returns>True: give it back with <see cref="Release"/>.</returns>
    public bool TryAcquire() => _core.Target.TryAcquire(out _);

    /// <summary>Takes a permit, blocking this thread until one is free.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    public AioSemaphoreReleaser Acquire(CancellationToken cancellationToken = default)
    {
        _core.Block(this, Timeout.InfiniteTimeSpan, cancellationToken);
        return new AioSemaphoreReleaser(this);
    }

    /// <summary>Takes a permit, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out. True: give it back with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    public bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default) => _core.Block(this, timeout, cancellationToken);

    /// <summary>Takes a permit as soon as one is free, without blocking a thread.</summary>
    /// <returns>Dispose of it to give the permit back.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    public ValueTask<AioSemaphoreReleaser> AcquireAsync(CancellationToken cancellationToken = default) => _core.AcquireAsync(this, cancellationToken);

    /// <summary>Takes a permit, waiting for at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False on time-out. True: give it back with <see cref="Release"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is taken.</exception>
    public ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _core.TryAcquireAsync(this, timeout, cancellationToken);

    /// <summary>Gives permits back; or adds some, if this process holds fewer.</summary>
    /// <param name="permits">How many; at least 1.</param>
    /// <exception cref="AioException">More than 262,143 would be free. Nothing was given back.</exception>
    public void Release(int permits = 1) => _core.Release(permits);

    /// <summary>Lets go of this handle. If it is the last one of this process, the permits that the process holds come back.</summary>
    public void Dispose() => _core.Dispose();

    internal void ReleaseHeld() => _core.ReleaseOne();

    void IAioHandle.WriteReference(PayloadWriter writer) => _core.Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader) => _core = SemaphoreCore.Read(ref reader);
}
