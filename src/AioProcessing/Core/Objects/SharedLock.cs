using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of a lock: <see cref="LockMachine"/> with waiting and fairness.</summary>
/// <remarks>
/// Whoever releases lets anybody take the lock, which is fast; but a process that waits elsewhere would then hardly ever get it from one that takes it
/// again at once. So when others wait, the lock is handed to one of them at least once a millisecond, and after a run of local grants.
/// </remarks>
internal sealed unsafe class SharedLock : SharedObject
{
    private const int MaxLocalRun = 15;

    private static readonly long s_handOffEvery = Clock.Frequency / 1000;

    private readonly Waits _waits;
    private long _lastHandOff;
    private int _localRun;
    private LockOwnership? _ownership;
    private volatile LockHolding? _renewed;
    private Ring? _rings; // The holder's.

    private SharedLock(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.Lock) =>
        _waits = new Waits(this);

    public WaitChannel<None, LockGrant> Channel => _waits;

    /// <summary>Whether any process has it, or is about to.</summary>
    public bool IsHeld => !Read().IsFree;

    /// <summary>Who holds it here and how often, for those who use it as a re-entrant lock.</summary>
    public LockOwnership Ownership => _ownership ?? Interlocked.CompareExchange(ref _ownership, new LockOwnership(), null) ?? _ownership;

    /// <summary>The holding that got the lock back last after a wait on a condition; may be over.</summary>
    public LockHolding? Renewed => _renewed;

    public static SharedLock Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    public bool TryAcquire(out LockGrant grant)
    {
        None request = default;
        return _waits.TryTakeNow(ref request, out grant);
    }

    /// <summary>As <see cref="TryAcquire"/>, looking again for a while if that is likely to pay.</summary>
    public bool TrySpin(out LockGrant grant)
    {
        long deadline = 0;
        while (_waits.SpinUntilPossible(default, ref deadline))
        {
            if (!TryAcquire(out grant))
                continue;
            _waits.SpinPaid();
            return true;
        }

        grant = default;
        return false;
    }

    /// <summary>The handle of the present holding, if this process has the lock.</summary>
    public bool TryGetHeld(out LockWord held)
    {
        held = Read();
        return held.IsHeldBy(Participant.Tag);
    }

    /// <summary>Ends a holding, which is named by the word that began it. False when it has ended before.</summary>
    public bool TryRelease(LockWord held) =>
        TryGive(held) || (_renewed is { } renewed && renewed.First == held && TryGive(renewed.Held));

    /// <summary>Releases the lock, at all levels, without ending the holding. False when it is not the present one.</summary>
    /// <param name="holding">The present holding.</param>
    /// <param name="asAbandoned">Whether the next owner is to be told what this one was told of the owner before.</param>
    public bool TryGiveUp(LockHolding holding, bool asAbandoned = false)
    {
        if (holding is OwnedHolding)
        {
            if (Ownership.Current != holding)
                return false;
            Ownership.End();
        }

        return TryGive(holding.Held, asAbandoned);
    }

    /// <summary>The lock was granted to a holding that had given it up.</summary>
    public void TakeBack(LockHolding holding, in LockGrant grant)
    {
        if (holding is OwnedHolding owned)
        {
            Ownership.Begin(owned, in grant);
            return;
        }

        holding.Take(in grant);
        _renewed = holding;
    }

    /// <summary>
    /// Makes a process look at an object as soon as the caller, who holds the lock, has given it up. Should he die before, then the reaper, who frees the lock, makes
    /// everybody look.
    /// </summary>
    public void RingWhenGiven(SharedObject target, int slot)
    {
        if (_rings is not { } latest || !latest.Is(target, slot))
            _rings = new Ring(target, slot, _rings);
    }

    public override void Wake() => _waits.Wake();

    public override void Close()
    {
        _waits.Fail(new ObjectDisposedException(nameof(AioProcessing) + " lock"));

        // No handle is left here that could release it. Whoever comes next is told, as after a death.
        if (TryGetHeld(out LockWord held))
            TryGive(held, asAbandoned: true);
    }

    private LockWord Read() => new(Atomic.LoadAcquire(ref Header->State));

