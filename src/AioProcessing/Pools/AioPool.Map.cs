using System.Runtime.CompilerServices;
using AioProcessing.Pools;
using AioProcessing.Processes;

namespace AioProcessing;

// Functions with a result or none, synchronous or not, with a token or without; sources of both kinds.
public sealed partial class AioPool
{
    /// <summary>Runs a function on every item of a source, on all workers, and awaits the results.</summary>
    /// <param name="function">As in <c>ApplyAsync</c>. One with a token is asked to stop before it is stopped.</param>
    /// <param name="source">The items. It is read on a thread of the thread pool, not faster than the workers are, and once.</param>
    /// <param name="options">Chunk size, progress, limits for each item; null = chunks by measurement.</param>
    /// <param name="cancellationToken">Ends the call: what has not begun never will, and what runs is stopped as a task is.</param>
    /// <returns>The results in the order of the items, one each.</returns>
    /// <exception cref="AioRemoteException">The function threw, on whichever item did so first. Nothing further is begun; what runs is left to its end, and a function with a token is asked to stop.</exception>
    /// <exception cref="AioWorkerLostException">A worker ended while it ran an item.</exception>
    /// <exception cref="AioTimeoutException">An item ran for longer than it may.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="AioSerializationException">The function, an item or a result cannot cross.</exception>
    /// <exception cref="AioCompletedException">The pool takes no more work, or was killed meanwhile.</exception>
    /// <remarks>What the source throws is thrown as it is. Python's <c>map</c> reads all of its input first, and waits for all items before it throws.</remarks>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>MapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public TResult[] Map<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>MapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public TResult[] Map<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>MapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public TResult[] Map<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>MapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public TResult[] Map<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> MapAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task MapAsync<T>(Action<T> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Action<T>, T, Nothing>(function, static target => new ActionOf<T>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task MapAsync<T>(Action<T> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Action<T>, T, Nothing>(function, static target => new ActionOf<T>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>MapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public void Map<T>(Action<T> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Action<T>, T, Nothing>(function, static target => new ActionOf<T>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task MapAsync<T>(Action<T> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Action<T>, T, Nothing>(function, static target => new ActionOf<T>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task MapAsync<T>(Action<T> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Action<T>, T, Nothing>(function, static target => new ActionOf<T>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task MapAsync<T>(Func<T, Task> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, Task>, T, Nothing>(function, static target => new AsyncActionOf<T>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task MapAsync<T>(Func<T, Task> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, Task>, T, Nothing>(function, static target => new AsyncActionOf<T>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>MapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public void Map<T>(Func<T, Task> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, Task>, T, Nothing>(function, static target => new AsyncActionOf<T>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task MapAsync<T>(Func<T, Task> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T, Task>, T, Nothing>(function, static target => new AsyncActionOf<T>(target), new ItemSource<T>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task MapAsync<T>(Func<T, Task> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        RunMany<Func<T, Task>, T, Nothing>(function, static target => new AsyncActionOf<T>(target), new ItemSource<T>(source), null, settlesAll: false, cancellationToken).Task;
}
