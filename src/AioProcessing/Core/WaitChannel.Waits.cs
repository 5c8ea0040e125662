using System.Diagnostics;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core;

// WaitChannel<TRequest, TResult>: the waits of this process for one thing at one object. Nothing in shared memory grows with them: one bit says
// that there are any.
//
// PROTOCOL  waiting:   look; append the wait; if it is the first, publish the bit (full fence); look once more; suspend
//           changing:  change the state (full fence); read the bits; ring one process, or all
//           rung:      while the first wait can be served: take for it, unlink it; if none is left, withdraw the bit (full fence);
//                      if there is more to take and others wait, ring the next process; complete the waits taken for
//
// INVARIANTS
//   I1  If there is something to take and a live process has waits, then a pending bit for it is set in some live process with a rung
//       doorbell, or somebody is between his change and his ring, or a dispatcher is in Wake and will pass on.
//   I2  The bit is set while a wait is linked: both change only under the gate.
//   I3  A wait is completed once: by whoever unlinked it, under the gate. So a cancelled wait took nothing, and one that took is not cancelled.
//
// IF A PROCESS DIES its bit is ignored, and every process scans all its waits (Bells.Scan), which repeats any ring that died with it. A
//   notification that had been passed to the dead one is among them.
//
// FAIRNESS  first come, first served inside a process: a newcomer that sees waits does not try before them.
internal abstract unsafe class WaitChannel<TRequest, TResult>(SharedObject owner, ProcessBits* bits) : WaitChannel(owner, bits)
{
    private const int LooksPerClockRead = 16;
    private const int MostYields = 3;

    private readonly LocalGate _gate = new();
    private WaiterList<TRequest, TResult> _waits;
    private volatile bool _isPublished;
    private Exception? _end;
    private SpinBudget _spin;

    /// <summary>Whether waits of this process stand before a newcomer.</summary>
    public bool IsCrowded => _isPublished;

    /// <summary>Takes without waiting, unless others of this process wait already.</summary>
    public bool TryTakeNow(ref TRequest request, out TResult result)
    {
        if (!_isPublished)
            return TryTake(ref request, out result);
        result = default!;
        return false;
    }

    /// <summary>Looks again for about the cost of a sleep and a wake-up, as far as that has paid here lately.</summary>
    /// <param name="request">What would be taken.</param>
    /// <param name="deadline">0 at first; kept by the caller between calls.</param>
    /// <returns>True when a try is worth while now; false when it is time to park.</returns>
    public bool SpinUntilPossible(in TRequest request, ref long deadline)
    {
        if (deadline == 0)
        {
            long ticks = _isPublished ? 0 : _spin.Begin();
            if (ticks == 0)
                return false;
            deadline = Stopwatch.GetTimestamp() + ticks;
        }

        bool found = SpinBudget.SharesProcessor ? LookBetweenYields(in request, deadline) : LookUntil(in request, deadline);
        if (!found)
            _spin.Failed();
        return found;
    }

    /// <summary>The try after <see cref="SpinUntilPossible"/> succeeded.</summary>
    public void SpinPaid() => _spin.Succeeded();

    /// <summary>Appends a wait; or puts it before the others, where it does not wait for the same as they do. It may be complete when this returns.</summary>
    public void Park(Waiter<TRequest, TResult> waiter, bool beforeOthers = false)
    {
        waiter.Channel = this;
        _gate.Enter();
        if (_end is not null || (AreIndependent && TryServe(waiter)))
        {
            waiter.Error ??= _end;
            _gate.Exit();
            waiter.Complete();
            return;
        }

        if (beforeOthers)
            _waits.Prepend(waiter);
        else
            _waits.Append(waiter);
        if (!_isPublished)
        {
            _isPublished = true;
            PublishBit();
        }

        Batch served = default;
        ServeLocked(ref served);
        bool passOn = _waits.First is null;
        _gate.Exit();
        Complete(served.First, passOn);
    }

    /// <summary>Takes a wait back. False when it is being completed: then its result stands.</summary>
    public bool TryRemove(Waiter<TRequest, TResult> waiter)
    {
        Batch served = default;
        _gate.Enter();
        while (waiter.IsLinked && !TryForgoLocked(in waiter.Request))
            ServeLocked(ref served);
        bool removed = waiter.IsLinked;
        if (removed)
        {
            _waits.Unlink(waiter);
            ServeLocked(ref served); // Those behind it may have been waiting only because it stood before them.
        }

        bool passOn = _waits.First is null;
        _gate.Exit();
        if (removed)
            Forgone();
        Complete(served.First, passOn);
        return removed;
    }

