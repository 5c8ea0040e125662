using AioProcessing.Backends;

namespace AioProcessing;

/// <content>Waiting for several things at once.</content>
public sealed partial class AioConnection
{
    bool IAioWaitable.IsReady => TryPoll();

    Task IAioWaitable.WaitUntilReadyAsync(CancellationToken cancellationToken) => PollAsync(cancellationToken).AsTask();

    /// <summary>Waits, without blocking a thread, until at least one of <paramref name="waitables"/> is ready, and returns all that are, in the order given.</summary>
    /// <param name="waitables">Connections (a receive would end at once), listeners (a client is there), processes (it has ended), events (it is set); none = an empty answer at once.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken from anything in any case.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">One of them was closed by this process.</exception>
    /// <remarks>Python's counterpart is <c>multiprocessing.connection.wait</c>.</remarks>
    public static Task<IReadOnlyList<IAioWaitable>> WaitAnyAsync(IEnumerable<IAioWaitable> waitables, CancellationToken cancellationToken = default) =>
        WaitAnyAsync(waitables, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>The same for at most <paramref name="timeout"/>; when that is over, the answer is empty.</summary>
    /// <inheritdoc cref="WaitAnyAsync(IEnumerable{IAioWaitable}, CancellationToken)" path="/exception"/>
    public static async Task<IReadOnlyList<IAioWaitable>> WaitAnyAsync(
        IEnumerable<IAioWaitable> waitables, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(waitables);
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        IAioWaitable[] all = [.. waitables];
        IAioWaitable[] ready = [.. all.Where(static one => one.IsReady)];
        if (ready.Length > 0 || all.Length == 0 || timeout == TimeSpan.Zero)
            return ready;
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] waits = [.. all.Select(one => one.WaitUntilReadyAsync(ending.Token))];
        try
        {
            Task first = await Task.WhenAny(waits).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            await first.ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        // Whatever ended its wait was ready, though it need not be any more: an event may have been reset.
        return [.. all.Where((one, i) => waits[i].IsCompletedSuccessfully || one.IsReady)];
    }

    /// <summary>Blocks for what <see cref="WaitAnyAsync(IEnumerable{IAioWaitable}, TimeSpan, CancellationToken)"/> awaits.</summary>
    /// <inheritdoc cref="WaitAnyAsync(IEnumerable{IAioWaitable}, TimeSpan, CancellationToken)"/>
    public static IReadOnlyList<IAioWaitable> WaitAny(IEnumerable<IAioWaitable> waitables, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitAnyAsync(waitables, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken).GetAwaiter().GetResult();
}
