using System.ComponentModel;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A call of a member of an object that this process hosts. For generated code: arguments in order, then one answer.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AioIncomingCall : AioValueReader, IThreadPoolWorkItem, IHostedWait, ICredited
{
    private const int StreamWindow = RemoteStream.Window;

    private readonly OwnObject _object;
    private readonly HostedCall _call;
    private readonly int _member;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _cancellation;
    private SemaphoreSlim? _credit;
    private Action? _unsubscribe;
    private bool _isCanceled;
    private bool _isAnswered;
    private bool _isOver;

    internal AioIncomingCall(OwnObject target, int member, ReadOnlySpan<byte> arguments, HostedCall call) : base(arguments, target.Server.Format)
    {
        _object = target;
        _member = member;
        _call = call;
    }

    /// <summary>Cancelled when the caller cancels, or goes.</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_gate)
            {
                _cancellation ??= new CancellationTokenSource();
                if (_isCanceled)
                    _cancellation.Cancel();
                return _cancellation.Token;
            }
        }
    }

    bool IHostedWait.EndsWithManager => _unsubscribe is not null || _credit is not null;

    private protected override object? Home => _object.Server;

    /// <summary>An argument that tells the caller of progress.</summary>
    public IProgress<T>? ReadProgress<T>()
    {
        PayloadReader reader = Resume();
        int index = reader.ReadBool() ? reader.ReadCount() : -1;
        Pause(ref reader);
        return index < 0 ? null : new Reporter<T>(this, index);
    }

    /// <summary>It is done.</summary>
    public ValueTask Return()
    {
        End();
        _call.Return();
        return default;
    }

    /// <summary>It is done, with this value.</summary>
    public ValueTask Return<T>(T value)
    {
        End();
        PayloadWriter frame = _call.BeginReturn();
        try
        {
            AioOutgoingCall.WriteValue(frame, _object.Server.Format, value, "the result");
        }
        catch (AioSerializationException exception)
        {
            frame.Return();
            _call.Fault(exception);
            return default;
        }
        _call.Return(frame);
        return default;
    }

    /// <summary>It is done when the task is.</summary>
    public async ValueTask ReturnAsync(ValueTask task)
    {
        await task.ConfigureAwait(false);
        await Return().ConfigureAwait(false);
    }

    /// <summary>It is done when the task is, with its value.</summary>
    public ValueTask ReturnAsync<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? Return(task.Result) : ReturnLaterAsync(task);

    /// <inheritdoc cref="ReturnAsync(ValueTask)"/>
    public ValueTask ReturnAsync(Task task) => ReturnAsync(new ValueTask(task));

    /// <inheritdoc cref="ReturnAsync{T}(ValueTask{T})"/>
    public ValueTask ReturnAsync<T>(Task<T> task) => ReturnAsync(new ValueTask<T>(task));

    /// <summary>Sends the items, as fast as they are read over there, and ends when they end, or the reader does.</summary>
    public async ValueTask ReturnStreamAsync<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        SemaphoreSlim credit = new(StreamWindow);
        lock (_gate)
            _credit = credit;
        CancellationToken cancellation = CancellationToken;
        await foreach (T item in items.WithCancellation(cancellation).ConfigureAwait(false))
        {
            await credit.WaitAsync(cancellation).ConfigureAwait(false);
            SendItem(ServerFrame.Item, frame => AioOutgoingCall.WriteValue(frame, _object.Server.Format, item, "an item"));
        }
        await Return().ConfigureAwait(false);
    }

    /// <summary>Connects an event to the caller, until that unsubscribes, or goes.</summary>
    /// <param name="subscribe">Adds a handler that calls one of the sink's methods, and returns what removes it.</param>
    public ValueTask Subscribe(Func<AioEventSink, Action> subscribe)
    {
        ArgumentNullException.ThrowIfNull(subscribe);
        Action unsubscribe = subscribe(new AioEventSink(this));
        _object.Server.Leave(); // Not work that the end of the manager would wait for.
        _isAnswered = true;
        bool hasEnded;
        lock (_gate)
        {
            hasEnded = _isCanceled;
            _unsubscribe = unsubscribe;
        }
        if (hasEnded)
            EndSubscription(unsubscribe);
        else
            _call.Send(_call.BeginItem()); // It has begun.
        return default;
    }

    internal ValueFormat Format => _object.Server.Format;

    internal void SendItem(ServerFrame kind, Action<PayloadWriter> write)
    {
        PayloadWriter frame = _call.BeginItem(kind);
        try
        {
            write(frame);
        }
        catch
        {
            frame.Return();
            throw;
        }
        lock (_gate)
        {
            if (!_isOver)
            {
                _call.Send(frame);
                return;
            }
        }
        frame.Return();
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    void IHostedWait.Cancel()
    {
        Action? unsubscribe;
        CancellationTokenSource? cancellation;
        lock (_gate)
        {
            if (_isCanceled)
                return;
            _isCanceled = true;
            unsubscribe = _unsubscribe;
            cancellation = _cancellation;
        }
        // The token's callbacks are user code, and this is the receiving thread.
        if (unsubscribe is not null)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Call.EndSubscription(self.Unsubscribe), (Call: this, Unsubscribe: unsubscribe), preferLocal: false);
        else if (cancellation is not null)
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), cancellation, preferLocal: false);
    }

    void ICredited.AddCredit(int count)
    {
        if (count > 0)
            _credit?.Release(Math.Min(count, StreamWindow));
    }

    private async ValueTask ReturnLaterAsync<T>(ValueTask<T> task) => await Return(await task.ConfigureAwait(false)).ConfigureAwait(false);

    private void EndSubscription(Action unsubscribe)
    {
        try
        {
            unsubscribe();
        }
        catch (Exception)
        {
            // The user's event does not let go; the answer is the same.
        }
        End();
        _call.Cancel();
    }

    // From here on its number may be another call's, so nothing more may be sent under it: not by an event that is being raised, nor by a late report.
    private void End()
    {
        _isAnswered = true;
        lock (_gate)
            _isOver = true;
    }

    private async Task RunAsync()
    {
        try
        {
            await _object.Contract.InvokeMember(_object.Target, _member, this).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            if (_unsubscribe is null)
                _object.Server.Leave();
        }
    }

    private void Fail(Exception exception)
    {
        if (_isAnswered)
            return; // What failed came after the answer.
        End();
        if (exception is OperationCanceledException && _isCanceled)
            _call.Cancel();
        else if (exception is AioSerializationException or AioNotHostedException)
            _call.Fault(exception);
        else
            _call.FaultOfUser(exception);
    }

    private sealed class Reporter<T>(AioIncomingCall call, int index) : IProgress<T>
    {
        public void Report(T value)
        {
            call.SendItem(ServerFrame.Progress, frame =>
            {
                frame.WriteCount(index);
                AioOutgoingCall.WriteValue(frame, call.Format, value, "the progress");
            });
        }
    }
}
