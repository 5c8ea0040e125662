namespace AioProcessing;

/// <summary>A lock that many readers may hold at once, or one writer, wherever it lives: an <see cref="AioReaderWriterLock"/> in shared memory, or one hosted by a manager.</summary>
/// <remarks>
/// Not re-entrant; a reader cannot become a writer without releasing. A writer that waits keeps new readers out, and neither starves: it is first come, first served, in shared memory within
/// each process, and at a manager among all its clients.
/// <para><b>If a process dies</b>, or loses its connection to the manager for good, what it held is released. If it was the writer, the next writer is told
/// (<see cref="AioAccessReleaser.WasAbandoned"/>), and so is every reader until then.</para>
/// </remarks>
public interface IAioReaderWriterLock : IDisposable
{
    /// <summary>Readers at the moment, in all processes.</summary>
    int ReaderCount { get; }

    /// <summary>Whether a writer has it.</summary>
    bool IsWriterHeld { get; }

    /// <inheritdoc cref="AioReaderWriterLock.TryAcquireReader()"/>
    bool TryAcquireReader();

    /// <inheritdoc cref="AioReaderWriterLock.TryAcquireWriter()"/>
    bool TryAcquireWriter();

    /// <inheritdoc cref="AioReaderWriterLock.AcquireReader"/>
    AioAccessReleaser AcquireReader(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioReaderWriterLock.AcquireWriter"/>
    AioAccessReleaser AcquireWriter(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioReaderWriterLock.TryAcquireReader(TimeSpan, CancellationToken)"/>
    bool TryAcquireReader(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioReaderWriterLock.TryAcquireWriter(TimeSpan, CancellationToken)"/>
    bool TryAcquireWriter(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioReaderWriterLock.AcquireReaderAsync"/>
    ValueTask<AioAccessReleaser> AcquireReaderAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioReaderWriterLock.AcquireWriterAsync"/>
    ValueTask<AioAccessReleaser> AcquireWriterAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioReaderWriterLock.TryAcquireReaderAsync"/>
    ValueTask<bool> TryAcquireReaderAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AioReaderWriterLock.TryAcquireWriterAsync"/>
    ValueTask<bool> TryAcquireWriterAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Leaves as a reader; any thread of this process may. Of a hosted lock it blocks for a round trip.</summary>
    /// <exception cref="AioException">This process is no reader.</exception>
    void ReleaseReader();

    /// <summary>Leaves as the writer; any thread of this process may. Of a hosted lock it blocks for a round trip.</summary>
    /// <exception cref="AioException">This process is not the writer.</exception>
    void ReleaseWriter();
}
