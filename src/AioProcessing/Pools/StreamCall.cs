using System.Threading.Channels;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>A call whose results are read one by one, in the order of their items or as they come. No more items are sent than the reader keeps up with.</summary>
internal sealed class StreamCall<TArgument, TResult> : FeedingCall<TArgument>
{
    private readonly Channel<AioOutcome<TResult>> _ready = Channel.CreateUnbounded<AioOutcome<TResult>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<long, AioOutcome<TResult>>? _early;
    private readonly ProgressReport? _progress;
    private long _next;
    private long _answered;

    public StreamCall(IWorkHost host, AioPool pool, FunctionEntry function, ItemSource<TArgument> source, AioMapOptions? options, bool isOrdered, CancellationToken cancellationToken)
        : base(host, pool, function, source, options, cancellationToken)
    {
        _early = isOrdered ? [] : null;
        _progress = options?.Progress is { } progress ? new ProgressReport(progress, source.Count) : null;
    }

    public override void Failed(long index, Exception error) => Answer(index, AioOutcome<TResult>.Failure(error));

    public override void Abort(Exception error)
    {
        StopReason ??= error;
        Release();
        _ready.Writer.TryComplete(error);
    }

    /// <summary>The results. Ends with the first error; leaving it ends the call.</summary>
    public async IAsyncEnumerable<TResult> ReadAsync()
    {
        try
        {
            while (await _ready.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_ready.Reader.TryRead(out AioOutcome<TResult> outcome))
                {
                    Finished.Raise();
                    yield return outcome.GetValue();
                }
            }

            _progress?.Finish(_answered);
        }
        finally
        {
            if (!_ready.Reader.Completion.IsCompleted)
                Stop(new OperationCanceledException("The stream was left before its end."), kills: false);
            EndCall();
        }
    }

    protected override void Succeeded(long index, ref PayloadReader result) => Answer(index, AioOutcome<TResult>.Success(ValueCodec.Read<TResult>(ref result)));

    protected override void Fed(Exception? error)
    {
        StopReason ??= error;
        IfDone();
    }

    protected override void IfDone()
    {
        lock (_ready)
        {
            if (IsFed && _answered == Sent)
                _ready.Writer.TryComplete(StopReason);
        }
    }

    private void Answer(long index, AioOutcome<TResult> outcome)
    {
        lock (_ready)
        {
            _answered++;
            _progress?.Advance(_answered);
            if (_early is null)
            {
                _ready.Writer.TryWrite(outcome);
            }
            else if (index != _next)
            {
                _early.Add(index, outcome);
            }
            else
            {
                do
                    _ready.Writer.TryWrite(outcome);
                while (_early.Remove(++_next, out outcome));
            }

            IfDone();
        }
    }
}
