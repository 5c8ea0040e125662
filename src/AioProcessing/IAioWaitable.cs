namespace AioProcessing;

/// <summary>Something that <see cref="AioConnection.WaitAnyAsync(IEnumerable{IAioWaitable}, CancellationToken)"/> can wait for: a connection, a listener, a process, an event.</summary>
/// <remarks>Its members are the library's own. Python's counterpart is what <c>multiprocessing.connection.wait</c> takes.</remarks>
public interface IAioWaitable
{
    /// <summary>Whether a wait would end at once; never waits.</summary>
    internal bool IsReady { get; }

    /// <summary>Ends when it is ready, and takes nothing from it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no trace of the wait is left.</exception>
    internal Task WaitUntilReadyAsync(CancellationToken cancellationToken);
}
