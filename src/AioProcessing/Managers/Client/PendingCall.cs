using System.Threading.Tasks.Sources;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Reads the value of a call out of its answer. A static lambda, so that nothing is allocated for it.</summary>
internal delegate T ReadResult<T>(ref PayloadReader from, ManagerClient client);

/// <summary>A call that was sent and is not answered. Its number is its place in the link's table until the answer comes, whoever still waits for it.</summary>
internal abstract class PendingCall : IThreadPoolWorkItem
{
    /// <summary>How long a cancelled call waits for the manager to say what came first. A manager that is stopped says nothing.</summary>
    protected static readonly TimeSpan VerdictTime = TimeSpan.FromSeconds(5);

    /// <summary>Its place in the link's table.</summary>
    public int Number { get; set; }

    /// <summary>What the arguments mention; let go if the call was not done, else the manager's.</summary>
    public IPin[] Pins { get; set; } = [];

    /// <summary>Takes the value, on the receiving thread.</summary>
    /// <returns>Whether it reaches the caller.</returns>
    public abstract bool TakeResult(ref PayloadReader from, ManagerClient client);

    /// <summary>Takes the error in place of the value.</summary>
    /// <inheritdoc cref="TakeResult" path="/returns"/>
    public abstract bool TakeError(Exception error);

    /// <summary>The manager has cancelled it, and it has done nothing.</summary>
    /// <inheritdoc cref="TakeResult" path="/returns"/>
    public abstract bool TakeCancellation();

    /// <summary>An item of a stream, or an event.</summary>
    /// <returns>The user's code that is to be run for it; null = none.</returns>
    public virtual IThreadPoolWorkItem? TakeItem(ref PayloadReader from, ManagerClient client) => throw from.Malformed("an item has come for a call that is no stream");

    /// <summary>A report on one of its arguments.</summary>
    public virtual IThreadPoolWorkItem? TakeProgress(ref PayloadReader from, ManagerClient client) => null;

    /// <summary>Lets the caller go on.</summary>
    public abstract void Execute();

    protected void ReleasePins()
    {
        foreach (IPin pin in Pins)
            pin.Release();
        Pins = [];
    }
}

/// <summary>A call with one answer, which its caller awaits. Used again for other calls of the same type of value.</summary>
internal sealed class PendingCall<T> : PendingCall, IValueTaskSource<T>, IValueTaskSource
{
    private static PendingCall<T>? s_spare;

    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<T> _core;
    private ReadResult<T> _read = null!;
    private ManagerClient _client = null!;
    private object? _keepsAlive;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private Timer? _timer;
    private T? _value;
    private Exception? _error;
    private IReadOnlyList<IProgressTarget>? _progress;
    private State _state;
    private bool _isTimedOut;

    private enum State
    {
        Waiting,
        Asked, // To cancel; the manager decides.
        Settled,
        Abandoned, // Its caller has gone on without the answer.
    }

    /// <param name="client">Where it is sent.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="keepsAlive">What must not be collected before the answer: the reference through which it was called.</param>
    public static PendingCall<T> Rent(ManagerClient client, ReadResult<T> read, object? keepsAlive)
    {
        PendingCall<T> call = Interlocked.Exchange(ref s_spare, null) ?? new PendingCall<T>();
        call._client = client;
        call._read = read;
        call._keepsAlive = keepsAlive;
        return call;
    }

    /// <summary>Where reports of progress go, by the index of the argument.</summary>
    public IReadOnlyList<IProgressTarget>? Progress { set => _progress = value; }

    public ValueTask<T> Task => new(this, _core.Version);

    public ValueTask PlainTask => new(this, _core.Version);

    /// <summary>From now on the token, and the end of the time, cancel it. It has been sent, and may have been answered.</summary>
    public void Watch(TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Answered already: whoever waits for the lock to settle it has not let anybody use it again yet.
            if (_state != State.Waiting)
                return;
            _cancellation = cancellationToken;
            if (timeout != Timeout.InfiniteTimeSpan)
                _timer = new Timer(static self => ((PendingCall<T>)self!).TimeIsUp(), this, timeout, Timeout.InfiniteTimeSpan);
        }
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static self => ((PendingCall<T>)self!).Ask(), this);
        lock (_gate)
        {
            if (_state is State.Waiting or State.Asked)
            {
                _registration = registration;
                return;
            }
        }
        registration.Dispose();
    }

    public override bool TakeResult(ref PayloadReader from, ManagerClient client)
    {
        T? value = default;
        Exception? error = null;
        try
        {
            value = _read(ref from, client);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            error = exception as AioException ?? new AioSerializationException($"The result of a call cannot be read: {exception.Message}", inner: exception);
        }
        Pins = []; // They are the manager's now.
        return Settle(value, error);
    }

    public override bool TakeError(Exception error)
    {
        ReleasePins();
        return Settle(default, error);
    }

    public override bool TakeCancellation()
    {
        ReleasePins();
        return Settle(default, _isTimedOut ? null : new OperationCanceledException(_cancellation));
    }

    public override IThreadPoolWorkItem? TakeProgress(ref PayloadReader from, ManagerClient client)
    {
        int index = from.ReadCount();
        return _progress is { } targets && index < targets.Count ? targets[index].Take(ref from, client) : null;
    }

    public override void Execute()
    {
        GC.KeepAlive(_keepsAlive);
        if (_error is not null)
            _core.SetException(_error);
        else
            _core.SetResult(_value!);
    }

    public T GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Reuse();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Decides what becomes of it, once. False when its caller has gone on.</summary>
    private bool Settle(T? value, Exception? error)
    {
        CancellationTokenRegistration registration;
        lock (_gate)
        {
            if (_state is State.Settled or State.Abandoned)
                return false;
            _state = State.Settled;
            _value = value;
            _error = error;
            registration = _registration;
            _timer?.Dispose();
        }
        registration.Dispose(); // Waits for a cancellation that is under way, so that it cannot meet the next call.
        return true;
    }

    private void TimeIsUp()
    {
        lock (_gate)
            _isTimedOut |= _state == State.Waiting;
        Ask();
    }

    private void Ask()
    {
        lock (_gate)
        {
            if (_state != State.Waiting)
                return;
            _state = State.Asked;
            _timer?.Dispose();
            _timer = new Timer(static self => ((PendingCall<T>)self!).Abandon(), this, VerdictTime, Timeout.InfiniteTimeSpan);
        }
        _client.AskToCancel(this);
    }

    private void Abandon()
    {
        lock (_gate)
        {
            if (_state != State.Asked)
                return;
            _state = State.Abandoned;
            _error = _isTimedOut ? null : new OperationCanceledException(_cancellation);
            _timer?.Dispose();
        }
        Execute();
    }

    private void Reuse()
    {
        if (_state == State.Abandoned || _timer is not null)
            return; // The table, or a timer that is about to fire, still knows it.
        _core.Reset();
        _core.RunContinuationsAsynchronously = false;
        _client = null!;
        _keepsAlive = null;
        _cancellation = default;
        _registration = default;
        _value = default;
        _error = null;
        _progress = null;
        _isTimedOut = false;
        _state = State.Waiting;
        s_spare = this;
    }
}
