using System.Runtime.CompilerServices;
using AioProcessing.Pools;

namespace AioProcessing;

// Two to four arguments, synchronous or not; sources of both kinds.
public sealed partial class AioPool
{
    /// <summary>As <c>MapAsync</c>, for a function of several arguments and a source of tuples.</summary>
    /// <inheritdoc cref="MapAsync{T, TResult}(Func{T, TResult}, IEnumerable{T}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>StarMapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, TResult>(Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, IAsyncEnumerable<(T1, T2)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, IAsyncEnumerable<(T1, T2)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, IEnumerable<(T1, T2)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, IEnumerable<(T1, T2)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>StarMapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, IEnumerable<(T1, T2)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, IAsyncEnumerable<(T1, T2)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, IAsyncEnumerable<(T1, T2)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), new ItemSource<(T1, T2)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IEnumerable<(T1, T2, T3)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IEnumerable<(T1, T2, T3)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>StarMapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IEnumerable<(T1, T2, T3)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IAsyncEnumerable<(T1, T2, T3)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, IAsyncEnumerable<(T1, T2, T3)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, IEnumerable<(T1, T2, T3)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, IEnumerable<(T1, T2, T3)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>StarMapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, IEnumerable<(T1, T2, T3)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, IAsyncEnumerable<(T1, T2, T3)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, IAsyncEnumerable<(T1, T2, T3)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), new ItemSource<(T1, T2, T3)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, IEnumerable<(T1, T2, T3, T4)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, IEnumerable<(T1, T2, T3, T4)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>StarMapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, IEnumerable<(T1, T2, T3, T4)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, IAsyncEnumerable<(T1, T2, T3, T4)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, IAsyncEnumerable<(T1, T2, T3, T4)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, IEnumerable<(T1, T2, T3, T4)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, IEnumerable<(T1, T2, T3, T4)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), null, settlesAll: false, cancellationToken).Task;

    /// <summary>As <c>StarMapAsync</c>, blocking this thread.</summary>
    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public TResult[] StarMap<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, IEnumerable<(T1, T2, T3, T4)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), options, settlesAll: false, cancellationToken).Task.GetAwaiter().GetResult();

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, IAsyncEnumerable<(T1, T2, T3, T4)> source, AioMapOptions? options = null, CancellationToken cancellationToken = default) =>
        RunMany<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), options, settlesAll: false, cancellationToken).Task;

    /// <inheritdoc cref="StarMapAsync{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{ValueTuple{T1, T2}}, AioMapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Task<TResult[]> StarMapAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, IAsyncEnumerable<(T1, T2, T3, T4)> source, CancellationToken cancellationToken) =>
        RunMany<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), new ItemSource<(T1, T2, T3, T4)>(source), null, settlesAll: false, cancellationToken).Task;
}
