using AioProcessing.Bootstrap;
using AioProcessing.Processes;

namespace AioProcessing;

// One child, one result, gone. The shapes are those of Start.
public partial class AioProcess
{
    /// <summary>Runs <paramref name="target"/> in a process of its own, and awaits its result and the end of that process.</summary>
    /// <param name="target">As in <see cref="Start(Action, AioProcessOptions?)"/>.</param>
    /// <param name="cancellationToken">
    /// Ends the process: a target that takes a token has <see cref="AioProcessOptions.KillGracePeriod"/> to stop by itself, others are killed. The process is gone
    /// when the call throws. A token among the target's own arguments counts as this one when this one is left out.
    /// </param>
    /// <param name="options">Name, environment and so on; null = as this process.</param>
    /// <exception cref="AioRemoteException">The target threw.</exception>
    /// <exception cref="AioProcessExitedException">The process ended before the target returned.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, and the target had not returned by then.</exception>
    /// <exception cref="AioSerializationException">The target, an argument or the result cannot cross; the message names the member.</exception>
    /// <exception cref="AioException">The process could not be started.</exception>
    public static Task RunAsync(Action target, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1>(Action<T1> target, T1 argument1, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2>(Action<T1, T2> target, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3>(Action<T1, T2, T3> target, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4>(Action<T1, T2, T3, T4> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5, argument6], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync(Func<Task> target, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1>(Func<T1, Task> target, T1 argument1, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2>(Func<T1, T2, Task> target, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3>(Func<T1, T2, T3, Task> target, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5, argument6], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task RunAsync<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, Task> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<Nothing>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<TResult>(Func<TResult> target, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, TResult>(Func<T1, TResult> target, T1 argument1, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, TResult> target, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> target, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<TResult>(Func<Task<TResult>> target, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, TResult>(Func<T1, Task<TResult>> target, T1 argument1, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> target, T1 argument1, T2 argument2, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7], cancellationToken, options);

    /// <inheritdoc cref="RunAsync(Action, CancellationToken, AioProcessOptions?)"/>
    public static Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>> target, T1 argument1, T2 argument2, T3 argument3, T4 argument4, T5 argument5, T6 argument6, T7 argument7, T8 argument8, CancellationToken cancellationToken = default, AioProcessOptions? options = null) =>
        RunToEndAsync<TResult>(target, [argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8], cancellationToken, options);

    private static async Task<T> RunToEndAsync<T>(Delegate target, object?[] arguments, CancellationToken cancellationToken, AioProcessOptions? options)
    {
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= AioProcessOptions.Default;
        AioProcess<T> process = AioProcess<T>.Start(new Job(target, arguments), options, reportsFaults: false);
        if (!cancellationToken.CanBeCanceled && process.Child.Tokens is [CancellationToken own])
            cancellationToken = own;
        using (cancellationToken.UnsafeRegister(_ => process.CancelOrKill(), null))
            await process.Exited.ConfigureAwait(false);
        if (!process.Result.IsCompletedSuccessfully)
            cancellationToken.ThrowIfCancellationRequested();
        return await process.Result.ConfigureAwait(false);
    }

    /// <summary>Asks a target that listens, and kills one that does not.</summary>
    private void CancelOrKill()
    {
        if (Child.Tokens.Count > 0)
            Cancel();
        else
            Kill();
    }
}
