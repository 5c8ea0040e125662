using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A condition in its manager: the waits for a notification. Each goes on in the line of the lock, and is answered when it has the lock again.</summary>
internal sealed class ConditionObject : WaitedObject
{
    public const string Kind = "condition";

    private readonly WaitLine _line = new();
    private readonly HostedEntry _entryOfLock;
    private readonly LockObject _lock;

    private ConditionObject(HostedEntry entryOfLock) : base(((LockObject)entryOfLock.Handler).Gate)
    {
        _entryOfLock = entryOfLock;
        _lock = (LockObject)entryOfLock.Handler;
        lock (Gate)
            _lock.Add(this);
    }

    public enum Member
    {
        Wait,
        StopWaiting,
        Notify,
    }

    public static ConditionObject Make(ref PayloadReader arguments, ManagerServer server)
    {
        long id = arguments.ReadInt64();
        if (server.Find(id) is not { Handler: LockObject } entry || !entry.TryAddReferences(1))
            throw new AioException($"A condition cannot be made over object {id} of manager '{server.Name}': it is no lock, or not there any more.");
        return new ConditionObject(entry);
    }

    public override ValueTask GoneAsync()
    {
        lock (Gate)
            _lock.Remove(this);
        _entryOfLock.DropReferences(1);
        return default;
    }

    /// <summary>Lets the first of those who wait go on to the lock. Its gate is held.</summary>
    public void NotifyLocked(int count, ref Answers answers)
    {
        while (count-- > 0 && _line.TakeFirst<LockRequest>() is { } next)
        {
            next.IsNotified = true;
            _lock.Queue(next, ref answers);
        }
    }

    protected override void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers)
    {
        ulong id = arguments.ReadUInt64();
        switch ((Member)member)
        {
            case Member.Wait:
                Wait(call, id, asAbandoned: arguments.ReadBool(), ref answers);
                break;
            case Member.StopWaiting:
                StopWaiting(call, id, ref answers);
                break;
            case Member.Notify:
                _ = _lock.HoldOf(call.Session, id) ?? throw NotHeld("notified");
                NotifyLocked(arguments.ReadInt32(), ref answers);
                answers.Add(call);
                break;
            default:
                throw Unknown(member);
        }
    }

    protected override void Leave(Session session, ref Answers answers) => _line.EndThoseOf(session, Kind, ref answers);

    private void Wait(HostedCall call, ulong id, bool asAbandoned, ref Answers answers)
    {
        LockHold hold = _lock.HoldOf(call.Session, id) ?? throw NotHeld("waited on");
        _line.Begin(new LockRequest(_lock, this, call, hold), ref answers);
        _lock.Pass(asAbandoned, ref answers);
    }

    // The time is up, or the caller cancels: it goes on to the lock without a notification, unless it has one.
    private void StopWaiting(HostedCall call, ulong id, ref Answers answers)
    {
        foreach (LockRequest waiting in _line.All<LockRequest>())
        {
            if (waiting.Hold.Session == call.Session && waiting.Hold.Id == id && waiting.TryLeave())
                _lock.Queue(waiting, ref answers);
        }

        answers.Add(call);
    }

    public static AioException NotHeld(string deed) =>
        new($"The condition cannot be {deed}: the caller does not hold its lock. Acquire it first, and do this before the release.");
}
