using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace AioProcessing.Core;

/// <summary>One wait of this process: awaited, or blocking a thread.</summary>
/// <remarks>
/// It has the members of <see cref="IValueTaskSource{TResult}"/>, and leaves it to those who derive to say in which shapes they are awaited.
/// A wait that timed out completes with the default result, which every result type takes to mean "nothing". Whoever unlinks it from its channel
/// completes it, so it completes once. The registration and the timer are let go by whoever reads the result, because only that surely happens
/// after they were stored.
/// </remarks>
internal abstract class Waiter<TRequest, TResult> : IContinuation
{
    public TRequest Request;
    public TResult Result = default!;
    public Exception? Error;
    public Waiter<TRequest, TResult>? Next;
    public Waiter<TRequest, TResult>? Previous;
    public bool IsLinked;
    public WaitChannel<TRequest, TResult> Channel = null!;

    private readonly object? _owner;
    private readonly bool _isBlocking;
    private ManualResetValueTaskSourceCore<TResult> _awaited;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private volatile bool _isComplete;

    /// <param name="request">What is asked of the channel.</param>
    /// <param name="owner">The handle through which it is asked: it must not be collected while somebody waits.</param>
    /// <param name="isBlocking">Whether a thread will call <see cref="Block"/>; else the wait is awaited.</param>
    public Waiter(TRequest request, object? owner, bool isBlocking)
    {
        Request = request;
        _owner = owner;
        _isBlocking = isBlocking;
    }

    public short Version => _awaited.Version;

    /// <summary>The handle given at construction.</summary>
    protected object? Owner => _owner;

    /// <summary>After parking an awaited wait: lets the token and the time limit end it.</summary>
    public void Limit(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (self, token) => ((Waiter<TRequest, TResult>)self!).Cancel(token), this);
        if (timeout != Timeout.InfiniteTimeSpan)
            _timer = TimeProvider.System.CreateTimer(static self => ((Waiter<TRequest, TResult>)self!).TimeOut(), this, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>After parking a blocking wait: sleeps until it is complete.</summary>
    public TResult Block(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (self, token) => ((Waiter<TRequest, TResult>)self!).Cancel(token), this);
        long deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds);
        bool isInterrupted = false;
        while (!_isComplete)
        {
            try
            {
                SleepUntil(deadline);
            }
            catch (ThreadInterruptedException interruption)
            {
                // As a cancellation: success wins, and the interruption is then for the thread's next wait.
                isInterrupted |= !TryInterrupt(interruption);
            }
        }

        _registration.Dispose();
        if (isInterrupted)
            Thread.CurrentThread.Interrupt();
        if (Error is not null)
            ExceptionDispatchInfo.Throw(Error);
        return Result;
    }

    /// <summary>Wakes whoever waits, or begins what the wait was only the first part of. The caller has unlinked the wait.</summary>
    public virtual void Complete()
    {
        if (_isBlocking)
        {
            lock (this)
            {
                SettleAndMark();
                Monitor.PulseAll(this);
            }

            return;
        }

        Settle();
        if (Dispatcher.TryDefer(this))
            return;
        _awaited.RunContinuationsAsynchronously = true; // Whoever completes it here has work of its own, and perhaps locks.
        Continue();
    }

    public void Continue()
    {
        if (Error is not null)
            _awaited.SetException(Error);
        else
            _awaited.SetResult(Result);
    }

    public TResult GetResult(short token)
    {
        EndLimits();
        GC.KeepAlive(_owner);
        return _awaited.GetResult(token);
    }

    /// <summary>Lets go of the token and the time limit; for whoever reads the result of a wait that is not awaited itself.</summary>
    public void EndLimits()
    {
        _registration.Dispose();
        _timer?.Dispose();
    }

    public ValueTaskSourceStatus GetStatus(short token) => _awaited.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaited.OnCompleted(continuation, state, token, flags);

    /// <summary>Called once, when the outcome is known and before the waiter learns of it: lets go of what the request held.</summary>
    protected virtual void Settle()
    {
    }

    private void SettleAndMark()
    {
        Settle();
        _isComplete = true;
    }

    private void SleepUntil(long deadline)
    {
        lock (this)
        {
            while (!_isComplete)
            {
                long left = deadline == long.MaxValue ? Timeout.Infinite : Math.Max(0, deadline - Environment.TickCount64);
                if (!Monitor.Wait(this, (int)Math.Min(left, int.MaxValue)) && Environment.TickCount64 >= deadline && Channel.TryRemove(this))
                    SettleAndMark();
            }
        }
    }

    /// <summary>For a blocked thread that was interrupted: ends its wait. False when the wait is being completed, or cannot be ended any more.</summary>
    protected virtual bool TryInterrupt(ThreadInterruptedException interruption) => Abort(interruption);

    private void Cancel(CancellationToken token) => Abort(new OperationCanceledException(token));

    /// <summary>Ends the wait with an error of the owner's; false when it is being completed.</summary>
    protected bool Abort(Exception error)
    {
        if (!Channel.TryRemove(this))
            return false;
        Error = error;
        Complete();
        return true;
    }

    private void TimeOut()
    {
        if (Channel.TryRemove(this))
            Complete();
    }
}
