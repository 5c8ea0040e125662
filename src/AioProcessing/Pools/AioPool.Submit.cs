using AioProcessing.Pools;
using AioProcessing.Processes;

namespace AioProcessing;

// The shapes of ApplyAsync.
public sealed partial class AioPool
{
    /// <summary>Hands a task to the pool, and returns at once.</summary>
    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)" path="/param"/>
    /// <returns>The task, to be awaited, watched and cancelled.</returns>
    /// <exception cref="AioSerializationException">The function or an argument cannot cross.</exception>
    /// <exception cref="AioCompletedException">The pool takes no more work.</exception>
    public AioTask Submit(Action function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Action, Nothing, Nothing>(function, static target => new ActionOf(target), default(Nothing), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1>(Action<T1> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Action<T1>, T1, Nothing>(function, static target => new ActionOf<T1>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Action<T1, T2>, (T1, T2), Nothing>(function, static target => new ActionOf<T1, T2>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1, T2, T3>(Action<T1, T2, T3> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Action<T1, T2, T3>, (T1, T2, T3), Nothing>(function, static target => new ActionOf<T1, T2, T3>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Action<T1, T2, T3, T4>, (T1, T2, T3, T4), Nothing>(function, static target => new ActionOf<T1, T2, T3, T4>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit(Func<Task> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<Task>, Nothing, Nothing>(function, static target => new AsyncActionOf(target), default(Nothing), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1>(Func<T1, Task> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, Task>, T1, Nothing>(function, static target => new AsyncActionOf<T1>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1, T2>(Func<T1, T2, Task> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, Task>, (T1, T2), Nothing>(function, static target => new AsyncActionOf<T1, T2>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, T3, Task>, (T1, T2, T3), Nothing>(function, static target => new AsyncActionOf<T1, T2, T3>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask Submit<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, T3, T4, Task>, (T1, T2, T3, T4), Nothing>(function, static target => new AsyncActionOf<T1, T2, T3, T4>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<TResult>(Func<TResult> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<TResult>, Nothing, TResult>(function, static target => new FuncOf<TResult>(target), default(Nothing), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, TResult>, T1, TResult>(function, static target => new FuncOf<T1, TResult>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<TResult>(Func<Task<TResult>> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<Task<TResult>>, Nothing, TResult>(function, static target => new AsyncFuncOf<TResult>(target), default(Nothing), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, Task<TResult>>, T1, TResult>(function, static target => new AsyncFuncOf<T1, TResult>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Submit(Action, CancellationToken, AioTaskOptions?)"/>
    public AioTask<TResult> Submit<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        HandOver<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);
}
