using AioProcessing.Processes;

namespace AioProcessing.Pools;

// The shapes of a function: a value or none, at once or by a task, of none to four arguments; and of one argument with the item's token. One line each.

internal sealed class ActionOf(Action target) : WorkFunction<Nothing, Nothing>(target)
{
    protected override Nothing Invoke(Nothing a, CancellationToken cancellation)
    {
        As<Action>()();
        return default;
    }
}

internal sealed class FuncOf<TResult>(Func<TResult> target) : WorkFunction<Nothing, TResult>(target)
{
    protected override TResult Invoke(Nothing a, CancellationToken cancellation) => As<Func<TResult>>()();
}

internal sealed class AsyncActionOf(Func<Task> target) : AsyncWorkFunction<Nothing, Nothing>(target)
{
    protected override Task Invoke(Nothing a, CancellationToken cancellation) => As<Func<Task>>()();
}

internal sealed class AsyncFuncOf<TResult>(Func<Task<TResult>> target) : AsyncWorkFunction<Nothing, TResult>(target)
{
    protected override Task Invoke(Nothing a, CancellationToken cancellation) => As<Func<Task<TResult>>>()();
}

internal sealed class ActionOf<T1>(Action<T1> target) : WorkFunction<T1, Nothing>(target)
{
    protected override Nothing Invoke(T1 a, CancellationToken cancellation)
    {
        As<Action<T1>>()(a);
        return default;
    }
}

internal sealed class FuncOf<T1, TResult>(Func<T1, TResult> target) : WorkFunction<T1, TResult>(target)
{
    protected override TResult Invoke(T1 a, CancellationToken cancellation) => As<Func<T1, TResult>>()(a);
}

internal sealed class AsyncActionOf<T1>(Func<T1, Task> target) : AsyncWorkFunction<T1, Nothing>(target)
{
    protected override Task Invoke(T1 a, CancellationToken cancellation) => As<Func<T1, Task>>()(a);
}

internal sealed class AsyncFuncOf<T1, TResult>(Func<T1, Task<TResult>> target) : AsyncWorkFunction<T1, TResult>(target)
{
    protected override Task Invoke(T1 a, CancellationToken cancellation) => As<Func<T1, Task<TResult>>>()(a);
}

internal sealed class ActionOf<T1, T2>(Action<T1, T2> target) : WorkFunction<(T1, T2), Nothing>(target)
{
    protected override Nothing Invoke((T1, T2) a, CancellationToken cancellation)
    {
        As<Action<T1, T2>>()(a.Item1, a.Item2);
        return default;
    }
}

internal sealed class FuncOf<T1, T2, TResult>(Func<T1, T2, TResult> target) : WorkFunction<(T1, T2), TResult>(target)
{
    protected override TResult Invoke((T1, T2) a, CancellationToken cancellation) => As<Func<T1, T2, TResult>>()(a.Item1, a.Item2);
}

internal sealed class AsyncActionOf<T1, T2>(Func<T1, T2, Task> target) : AsyncWorkFunction<(T1, T2), Nothing>(target)
{
    protected override Task Invoke((T1, T2) a, CancellationToken cancellation) => As<Func<T1, T2, Task>>()(a.Item1, a.Item2);
}

internal sealed class AsyncFuncOf<T1, T2, TResult>(Func<T1, T2, Task<TResult>> target) : AsyncWorkFunction<(T1, T2), TResult>(target)
{
    protected override Task Invoke((T1, T2) a, CancellationToken cancellation) => As<Func<T1, T2, Task<TResult>>>()(a.Item1, a.Item2);
}

internal sealed class ActionOf<T1, T2, T3>(Action<T1, T2, T3> target) : WorkFunction<(T1, T2, T3), Nothing>(target)
{
    protected override Nothing Invoke((T1, T2, T3) a, CancellationToken cancellation)
    {
        As<Action<T1, T2, T3>>()(a.Item1, a.Item2, a.Item3);
        return default;
    }
}

internal sealed class FuncOf<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> target) : WorkFunction<(T1, T2, T3), TResult>(target)
{
    protected override TResult Invoke((T1, T2, T3) a, CancellationToken cancellation) => As<Func<T1, T2, T3, TResult>>()(a.Item1, a.Item2, a.Item3);
}

internal sealed class AsyncActionOf<T1, T2, T3>(Func<T1, T2, T3, Task> target) : AsyncWorkFunction<(T1, T2, T3), Nothing>(target)
{
    protected override Task Invoke((T1, T2, T3) a, CancellationToken cancellation) => As<Func<T1, T2, T3, Task>>()(a.Item1, a.Item2, a.Item3);
}

internal sealed class AsyncFuncOf<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> target) : AsyncWorkFunction<(T1, T2, T3), TResult>(target)
{
    protected override Task Invoke((T1, T2, T3) a, CancellationToken cancellation) => As<Func<T1, T2, T3, Task<TResult>>>()(a.Item1, a.Item2, a.Item3);
}

internal sealed class ActionOf<T1, T2, T3, T4>(Action<T1, T2, T3, T4> target) : WorkFunction<(T1, T2, T3, T4), Nothing>(target)
{
    protected override Nothing Invoke((T1, T2, T3, T4) a, CancellationToken cancellation)
    {
        As<Action<T1, T2, T3, T4>>()(a.Item1, a.Item2, a.Item3, a.Item4);
        return default;
    }
}

internal sealed class FuncOf<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> target) : WorkFunction<(T1, T2, T3, T4), TResult>(target)
{
    protected override TResult Invoke((T1, T2, T3, T4) a, CancellationToken cancellation) => As<Func<T1, T2, T3, T4, TResult>>()(a.Item1, a.Item2, a.Item3, a.Item4);
}

internal sealed class AsyncActionOf<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> target) : AsyncWorkFunction<(T1, T2, T3, T4), Nothing>(target)
{
    protected override Task Invoke((T1, T2, T3, T4) a, CancellationToken cancellation) => As<Func<T1, T2, T3, T4, Task>>()(a.Item1, a.Item2, a.Item3, a.Item4);
}

internal sealed class AsyncFuncOf<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> target) : AsyncWorkFunction<(T1, T2, T3, T4), TResult>(target)
{
    protected override Task Invoke((T1, T2, T3, T4) a, CancellationToken cancellation) => As<Func<T1, T2, T3, T4, Task<TResult>>>()(a.Item1, a.Item2, a.Item3, a.Item4);
}

internal sealed class ListeningFuncOf<T1, TResult>(Func<T1, CancellationToken, TResult> target) : WorkFunction<T1, TResult>(target)
{
    public override bool Listens => true;

    protected override TResult Invoke(T1 a, CancellationToken cancellation) => As<Func<T1, CancellationToken, TResult>>()(a, cancellation);
}

internal sealed class ListeningAsyncFuncOf<T1, TResult>(Func<T1, CancellationToken, Task<TResult>> target) : AsyncWorkFunction<T1, TResult>(target)
{
    public override bool Listens => true;

    protected override Task Invoke(T1 a, CancellationToken cancellation) => As<Func<T1, CancellationToken, Task<TResult>>>()(a, cancellation);
}
