namespace AioProcessing;

/// <summary>Processes that run functions, wherever they are: an <see cref="AioPool"/>, whose workers are this process's children, or one hosted by a manager, whose workers are the manager's.</summary>
/// <remarks>
/// Functions, arguments and results cross as in an <see cref="AioPool"/>, and errors are the same. A hosted pool is shared by all who have a proxy of it; disposing of a proxy lets go of it, and
/// with the last one the pool finishes what it has accepted and ends. <b>If a client dies</b>, its tasks are cancelled; if a worker dies, exactly its task fails.
/// </remarks>
public interface IAioPool : IAsyncDisposable, IDisposable
{
    /// <summary>Runs a function in a worker, and awaits its result.</summary>
    /// <param name="function">A static method, a lambda, a local function, or an instance method of an object that can cross.</param>
    /// <param name="argument1">Its argument.</param>
    /// <param name="cancellationToken">Ends the task: one that waits never begins; one that runs is ended with its worker after the grace period.</param>
    /// <exception cref="AioRemoteException">The function threw.</exception>
    /// <exception cref="AioWorkerLostException">The worker ended while it ran the task.</exception>
    /// <exception cref="AioSerializationException">The function, the argument or the result cannot cross.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it had a result.</exception>
    Task<TResult> ApplyAsync<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ApplyAsync{T1, TResult}(Func{T1, TResult}, T1, CancellationToken)"/>
    Task<TResult> ApplyAsync<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, CancellationToken cancellationToken = default);

    /// <summary>Runs a function in a worker, and blocks this thread until it has returned.</summary>
    /// <inheritdoc cref="ApplyAsync{T1, TResult}(Func{T1, TResult}, T1, CancellationToken)"/>
    TResult Apply<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default);

    /// <summary>Runs a function for each item, in several workers, and awaits the results, which are in the order of the items.</summary>
    /// <exception cref="AioRemoteException">The function threw for an item; the rest is cancelled.</exception>
    /// <inheritdoc cref="ApplyAsync{T1, TResult}(Func{T1, TResult}, T1, CancellationToken)" path="/exception"/>
    Task<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    Task<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken = default);

    /// <summary>Runs a function for each item, and blocks this thread until all have returned.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, CancellationToken)"/>
    TResult[] Map<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken = default);
}