    public sealed override void Wake()
    {
        Batch served = default;
        _gate.Enter();
        ServeLocked(ref served);
        bool passOn = _waits.First is null;
        _gate.Exit();
        Complete(served.First, passOn);
    }

    public sealed override void Fail(Exception error)
    {
        _gate.Enter();
        _end = error;
        Waiter<TRequest, TResult>? failed = _waits.Clear();
        for (Waiter<TRequest, TResult>? waiter = failed; waiter is not null; waiter = waiter.Next)
            waiter.Error = error;
        WithdrawLocked();
        _gate.Exit();
        PassOn(); // A ring that was meant for these waits finds nobody here any more.
        Finish(failed);
    }

    /// <summary>
    /// Whether a wait takes nothing from the others, and earlier ones are over no later. Each is then looked at by itself when it comes: it may be over
    /// although waits that came before it, but began later, are not. From then on their order is that of their beginnings.
    /// </summary>
    protected virtual bool AreIndependent => false;

    /// <summary>One attempt; must leave everything as it was when it returns false. May run on the dispatcher, so it must not block.</summary>
    protected abstract bool TryTake(ref TRequest request, out TResult result);

    /// <summary>Whether an attempt is worth its atomics; reads only.</summary>
    protected abstract bool MightTake(in TRequest request);

    /// <summary>Whether another process could take something now. Called after this process's waits were served.</summary>
    protected abstract bool HasMore();

    /// <summary>Called outside the gate after waits were served, for what a taking means to others.</summary>
    protected virtual void Served()
    {
    }

    /// <summary>
    /// Called under the gate before a wait is taken back: undoes what its request had changed for others to see. False when what it waits for
    /// has come, so that serving the waits in their order will serve this one or one before it.
    /// </summary>
    protected virtual bool TryForgoLocked(in TRequest request) => true;

    /// <summary>Called outside the gate after a wait was taken back, for what that means to others.</summary>
    protected virtual void Forgone()
    {
    }

    /// <summary>Called under the gate when no wait is left: gives back what was reserved for this process.</summary>
    protected virtual void NobodyLeftLocked()
    {
    }

    private bool LookUntil(in TRequest request, long deadline)
    {
        do
        {
            for (int look = 0; look < LooksPerClockRead; look++)
            {
                if (MightTake(in request))
                    return true;
                Atomic.Pause();
            }
        }
        while (!_isPublished && Stopwatch.GetTimestamp() < deadline);
        return false;
    }

    private bool LookBetweenYields(in TRequest request, long deadline)
    {
        for (int yields = 0; yields < MostYields && !_isPublished; yields++)
        {
            Thread.Yield();
            bool isLate = Stopwatch.GetTimestamp() > deadline, isThere = MightTake(in request);
            if (isLate)
                _spin.CameLate(isThere);
            if (isLate || isThere)
                return isThere;
        }

        return false;
    }

    private void ServeLocked(ref Batch served)
    {
        while (_waits.First is { } first && TryServe(first))
        {
            _waits.Unlink(first);
            served.Add(first);
        }

        if (_waits.First is null)
            WithdrawLocked();
    }

    private bool TryServe(Waiter<TRequest, TResult> waiter)
    {
        try
        {
            return TryTake(ref waiter.Request, out waiter.Result);
        }
        catch (AioException error)
        {
            waiter.Error = error; // No room left for this item, say: the caller's error, not the dispatcher's.
            return true;
        }
    }

    private void WithdrawLocked()
    {
        if (_isPublished)
        {
            _isPublished = false;
            WithdrawBit();
        }

        NobodyLeftLocked();
    }

    private void Complete(Waiter<TRequest, TResult>? served, bool passOn)
    {
        if (served is not null)
            Served();

        // Passed on only by a process that is content: if its own first wait could not be served, neither could another's, and two processes
        // that could not take would ring each other for ever.
        if (passOn)
            PassOn();
        Finish(served);
    }

    private void PassOn()
    {
        if (NextOther(-1) >= 0 && HasMore())
            NotifyOne(othersFirst: true);
    }

    private static void Finish(Waiter<TRequest, TResult>? waiter)
    {
        while (waiter is not null)
        {
            Waiter<TRequest, TResult>? next = waiter.Next;
            waiter.Next = null; // The waiter may be used again as soon as it is complete.
            waiter.Complete();
            waiter = next;
        }
    }

    /// <summary>Waits that were taken for, in their order; they are completed outside the gate.</summary>
    private struct Batch
    {
        private Waiter<TRequest, TResult>? _last;

        public Waiter<TRequest, TResult>? First { get; private set; }

        public void Add(Waiter<TRequest, TResult> waiter)
        {
            if (_last is null)
                First = waiter;
            else
                _last.Next = waiter;
            _last = waiter;
        }
    }
}
