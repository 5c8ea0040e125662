using AioProcessing.Pools;
using AioProcessing.Processes;

namespace AioProcessing;

// The four shapes of a function with none to four arguments: C# has no way to say this once.
public sealed partial class AioPool
{
    /// <summary>Runs a function in a worker, and awaits its result.</summary>
    /// <param name="function">
    /// A static method, a lambda (what it captures crosses by value, for each call anew), a local function, or an instance method of an object that can cross.
    /// A <see cref="CancellationToken"/> among its arguments is wired: cancelled here, it is cancelled there.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the task: one that waits never begins; one that runs is asked, if it has a token, and after the grace period its worker is killed and replaced. The task has
    /// ended when the call throws.
    /// </param>
    /// <param name="options">Time limit, grace period, retries; null = as the pool has them.</param>
    /// <exception cref="AioRemoteException">The function threw, or its result cannot cross.</exception>
    /// <exception cref="AioWorkerLostException">The worker ended while it ran the task.</exception>
    /// <exception cref="AioTimeoutException">The task ran for longer than it may.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it had a result.</exception>
    /// <exception cref="AioSerializationException">The function or an argument cannot cross, or the result cannot be read; thrown at the call where it concerns the arguments.</exception>
    /// <exception cref="AioCompletedException">The pool takes no more work, or was killed meanwhile.</exception>
    public Task ApplyAsync(Action function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action, Nothing, Nothing>(function, static target => new ActionOf(target), default(Nothing), cancellationToken, options);

    /// <summary>Runs a function in a worker, and blocks this thread until it has returned.</summary>
    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply(Action function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action, Nothing, Nothing>(function, static target => new ActionOf(target), default(Nothing), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1>(Action<T1> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1>, T1, Nothing>(function, static target => new ActionOf<T1>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1>(Action<T1> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1>, T1, Nothing>(function, static target => new ActionOf<T1>(target), argument1, cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1, T2>, (T1, T2), Nothing>(function, static target => new ActionOf<T1, T2>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1, T2>(Action<T1, T2> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1, T2>, (T1, T2), Nothing>(function, static target => new ActionOf<T1, T2>(target), (argument1, argument2), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1, T2, T3>(Action<T1, T2, T3> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1, T2, T3>, (T1, T2, T3), Nothing>(function, static target => new ActionOf<T1, T2, T3>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1, T2, T3>(Action<T1, T2, T3> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1, T2, T3>, (T1, T2, T3), Nothing>(function, static target => new ActionOf<T1, T2, T3>(target), (argument1, argument2, argument3), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1, T2, T3, T4>, (T1, T2, T3, T4), Nothing>(function, static target => new ActionOf<T1, T2, T3, T4>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Action<T1, T2, T3, T4>, (T1, T2, T3, T4), Nothing>(function, static target => new ActionOf<T1, T2, T3, T4>(target), (argument1, argument2, argument3, argument4), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync(Func<Task> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<Task>, Nothing, Nothing>(function, static target => new AsyncActionOf(target), default(Nothing), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply(Func<Task> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<Task>, Nothing, Nothing>(function, static target => new AsyncActionOf(target), default(Nothing), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1>(Func<T1, Task> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, Task>, T1, Nothing>(function, static target => new AsyncActionOf<T1>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1>(Func<T1, Task> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, Task>, T1, Nothing>(function, static target => new AsyncActionOf<T1>(target), argument1, cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1, T2>(Func<T1, T2, Task> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, Task>, (T1, T2), Nothing>(function, static target => new AsyncActionOf<T1, T2>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1, T2>(Func<T1, T2, Task> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, Task>, (T1, T2), Nothing>(function, static target => new AsyncActionOf<T1, T2>(target), (argument1, argument2), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, Task>, (T1, T2, T3), Nothing>(function, static target => new AsyncActionOf<T1, T2, T3>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, Task>, (T1, T2, T3), Nothing>(function, static target => new AsyncActionOf<T1, T2, T3>(target), (argument1, argument2, argument3), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task ApplyAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, T4, Task>, (T1, T2, T3, T4), Nothing>(function, static target => new AsyncActionOf<T1, T2, T3, T4>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public void Apply<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, T4, Task>, (T1, T2, T3, T4), Nothing>(function, static target => new AsyncActionOf<T1, T2, T3, T4>(target), (argument1, argument2, argument3, argument4), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<TResult>(Func<TResult> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<TResult>, Nothing, TResult>(function, static target => new FuncOf<TResult>(target), default(Nothing), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<TResult>(Func<TResult> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<TResult>, Nothing, TResult>(function, static target => new FuncOf<TResult>(target), default(Nothing), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, TResult>, T1, TResult>(function, static target => new FuncOf<T1, TResult>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, TResult>(Func<T1, TResult> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, TResult>, T1, TResult>(function, static target => new FuncOf<T1, TResult>(target), argument1, cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, TResult>, (T1, T2), TResult>(function, static target => new FuncOf<T1, T2, TResult>(target), (argument1, argument2), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, TResult>, (T1, T2, T3), TResult>(function, static target => new FuncOf<T1, T2, T3, TResult>(target), (argument1, argument2, argument3), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, T4, TResult>, (T1, T2, T3, T4), TResult>(function, static target => new FuncOf<T1, T2, T3, T4, TResult>(target), (argument1, argument2, argument3, argument4), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<TResult>(Func<Task<TResult>> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<Task<TResult>>, Nothing, TResult>(function, static target => new AsyncFuncOf<TResult>(target), default(Nothing), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<TResult>(Func<Task<TResult>> function, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<Task<TResult>>, Nothing, TResult>(function, static target => new AsyncFuncOf<TResult>(target), default(Nothing), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, Task<TResult>>, T1, TResult>(function, static target => new AsyncFuncOf<T1, TResult>(target), argument1, cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, TResult>(Func<T1, Task<TResult>> function, T1 argument1, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, Task<TResult>>, T1, TResult>(function, static target => new AsyncFuncOf<T1, TResult>(target), argument1, cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), (argument1, argument2), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, Task<TResult>>, (T1, T2), TResult>(function, static target => new AsyncFuncOf<T1, T2, TResult>(target), (argument1, argument2), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), (argument1, argument2, argument3), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, Task<TResult>>, (T1, T2, T3), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, TResult>(target), (argument1, argument2, argument3), cancellationToken, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="ApplyAsync(Action, CancellationToken, AioTaskOptions?)"/>
    public Task<TResult> ApplyAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), (argument1, argument2, argument3, argument4), cancellationToken, options);

    /// <inheritdoc cref="Apply(Action, CancellationToken, AioTaskOptions?)"/>
    public TResult Apply<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioTaskOptions? options = null) =>
        RunOne<Func<T1, T2, T3, T4, Task<TResult>>, (T1, T2, T3, T4), TResult>(function, static target => new AsyncFuncOf<T1, T2, T3, T4, TResult>(target), (argument1, argument2, argument3, argument4), cancellationToken, options).GetAwaiter().GetResult();
}