    private bool TryGive(LockWord held, bool asAbandoned = false)
    {
        // Taken before the lock is given, because then the next holder may be filling it already.
        Ring? rings = _rings is null ? null : TakeRings(held);
        bool isGiven = asAbandoned ? TryAbandon(held) : TryGiveAway(held);
        if (rings is not null)
            Ring.All(rings);
        return isGiven;
    }

    // A holding that has ended already must not take those of the present one.
    private Ring? TakeRings(LockWord held) => Read() == held ? Interlocked.Exchange(ref _rings, null) : null;

    private bool TryAbandon(LockWord held)
    {
        if (!LockMachine.TryAbandon(ref Header->State, held))
            return false;
        _waits.NotifyOne(othersFirst: true);
        return true;
    }

    private bool TryGiveAway(LockWord held)
    {
        if (_waits.HasOthers() && IsHandOffDue())
        {
            int slot = _waits.NextInTurn();
            SlotWord target = slot < 0 ? default : SlotMachine.Read(Participant.Arena, slot);
            if (target.State == SlotState.Alive)
                return TryHandTo(held, new ProcessTag(slot, target.Generation));
        }

        if (!LockMachine.TryGive(ref Header->State, held))
            return false;
        if (_waits.HasWaiters())
            NotifyReleased();
        return true;
    }

    private bool TryHandTo(LockWord held, ProcessTag target)
    {
        if (!LockMachine.TryHandTo(ref Header->State, held, target))
            return false;
        bool isThere = SlotMachine.IsAlive(Participant.Arena, target) && _waits.IsWaiting(target.Slot);
        if (isThere || !LockMachine.TryTakeBack(ref Header->State, held, target))
            Participant.Bells.Ring(target.Slot, Index);
        else
            NotifyReleased();
        return true;
    }

    private void NotifyReleased()
    {
        bool othersFirst = _localRun >= MaxLocalRun;
        _localRun = othersFirst ? 0 : _localRun + 1;
        _waits.NotifyOne(othersFirst);
    }

    private bool IsHandOffDue()
    {
        long now = Clock.Now;
        if (_localRun < MaxLocalRun && now - _lastHandOff < s_handOffEvery)
            return false;
        _lastHandOff = now;
        _localRun = 0;
        return true;
    }

    private sealed class Ring(SharedObject target, int slot, Ring? earlier)
    {
        private Ring? _next = earlier;

        public bool Is(SharedObject other, int otherSlot) => target == other && slot == otherSlot;

        /// <summary>Rings all, the earliest first.</summary>
        public static void All(Ring latest)
        {
            Ring? next = null;
            for (Ring? ring = latest; ring is not null;)
                (ring._next, next, ring) = (next, ring, ring._next);
            for (; next is not null; next = next._next)
                next.Once();
        }

        private void Once()
        {
            if (slot == target.Participant.Tag.Slot)
                target.Wake();
            else
                target.Participant.Bells.Ring(slot, target.Index);
        }
    }

    private sealed class Waits(SharedLock mine) : WaitChannel<None, LockGrant>(mine, &mine.Header->Waiters0)
    {
        private int _lastInTurn;

        public bool HasOthers() => NextOther(-1) >= 0;

        public int NextInTurn() => _lastInTurn = NextOther(_lastInTurn);

        protected override bool TryTake(ref None request, out LockGrant result)
        {
            bool taken = LockMachine.TryTake(ref mine.Header->State, Me.Tag, out LockWord held, out bool wasAbandoned);
            result = taken ? new LockGrant(held, wasAbandoned) : default;
            return taken;
        }

        protected override bool MightTake(in None request)
        {
            LockWord word = mine.Read();
            return word.IsFree || word.IsHandedTo(Me.Tag);
        }

        protected override bool HasMore() => mine.Read().IsFree;

        protected override void NobodyLeftLocked()
        {
            // A hand-off that found nobody: the lock is free again, and Complete passes that on.
            if (!mine.IsClosed)
                LockMachine.TryDecline(ref mine.Header->State, Me.Tag);
        }
    }
}

/// <summary>A holding of a lock; the default means none.</summary>
internal readonly record struct LockGrant(LockWord Held, bool WasAbandoned)
{
    public bool IsGranted => Held.Bits != 0;
}

/// <summary>A request that says nothing beyond its being made.</summary>
internal readonly record struct None;
