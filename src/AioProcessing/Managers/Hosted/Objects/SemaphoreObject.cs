using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A semaphore in its manager: the free permits, which client has which, and who waits.</summary>
internal sealed class SemaphoreObject : WaitedObject
{
    public const string Kind = "semaphore";

    private readonly WaitLine _line = new();
    private readonly ClientHoldings<Permit> _taken = new();
    private readonly int _limit;
    private readonly bool _areOwned;
    private int _free;
    private ulong _lastPermit;

    private SemaphoreObject(int initial, int limit, bool areOwned) : base(new Lock()) => (_free, _limit, _areOwned) = (initial, limit, areOwned);

    public enum Member
    {
        Acquire,
        Release,
        ReleaseOne,
        Free,
    }

    public static SemaphoreObject Make(ref PayloadReader arguments, ManagerServer server) =>
        new(arguments.ReadInt32(), arguments.ReadInt32(), arguments.ReadBool());

    protected override void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers)
    {
        switch ((Member)member)
        {
            case Member.Acquire:
                Permit wanted = new(this, call.Session, ++_lastPermit, hasReleaser: arguments.ReadBool());
                Acquire(call, wanted, mayWait: arguments.ReadBool(), ref answers);
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

    protected override void Leave(Session session, ref Answers answers)
    {
        _line.EndThoseOf(session, Kind, ref answers);
        Free(_taken.TakeAll(session), ref answers);
    }

    private void Acquire(HostedCall call, Permit wanted, bool mayWait, ref Answers answers)
    {
        if (_free > 0)
            Grant(call, wanted, ref answers);
        else if (mayWait)
            _line.Begin(new Request(call, Gate, wanted), ref answers);
        else
            answers.Add(call, 0ul);
    }

    // A client that has gone gets nothing.
    private void Grant(HostedCall call, Permit permit, ref Answers answers)
    {
        if (_areOwned && !call.Session.TryHold(permit))
        {
            answers.AddCancel(call);
            return;
        }

        _free--;
        if (_areOwned)
            _taken.Add(permit);
        PayloadWriter frame = call.BeginReturn();
        frame.WriteUInt64(permit.Id);
        answers.AddHeld(call, frame, permit);
    }

    private void Release(HostedCall call, int count, ref Answers answers)
    {
        if (count > _limit - _free)
        {
            throw new AioException(
                $"The semaphore cannot take {count:N0} permits back: {_free:N0} are free, and there may be {_limit:N0}. Release as often as you acquired.");
        }

        for (int i = 0; i < count && _taken.Find(call.Session, id: 0) is { } permit; i++)
            Forget(permit);
        Free(count, ref answers);
        answers.Add(call);
    }

    private void ReleaseOne(HostedCall call, ulong id, ref Answers answers)
    {
        if (_areOwned)
        {
            Permit permit = _taken.Find(call.Session, id)
                ?? throw new AioException("The semaphore's permit cannot be given back: this client does not have it any more. Dispose of each releaser once, in the process that acquired.");
            Forget(permit);
        }

        Free(1, ref answers);
        answers.Add(call);
    }

    private void Forget(Permit permit)
    {
        _taken.Remove(permit);
        permit.Session.TryGiveBack(permit);
    }

    private void Free(int count, ref Answers answers)
    {
        _free += count;
        while (_free > 0 && _line.TakeFirst<Request>() is { } next)
            Grant(next.Call, next.Wanted, ref answers);
    }

    // It did not reach its caller, or its client has gone.
    private void ComeBack(Permit permit, bool wasUndone, ref Answers answers)
    {
        if (_areOwned)
        {
            // Of a client that has gone it comes back by its holding.
            if (wasUndone && !permit.Session.TryGiveBack(permit))
                return;
            if (!_taken.Remove(permit))
                return;
        }

        Free(1, ref answers);
    }

    private sealed class Request(HostedCall call, Lock gate, Permit wanted) : Waiting(call, gate)
    {
        public Permit Wanted => wanted;
    }

    private sealed class Permit(SemaphoreObject owner, Session session, ulong id, bool hasReleaser) : INumberedHolding, IReceipt
    {
        public Session Session => session;

        public ulong Id => id;

        public bool HasReleaser => hasReleaser;

        public void Abandoned() => owner.Change(this, static (Permit self, ref Answers answers) => self.ComeBack(wasUndone: false, ref answers));

        public void Undo() => owner.Change(this, static (Permit self, ref Answers answers) => self.ComeBack(wasUndone: true, ref answers));

        private void ComeBack(bool wasUndone, ref Answers answers) => owner.ComeBack(this, wasUndone, ref answers);
    }
}
