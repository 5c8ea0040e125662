using System.Runtime.CompilerServices;
using AioProcessing.Pools;

namespace AioProcessing;

// The shapes of MapAsync that have a result.
public sealed partial class AioPool
{
    /// <summary>Runs a function on every item of a source, and yields the results one by one, in the order of the items.</summary>
    /// <returns>
    /// The results. Nothing is read from the source before they are, and no more than the workers need and the reader keeps up with: a source may be infinite. The first
    /// error ends them; whoever leaves them early ends the call.
    /// </returns>
    /// <remarks>Python's counterpart is <c>imap</c>, which reads all of its input at once.</remarks>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)" path="/param"/>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, TResult> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, TResult>, T, TResult>(function, static target => new FuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, Task<TResult>> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, Task<TResult>>, T, TResult>(function, static target => new AsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, TResult> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, CancellationToken, TResult>, T, TResult>(function, static target => new ListeningFuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IAsyncEnumerable<T> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), options, isOrdered: true, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(Func<T, CancellationToken, Task<TResult>> function, IAsyncEnumerable<T> source, CancellationToken cancellationToken) =>
        ReadMany<Func<T, CancellationToken, Task<TResult>>, T, TResult>(function, static target => new ListeningAsyncFuncOf<T, TResult>(target), new ItemSource<T>(source), null, isOrdered: true, cancellationToken);
}
