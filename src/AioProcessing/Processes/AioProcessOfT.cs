using AioProcessing.Bootstrap;
using AioProcessing.Processes;

namespace AioProcessing;

/// <summary>A process that runs one of your methods and returns its value.</summary>
/// <typeparam name="TResult">What the target returns, or the task of the target.</typeparam>
public sealed class AioProcess<TResult> : AioProcess
{
    private readonly Outcome<TResult> _outcome;

    private AioProcess(Job job, Outcome<TResult> outcome, AioProcessOptions options, bool reportsFaults) : base(job, outcome, options, reportsFaults) => _outcome = outcome;

    /// <summary>The target's value.</summary>
    /// <inheritdoc cref="AioProcess.Completion" path="/remarks"/>
    public Task<TResult> Result => _outcome.Task;

    internal static AioProcess<TResult> Start(Job job, AioProcessOptions options, bool reportsFaults)
    {
        AioProcess<TResult> process = new(job, new Outcome<TResult>(), options, reportsFaults);
        process.Begin(options);
        return process;
    }
}
