using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Locks;

/// <summary>A wait on a condition, which is over when the lock is held again. It has two parts: first it waits for a notification, then for the lock.</summary>
/// <remarks>
/// The end of the first part, be it a notification, a time-out or a cancellation, queues the second at the lock, there and then: no thread runs in between, however
/// many are notified at once. Limits apply to the first part only.
/// </remarks>
internal sealed class ConditionWait : Waiter<None, LockGrant>, IValueTaskSource, IValueTaskSource<bool>
{
    private readonly SharedLock _lock;
    private readonly LockHolding _holding;
    private readonly SharedCondition _target;
    private readonly Notice _notice;

    public ConditionWait(AioCondition owner, SharedLock mutex, LockHolding holding, SharedCondition target, bool isBlocking)
        : base(default, owner, isBlocking)
    {
        _lock = mutex;
        _holding = holding;
        _target = target;
        _notice = new Notice(this);
    }

    /// <summary>Begins to wait for a notification, then gives up the lock. In this order no notification can come too early.</summary>
    /// <param name="timeout">For the notification.</param>
    /// <param name="asAbandoned">Whether the next owner of the lock is to be told of a death, as this one was.</param>
    /// <param name="cancellationToken">For the notification.</param>
    /// <returns>False when the caller does not hold the lock any more; then nothing is waited for.</returns>
    public bool TryStart(TimeSpan timeout, bool asAbandoned, CancellationToken cancellationToken)
    {
        _target.Register();
        _target.Channel.Park(_notice);
        if (!_lock.TryGiveUp(_holding, asAbandoned) && _target.Channel.TryRemove(_notice))
            return false;
        _notice.Limit(timeout, cancellationToken);
        return true;
    }

    /// <summary>Blocks until the lock is held again. False when nobody notified in time.</summary>
    public bool Block()
    {
        Block(Timeout.InfiniteTimeSpan, CancellationToken.None);
        return Conclude();
    }

    void IValueTaskSource.GetResult(short token)
    {
        GetResult(token);
        Conclude();
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        GetResult(token);
        return Conclude();
    }

    protected override void Settle()
    {
        if (Result.IsGranted)
            _lock.TakeBack(_holding, in Result);
        if (_notice.Result)
            _target.Settle();
    }

    /// <summary>Only the wait for a notification can be ended: the lock is taken back in any case.</summary>
    protected override bool TryInterrupt(ThreadInterruptedException interruption) => _notice.TryEnd(interruption);

    private bool Conclude()
    {
        _notice.EndLimits();
        if (_notice.Error is not null)
            ExceptionDispatchInfo.Throw(_notice.Error);
        return _notice.Result;
    }

    private sealed class Notice(ConditionWait whole) : Waiter<None, bool>(default, null, isBlocking: false)
    {
        public override void Complete() => whole._lock.Channel.Park(whole);

        public bool TryEnd(Exception error) => Abort(error);
    }
}
