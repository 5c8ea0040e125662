using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Locks;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A lock that many readers may hold at once, or one writer. Not re-entrant; a reader cannot become a writer without releasing.</summary>
/// <remarks>
/// Python has no counterpart. A writer that waits keeps new readers out, and the readers that waited for a writer come in before the next one, so
/// neither starves. Within one process it is first come, first served.
/// <para><b>If a process dies</b>, what it held is released. If it was the writer, the next writer is told (<see cref="AioAccessReleaser.WasAbandoned"/>), and
/// so is every reader until then: what the lock protects may be half changed.</para>
/// <para><b>Cost</b>: entering or leaving is two atomic instructions and no allocation; all readers share one word, so it pays where reading takes
/// microseconds. Up to 262,142 readers at once.</para>
/// </remarks>
public sealed class AioReaderWriterLock : IAioReaderWriterLock, IAioHandle
{
    private Handle<SharedReaderWriterLock> _handle;

    /// <summary>Makes a free lock in the context of this process tree.</summary>
    public AioReaderWriterLock() : this(Place.Default)
    {
    }

    internal unsafe AioReaderWriterLock(Place place) => _handle = Handle<SharedReaderWriterLock>.Create(
        place, ObjectKind.ReaderWriterLock, SharedReaderWriterLock.Make, SharedReaderWriterLock.Prepare);

    /// <summary>Readers at the moment, in all processes.</summary>
    public int ReaderCount => _handle.Target.Readers;

    /// <summary>Whether a writer has it.</summary>
    public bool IsWriterHeld => _handle.Target.HasWriter;

    /// <summary>Enters as a reader if that is possible at once; never waits.</summary>
    /// <returns>True: leave with <see cref="ReleaseReader"/>.</returns>
    public bool TryAcquireReader() => _handle.Target.TryAcquire(isWriter: false, out _);

    /// <summary>Enters as a writer if that is possible at once; never waits.</summary>
    /// <returns>True: leave with <see cref="ReleaseWriter"/>.</returns>
    public bool TryAcquireWriter() => _handle.Target.TryAcquire(isWriter: true, out _);

    /// <summary>Enters as a reader, blocking this thread until no writer has the lock or waits for it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    public AioAccessReleaser AcquireReader(CancellationToken cancellationToken = default) =>
        new(this, false, Block(false, Timeout.InfiniteTimeSpan, cancellationToken).WasAbandoned);

    /// <summary>Enters as a writer, blocking this thread until nobody else has the lock.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    public AioAccessReleaser AcquireWriter(CancellationToken cancellationToken = default) =>
        new(this, true, Block(true, Timeout.InfiniteTimeSpan, cancellationToken).WasAbandoned);

    /// <summary>Enters as a reader, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out. True: leave with <see cref="ReleaseReader"/>.</returns>
    public bool TryAcquireReader(TimeSpan timeout, CancellationToken cancellationToken = default) => Block(false, timeout, cancellationToken).IsGranted;

    /// <summary>Enters as a writer, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out. True: leave with <see cref="ReleaseWriter"/>.</returns>
    public bool TryAcquireWriter(TimeSpan timeout, CancellationToken cancellationToken = default) => Block(true, timeout, cancellationToken).IsGranted;

    /// <summary>Enters as a reader as soon as possible, without blocking a thread.</summary>
    /// <returns>Dispose of it to leave.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    public ValueTask<AioAccessReleaser> AcquireReaderAsync(CancellationToken cancellationToken = default) => AcquireAsync(false, cancellationToken);

    /// <summary>Enters as a writer as soon as possible, without blocking a thread.</summary>
    /// <returns>Dispose of it to leave.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held.</exception>
    public ValueTask<AioAccessReleaser> AcquireWriterAsync(CancellationToken cancellationToken = default) => AcquireAsync(true, cancellationToken);

    /// <summary>Enters as a reader, waiting for at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False on time-out. True: leave with <see cref="ReleaseReader"/>.</returns>
    public ValueTask<bool> TryAcquireReaderAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryAcquireAsync(false, timeout, cancellationToken);

    /// <summary>Enters as a writer, waiting for at most <paramref name="timeout"/> without blocking a thread.</summary>
    /// <returns>False on time-out. True: leave with <see cref="ReleaseWriter"/>.</returns>
    public ValueTask<bool> TryAcquireWriterAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryAcquireAsync(true, timeout, cancellationToken);

    /// <summary>Leaves as a reader; any thread of this process may.</summary>
    /// <exception cref="AioException">This process is no reader.</exception>
    public void ReleaseReader() => Release(isWriter: false);

    /// <summary>Leaves as the writer; any thread of this process may.</summary>
    /// <exception cref="AioException">This process is not the writer.</exception>
    public void ReleaseWriter() => Release(isWriter: true);

    /// <summary>Lets go of this handle. If it is the last one of this process, what the process holds is released, a writer's as abandoned.</summary>
    public void Dispose() => _handle.Dispose();

    internal void Release(bool isWriter)
    {
        if (!_handle.Target.TryRelease(isWriter))
            throw new AioException($"The reader-writer lock cannot be left: process {Environment.ProcessId} is not in it as a {(isWriter ? "writer" : "reader")}. Release once, in the process that acquired.");
    }

    void IAioHandle.WriteReference(PayloadWriter writer) => _handle.Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader) =>
        _handle = Handle<SharedReaderWriterLock>.Read(ref reader, ObjectKind.ReaderWriterLock, SharedReaderWriterLock.Make);

    private AccessGrant Block(bool isWriter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        SharedReaderWriterLock target = _handle.Target;
        if (target.TryAcquire(isWriter, out AccessGrant grant) || timeout == TimeSpan.Zero || target.TrySpin(isWriter, out grant))
            return grant;
        var waiter = new AccessWaiter(target, this, isWriter, isBlocking: true);
        target.Channel.Park(waiter);
        return waiter.Block(timeout, cancellationToken);
    }

    private ValueTask<AioAccessReleaser> AcquireAsync(bool isWriter, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<AioAccessReleaser>(cancellationToken);
        return Enter(isWriter, Timeout.InfiniteTimeSpan, cancellationToken, out AccessGrant grant) is { } waiter
            ? new ValueTask<AioAccessReleaser>(waiter, waiter.Version)
            : new ValueTask<AioAccessReleaser>(new AioAccessReleaser(this, isWriter, grant.WasAbandoned));
    }

    private ValueTask<bool> TryAcquireAsync(bool isWriter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(_handle.Target.TryAcquire(isWriter, out _));
        return Enter(isWriter, timeout, cancellationToken, out _) is { } waiter ? new ValueTask<bool>(waiter, waiter.Version) : new ValueTask<bool>(true);
    }

    // Null when the lock was granted at once.
    private AccessWaiter? Enter(bool isWriter, TimeSpan timeout, CancellationToken cancellationToken, out AccessGrant grant)
    {
        SharedReaderWriterLock target = _handle.Target;
        if (target.TryAcquire(isWriter, out grant) || target.TrySpin(isWriter, out grant))
            return null;
        var waiter = new AccessWaiter(target, this, isWriter, isBlocking: false);
        target.Channel.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }
}
