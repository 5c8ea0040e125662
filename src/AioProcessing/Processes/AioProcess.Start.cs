using AioProcessing.Bootstrap;
using AioProcessing.Processes;

namespace AioProcessing;

// The four shapes of a target (Action, Func, and both asynchronous) with none to eight arguments: C# has no way to say this once.
public partial class AioProcess
{
    /// <summary>Starts a process that runs <paramref name="target"/>.</summary>
    /// <param name="target">
    /// A static method, a lambda (what it captures crosses by value), a local function, or an instance method of an object that can cross. A <see cref="CancellationToken"/>
    /// among the arguments is wired: cancelled here, it is cancelled there; so it is by <see cref="Cancel"/>.
    /// </param>
    /// <param name="options">Name, environment and so on; null = as this process.</param>
    /// <returns>The running process. Nothing is lost when nobody keeps it: the process runs to its end, or to the end of this one.</returns>
    /// <exception cref="AioSerializationException">The target or an argument cannot cross; the message names the member. Nothing has run.</exception>
    /// <exception cref="AioException">The process could not be started.</exception>
    /// <exception cref="PlatformNotSupportedException">This system, or the way this program is published, does not allow it; the message says what to change.</exception>
    public static AioProcess Start(Action target, AioProcessOptions? options = null) =>
        StartWithout(target, [], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1>(Action<T1> target, T1 argument1, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2>(Action<T1, T2> target, T1 argument1, T2 argument2, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3>(Action<T1, T2, T3> target, T1 argument1, T2 argument2, T3 argument3, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4>(Action<T1, T2, T3, T4> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5, argument6], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start(Func<Task> target, AioProcessOptions? options = null) =>
        StartWithout(target, [], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1>(Func<T1, Task> target, T1 argument1, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2>(Func<T1, T2, Task> target, T1 argument1, T2 argument2, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3>(Func<T1, T2, T3, Task> target, T1 argument1, T2 argument2, T3 argument3, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5, argument6], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess Start<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, AioProcessOptions? options = null) =>
        StartWithout(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<TResult>(Func<TResult> target, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, TResult>(Func<T1, TResult> target, T1 argument1, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, TResult>(Func<T1, T2, TResult> target, T1 argument1, T2 argument2, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> target, T1 argument1, T2 argument2, T3 argument3, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<TResult>(Func<Task<TResult>> target, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, TResult>(Func<T1, Task<TResult>> target, T1 argument1, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, TResult>(Func<T1, T2, Task<TResult>> target, T1 argument1, T2 argument2, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], options);

    /// <inheritdoc cref="Start(Action, AioProcessOptions?)"/>
    public static AioProcess<TResult> Start<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, AioProcessOptions? options = null) =>
        StartWithResult<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], options);

    private static AioProcess StartWithout(Delegate target, object?[] arguments, AioProcessOptions? options)
    {
        ArgumentNullException.ThrowIfNull(target);
        options ??= AioProcessOptions.Default;
        AioProcess process = new(new Job(target, arguments), new Outcome<Nothing>(), options, reportsFaults: true);
        process.Begin(options);
        return process;
    }

    private static AioProcess<TResult> StartWithResult<TResult>(Delegate target, object?[] arguments, AioProcessOptions? options)
    {
        ArgumentNullException.ThrowIfNull(target);
        return AioProcess<TResult>.Start(new Job(target, arguments), options ?? AioProcessOptions.Default, reportsFaults: true);
    }
}
