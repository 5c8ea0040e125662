using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A semaphore in its manager: the free permits, which client has which, and who waits.</summary>
internal sealed class SemaphoreObject : BuiltInObject
{
    public const string Kind = "semaphore";

    private readonly Lock _gate = new();
    private readonly WaitLine _line = new();
    private readonly Dictionary<Session, List<Permit>> _taken = [];
    private readonly int _limit;
    private readonly bool _areOwned;
    private int _free;
    private ulong _lastPermit;

    private SemaphoreObject(int initial, int limit, bool areOwned) => (_free, _limit, _areOwned) = (initial, limit, areOwned);

    public enum Member
    {
        Acquire,
        Release,
        ReleaseOne,
        Free,
    }

    public static SemaphoreObject Make(ref PayloadReader arguments, ManagerServer server) =>
        new(arguments.ReadInt32(), arguments.ReadInt32(), arguments.ReadBool());

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        Answers answers = default;
        lock (_gate)
        {
            switch ((Member)member)
            {
                case Member.Acquire:
                    Acquire(call, mayWait: arguments.ReadBool(), ref answers);
                    break;
                case Member.Release:
                    Release(call, arguments.ReadInt32(), ref answers);
                    break;
                case Member.ReleaseOne:
                    ReleaseOne(call, arguments.ReadUInt64(), ref answers);
                    break;
                case Member.Free:
                    answers.Add(call, _free);
                    break;
                default:
                    throw Unknown(member);
            }
        }

        answers.Send();
        return null;
    }

    public override void Left(Session session)
    {
        Answers answers = default;
        lock (_gate)
        {
            _line.EndThoseOf(session, Kind, ref answers);
            if (_taken.Remove(session, out List<Permit>? permits))
                Free(permits.Count(session.TryGiveBack), ref answers);
        }

        answers.Send();
    }

    private void Acquire(HostedCall call, bool mayWait, ref Answers answers)
    {
        if (_free > 0)
            TryGrant(call, ref answers);
        else if (mayWait)
            _line.Begin(new Request(call, _gate), ref answers);
        else
            answers.Add(call, 0ul);
    }

    // False when its client has gone.
    private bool TryGrant(HostedCall call, ref Answers answers)
    {
        var permit = new Permit(this, call.Session, ++_lastPermit);
        if (_areOwned && !call.Session.TryHold(permit))
        {
            answers.AddCancel(call);
            return false;
        }

        _free--;
        if (_areOwned)
            PermitsOf(call.Session).Add(permit);
        PayloadWriter frame = call.BeginReturn();
        frame.WriteUInt64(permit.Id);
        answers.AddHeld(call, frame, permit);
        return true;
    }

    private void Release(HostedCall call, int count, ref Answers answers)
    {
        if (count > _limit - _free)
        {
            throw new AioException(
                $"The semaphore cannot take {count:N0} permits back: {_free:N0} are free, and there may be {_limit:N0}. Release as often as you acquired.");
        }

        if (_taken.TryGetValue(call.Session, out List<Permit>? permits))
        {
            for (int i = 0; i < count && permits.Count > 0; i++)
                Forget(permits[^1], permits);
        }

        Free(count, ref answers);
        answers.Add(call);
    }

    private void ReleaseOne(HostedCall call, ulong id, ref Answers answers)
    {
        if (_areOwned)
        {
            List<Permit>? permits = _taken.GetValueOrDefault(call.Session);
            Permit permit = permits?.Find(permit => permit.Id == id)
                ?? throw new AioException("The semaphore's permit cannot be given back: this client does not have it any more. Dispose of each releaser once, in the process that acquired.");
            Forget(permit, permits);
        }

        Free(1, ref answers);
        answers.Add(call);
    }

    private void Forget(Permit permit, List<Permit> permits)
    {
        permits.Remove(permit);
        permit.Session.TryGiveBack(permit);
        if (permits.Count == 0)
            _taken.Remove(permit.Session);
    }

    private void Free(int count, ref Answers answers)
    {
        _free += count;
        while (_free > 0 && _line.TakeFirst<Request>() is { } next)
            TryGrant(next.Call, ref answers);
    }

    private List<Permit> PermitsOf(Session session)
    {
        if (!_taken.TryGetValue(session, out List<Permit>? permits))
            _taken[session] = permits = [];
        return permits;
    }

    /// <summary>The permit comes back: it did not reach its caller, or its client has gone.</summary>
    private void ComeBack(Permit permit, bool wasUndone)
    {
        Answers answers = default;
        lock (_gate)
        {
            if (_areOwned)
            {
                // Of a client that has gone it comes back by its holding.
                if (wasUndone && !permit.Session.TryGiveBack(permit))
                    return;
                if (!_taken.TryGetValue(permit.Session, out List<Permit>? permits) || !permits.Remove(permit))
                    return;
                if (permits.Count == 0)
                    _taken.Remove(permit.Session);
            }

            Free(1, ref answers);
        }

        answers.Send();
    }

    private sealed class Request(HostedCall call, Lock gate) : Waiting(call, gate);

    private sealed class Permit(SemaphoreObject owner, Session session, ulong id) : IHolding, IReceipt
    {
        public Session Session => session;

        public ulong Id => id;

        public void Abandoned() => owner.ComeBack(this, wasUndone: false);

        public void Undo() => owner.ComeBack(this, wasUndone: true);
    }
}
