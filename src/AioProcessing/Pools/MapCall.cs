using AioProcessing.Processes;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A call whose results are wanted all together, in the order of their items.</summary>
internal sealed class MapCall<TArgument, TResult> : FeedingCall<TArgument>, IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<TResult[]> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Segments<TResult> _results = new();
    private readonly Dictionary<long, Exception> _errors = [];
    private readonly ProgressReport? _progress;
    private readonly bool _settlesAll;
    private Exception? _error;
    private Exception? _firstError;
    private int _isSettled;
    private long _answered;

    /// <param name="host">What carries it out.</param>
    /// <param name="pool">Its face.</param>
    /// <param name="function">The function.</param>
    /// <param name="source">The items.</param>
    /// <param name="options">Chunk size, progress and limits.</param>
    /// <param name="settlesAll">Whether an error is one item's outcome, and not the call's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public MapCall(IWorkHost host, AioPool pool, FunctionEntry function, ItemSource<TArgument> source, AioMapOptions? options, bool settlesAll, CancellationToken cancellationToken)
        : base(host, pool, function, source, options, cancellationToken)
    {
        _settlesAll = settlesAll;
        _progress = options?.Progress is { } progress ? new ProgressReport(progress, source.Count) : null;
    }

    public Task<TResult[]> Task => _source.Task;

    /// <summary>By index; complete when the task is.</summary>
    public IReadOnlyDictionary<long, Exception> Errors => _errors;

    public override void Failed(long index, Exception error)
    {
        lock (_errors)
            _errors[index] = error;
        if (!_settlesAll && Interlocked.CompareExchange(ref _firstError, error, null) is null && StopReason is null)
            ThreadPool.UnsafeQueueUserWorkItem(static call => call.Self.FailFast(call.Error), (Self: this, Error: error), preferLocal: false);
        Advance();
    }

    public override void Abort(Exception error)
    {
        StopReason ??= error;
        Release();
        Settle(error);
    }

    public void Execute()
    {
        EndCall();
        _progress?.Finish(Interlocked.Read(ref _answered));
        if (_error is null)
            _source.TrySetResult(typeof(TResult) == typeof(Nothing) ? [] : _results.ToArray(Sent));
        else if (_error is OperationCanceledException canceled)
            _source.TrySetCanceled(canceled.CancellationToken.IsCancellationRequested ? canceled.CancellationToken : new CancellationToken(true));
        else
            _source.TrySetException(_error);
    }

    protected override void Sending(int count) => _results.Extend(Sent + count);

    protected override void Succeeded(long index, ref PayloadReader result)
    {
        if (typeof(TResult) != typeof(Nothing))
            _results[index] = ValueCodec.Read<TResult>(ref result);
        Advance();
    }

    protected override void Fed(Exception? error)
    {
        if (error is not null && StopReason is null)
            Stop(error, kills: false);
        if (error is not null and not OperationCanceledException)
            Settle(error);
        IfDone();
    }

    protected override void IfDone()
    {
        if (IsFed && Interlocked.Read(ref _answered) == Sent)
            Settle(StopReason ?? _firstError);
    }

    private void Advance()
    {
        long answered = Interlocked.Increment(ref _answered);
        Finished.Raise();
        _progress?.Advance(answered);
        IfDone();
    }

    // What else runs is asked to stop, and left to its end: its results are of no use.
    private void FailFast(Exception error)
    {
        Stop(error, kills: false);
        Settle(error);
    }

    private void Settle(Exception? error)
    {
        if (Interlocked.Exchange(ref _isSettled, 1) != 0)
            return;
        _error = error;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
