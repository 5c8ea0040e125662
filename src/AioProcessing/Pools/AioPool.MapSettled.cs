using System.Runtime.CompilerServices;
using AioProcessing.Pools;

namespace AioProcessing;

// The shapes of MapAsync that have a result.
public sealed partial class AioPool
{
    /// <summary>Runs a function on every item of a source, whatever becomes of some of them, and awaits the outcome of each.</summary>
    /// <returns>The outcomes in the order of the items: a value, or the error that <c>MapAsync</c> would have thrown.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="AioCompletedException">The pool takes no more work, or was killed meanwhile.</exception>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)" path="/param"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);

    /// <summary>As <c>MapSettledAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public AioOutcome<TResult>[] MapSettled<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);

    /// <summary>As <c>MapSettledAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public AioOutcome<TResult>[] MapSettled<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);

    /// <summary>As <c>MapSettledAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public AioOutcome<TResult>[] MapSettled<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);

    /// <summary>As <c>MapSettledAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public AioOutcome<TResult>[] MapSettled<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, cancellationToken);

    /// <inheritdoc cref="MapSettledAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<AioOutcome<TResult>[]> MapSettledAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        SettleMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, cancellationToken);
}
