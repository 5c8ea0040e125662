using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core;

/// <summary>One thing that can be waited for at an object: its bitmap in shared memory, and how processes are told of a change.</summary>
internal abstract unsafe class WaitChannel
{
    private readonly SharedObject _owner;
    private readonly ProcessBits* _bits;
    private readonly ulong* _highSlot;
    private int _lastNotified;

    protected WaitChannel(SharedObject owner, ProcessBits* bits)
    {
        _owner = owner;
        _bits = bits;
        _highSlot = owner.Participant.Arena.HighSlot;
    }

    protected SharedObject Owner => _owner;

    protected Participant Me => _owner.Participant;

    /// <summary>Gives waits of this process what they can have now. Called by the dispatcher after a ring, and by notifiers of this process.</summary>
    public abstract void Wake();

    /// <summary>Ends every wait of this process with an error, and those that come later too.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Tells one waiting process; this one last when <paramref name="othersFirst"/>, else first.</summary>
    /// <remarks>
    /// Call it after the change, which must have been a full fence. A process that was told before and has not looked yet may be stopped, so the
    /// next one is told as well.
    /// </remarks>
    public void NotifyOne(bool othersFirst = false)
    {
        bool meWaiting = IsWaiting(Me.Tag.Slot);
        if (meWaiting && !othersFirst)
        {
            Wake();
            return;
        }

        for (int slot = NextOther(_lastNotified), first = -1; slot >= 0 && slot != first; slot = NextOther(slot))
        {
            if (first < 0)
                first = slot;
            _lastNotified = slot;
            if (!Me.Bells.Ring(slot, _owner.Index))
                return;
        }

        if (meWaiting)
            Wake();
    }

    /// <summary>Makes one waiting process look, and this one too if it waits, without running anything here; may be called in the middle of a try.</summary>
    public void RingOne()
    {
        int slot = NextOther(_lastNotified);
        if (slot >= 0)
            Me.Bells.Ring(_lastNotified = slot, _owner.Index);
        if (IsWaiting(Me.Tag.Slot))
            Me.Bells.Ring(Me.Tag.Slot, _owner.Index);
    }

    /// <summary>Tells every waiting process.</summary>
    public void NotifyAll()
    {
        int words = WordsInUse();
        for (int word = 0; word < words; word++)
        {
            for (ulong bits = Atomic.LoadAcquire(ref (*_bits)[word]); bits != 0; bits &= bits - 1)
            {
                int slot = (word * 64) + BitOperations.TrailingZeroCount(bits);
                if (slot != Me.Tag.Slot && IsMember(slot))
                    Me.Bells.Ring(slot, _owner.Index);
            }
        }

        if (IsWaiting(Me.Tag.Slot))
            Wake();
    }

    /// <summary>Whether any process, this one included, has parked waits here. Right after a change that was a full fence, "no" is certain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasWaiters()
    {
        for (int word = WordsInUse() - 1; word >= 0; word--)
        {
            if (Atomic.LoadAcquire(ref (*_bits)[word]) != 0)
                return true;
        }

        return false;
    }

    /// <summary>The next other live process after <paramref name="after"/> with waits here, cyclically; -1 = none.</summary>
    protected int NextOther(int after)
    {
        int words = WordsInUse();
        int start = after + 1;
        for (int step = 0; step <= words; step++)
        {
            int word = ((start >> 6) + step) % words;
            ulong bits = Atomic.LoadAcquire(ref (*_bits)[word]);
            if (step == 0)
                bits &= ulong.MaxValue << (start & 63);
            for (; bits != 0; bits &= bits - 1)
            {
                int slot = (word * 64) + BitOperations.TrailingZeroCount(bits);
                if (slot != Me.Tag.Slot && IsMember(slot))
                    return slot;
            }
        }

        return -1;
    }

    protected void PublishBit() => Atomic.Or(ref BitWord(Me.Tag.Slot), 1ul << (Me.Tag.Slot & 63));

    protected void WithdrawBit() => Atomic.And(ref BitWord(Me.Tag.Slot), ~(1ul << (Me.Tag.Slot & 63)));

    /// <summary>Whether a process has its bit set; it may be a dead one's.</summary>
    public bool IsWaiting(int slot) => (Atomic.LoadAcquire(ref BitWord(slot)) & (1ul << (slot & 63))) != 0;

    private bool IsMember(int slot) => SlotMachine.Read(Me.Arena, slot).State == SlotState.Alive;

    private ref ulong BitWord(int slot) => ref (*_bits)[slot >> 6];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WordsInUse() => (int)((Atomic.LoadAcquire(ref *_highSlot) + 63) >> 6);
}

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
    private Waiter<TRequest, TResult>? _first;
    private Waiter<TRequest, TResult>? _last;
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
            Prepend(waiter);
        else
            Append(waiter);
        if (!_isPublished)
        {
            _isPublished = true;
            PublishBit();
        }

        Batch served = default;
        ServeLocked(ref served);
        bool passOn = _first is null;
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
            Unlink(waiter);
            ServeLocked(ref served); // Those behind it may have been waiting only because it stood before them.
        }

        bool passOn = _first is null;
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
        bool passOn = _first is null;
        _gate.Exit();
        Complete(served.First, passOn);
    }

    public sealed override void Fail(Exception error)
    {
        _gate.Enter();
        _end = error;
        Waiter<TRequest, TResult>? failed = _first;
        for (Waiter<TRequest, TResult>? waiter = failed; waiter is not null; waiter = waiter.Next)
        {
            waiter.IsLinked = false;
            waiter.Error = error;
        }

        _first = _last = null;
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
        while (_first is { } first && TryServe(first))
        {
            Unlink(first);
            served.Add(first);
        }

        if (_first is null)
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

    private void Append(Waiter<TRequest, TResult> waiter)
    {
        waiter.IsLinked = true;
        waiter.Previous = _last;
        if (_last is null)
            _first = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
    }

    private void Prepend(Waiter<TRequest, TResult> waiter)
    {
        waiter.IsLinked = true;
        waiter.Next = _first;
        if (_first is null)
            _last = waiter;
        else
            _first.Previous = waiter;
        _first = waiter;
    }

    private void Unlink(Waiter<TRequest, TResult> waiter)
    {
        if (waiter.Previous is null)
            _first = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
        waiter.Next = waiter.Previous = null;
        waiter.IsLinked = false;
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
