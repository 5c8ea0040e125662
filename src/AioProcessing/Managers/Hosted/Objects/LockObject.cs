using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A lock in its manager: who holds it, and who waits. A re-entrant one too: its levels are its client's affair.</summary>
internal sealed class LockObject() : WaitedObject(new Lock())
{
    public const string Kind = "lock";

    private readonly WaitLine _line = new();
    private readonly List<ConditionObject> _conditions = [];
    private LockHold? _holder;
    private bool _isAbandoned;
    private ulong _lastHold;

    public enum Member
    {
        Acquire,
        Release,
        IsHeld,

        /// <summary>One reference more for the client.</summary>
        Refer,
    }

    /// <summary>The present holding, if it is that client's. <see cref="WaitedObject.Gate"/> is held, as for all that follows.</summary>
    /// <param name="session">The client.</param>
    /// <param name="id">Which holding; 0 = any.</param>
    public LockHold? HoldOf(Session session, ulong id) =>
        _holder is { } holder && holder.Session == session && (id == 0 || holder.Id == id) ? holder : null;

    /// <summary>The holder gives the lock to the next in line.</summary>
    public void Pass(bool asAbandoned, ref Answers answers)
    {
        _holder!.Session.TryGiveBack(_holder);
        _holder = null;
        _isAbandoned |= asAbandoned;
        while (_holder is null && _line.TakeFirst<LockRequest>() is { } next)
        {
            if (!TryGrant(next.Call, next.Hold, next.IsNotified, ref answers))
                next.GivenUp(ref answers);
        }
    }

    /// <summary>Puts a wait on a condition into the line for the lock.</summary>
    public void Queue(LockRequest request, ref Answers answers)
    {
        if (_holder is not null)
            _line.Move(request);
        else if (!TryGrant(request.Call, request.Hold, request.IsNotified, ref answers))
            request.GivenUp(ref answers);
    }

    public void Add(ConditionObject condition) => _conditions.Add(condition);

    public void Remove(ConditionObject condition) => _conditions.Remove(condition);

    public void Undo(LockHold hold) => Change((self: this, hold), static ((LockObject self, LockHold hold) state, ref Answers answers) =>
    {
        // What it was told about the owner before it, the next one is told. Of a client that has gone it is no holding any more, and Abandoned comes next.
        if (state.self._holder == state.hold && state.hold.Session.TryGiveBack(state.hold))
            state.self.Pass(state.hold.WasAbandoned, ref answers);
    });

    public void Abandoned(LockHold hold) => Change((self: this, hold), static ((LockObject self, LockHold hold) state, ref Answers answers) =>
    {
        if (state.self._holder == state.hold)
            state.self.Abandon(ref answers);
    });

    protected override void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers)
    {
        switch ((Member)member)
        {
            case Member.Acquire:
                Acquire(call, mayWait: arguments.ReadBool(), ref answers);
                break;
            case Member.Release:
                Release(call, arguments.ReadUInt64(), ref answers);
                break;
            case Member.IsHeld:
                answers.Add(call, _holder is not null);
                break;
            case Member.Refer:
                call.Session.TryReference(Entry);
                answers.Add(call);
                break;
            default:
                throw Unknown(member);
        }
    }

    protected override void Leave(Session session, ref Answers answers)
    {
        _line.EndThoseOf(session, Kind, ref answers);
        if (_holder is { } holder && holder.Session == session && session.TryGiveBack(holder))
            Abandon(ref answers);
    }

    private void Abandon(ref Answers answers)
    {
        // Whoever would have notified them is gone.
        foreach (ConditionObject condition in _conditions)
            condition.NotifyLocked(int.MaxValue, ref answers);
        Pass(asAbandoned: true, ref answers);
    }

    private void Acquire(HostedCall call, bool mayWait, ref Answers answers)
    {
        if (_holder is null)
        {
            if (!TryGrant(call, NewHold(call), isNotified: false, ref answers))
                answers.AddCancel(call);
        }
        else if (mayWait)
            _line.Begin(new LockRequest(this, null, call, NewHold(call)), ref answers);
        else
            answers.Add(call, Grant(call, null, isNotified: false));
    }

    private LockHold NewHold(HostedCall call) => new(this, call.Session, ++_lastHold);

    private void Release(HostedCall call, ulong id, ref Answers answers)
    {
        if (HoldOf(call.Session, id) is null)
            throw NotHeld();
        Pass(asAbandoned: false, ref answers);
        answers.Add(call);
    }

    // False when its client has gone.
    private bool TryGrant(HostedCall call, LockHold hold, bool isNotified, ref Answers answers)
    {
        if (!call.Session.TryHold(hold))
            return false;
        _holder = hold;
        hold.WasAbandoned = _isAbandoned;
        answers.AddHeld(call, Grant(call, hold, isNotified), hold);
        _isAbandoned = false;
        return true;
    }

    private static PayloadWriter Grant(HostedCall call, LockHold? hold, bool isNotified)
    {
        PayloadWriter frame = call.BeginReturn();
        frame.WriteUInt64(hold?.Id ?? 0);
        frame.WriteBool(hold?.WasAbandoned ?? false);
        frame.WriteBool(isNotified);
        return frame;
    }

    public static AioException NotHeld() => new("The lock cannot be released: this client does not hold it, or has released it already. Release once, in the process that acquired.");
}

/// <summary>A client's holding of a lock. It stays the same one across waits on a condition.</summary>
internal sealed class LockHold(LockObject owner, Session session, ulong id) : IHolding, IReceipt
{
    public Session Session => session;

    /// <summary>Never given to another holding of the lock.</summary>
    public ulong Id => id;

    /// <summary>Whether the owner before it had died, as it was told with the latest grant.</summary>
    public bool WasAbandoned { get; set; }

    public void Abandoned() => owner.Abandoned(this);

    public void Undo() => owner.Undo(this);
}

/// <summary>A call that waits for a lock; for a condition first, if it is a wait on one.</summary>
internal sealed class LockRequest(LockObject owner, ConditionObject? condition, HostedCall call, LockHold hold) : Waiting(call, owner.Gate)
{
    public LockHold Hold => hold;

    /// <summary>Whether its wait on the condition has ended by a notification.</summary>
    public bool IsNotified { get; set; }

    public override void GivenUp(ref Answers answers)
    {
        // It takes no notification along.
        if (IsNotified)
            condition?.NotifyLocked(1, ref answers);
    }
}
