namespace AioProcessing.Connections;

/// <summary>One direction of a <see cref="MessageSocket"/>: one user at a time, the others in line; and once it has failed it stays so.</summary>
internal abstract class SocketHalf
{
    private readonly SemaphoreSlim _line = new(1, 1);
    private volatile bool _isDisposed;

    /// <summary>What ended this direction.</summary>
    protected AioException? Fault { get; set; }

    protected bool IsDisposed => _isDisposed;

    /// <summary>The socket is about to be disposed of: failures from here on are the caller's doing.</summary>
    public void Close() => _isDisposed = true;

    /// <summary>Takes the turn if it is free at once.</summary>
    public bool TryTakeTurn()
    {
        ThrowIfDisposed();
        return _line.Wait(0);
    }

    /// <summary>Waits for its turn. False on time-out.</summary>
    public async ValueTask<bool> TakeTurnAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        return _line.Wait(0, CancellationToken.None) || await _line.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
    }

    public void EndTurn() => _line.Release();

    protected void ThrowIfFailed()
    {
        if (Fault is not null)
            throw Repeat(Fault);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(AioConnection));

    // Each caller gets an exception, and a trace, of its own.
    private static AioException Repeat(AioException fault) => fault is AioProtocolException
        ? new AioProtocolException(fault.Message)
        : new AioConnectionClosedException(fault.Message, fault.InnerException);
}
