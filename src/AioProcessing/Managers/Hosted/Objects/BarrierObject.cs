using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A barrier in its manager. Its action is run by the client whose party comes last; meanwhile that client has the turn, and the others wait.</summary>
internal sealed class BarrierObject : WaitedObject
{
    public const string Kind = "barrier";

    private readonly WaitLine _arrived = new();
    private readonly WaitLine _early = new();
    private readonly int _parties;
    private Turn? _turn;
    private bool _isBroken;

    private BarrierObject(int parties) : base(new Lock()) => _parties = parties;

    public enum Member
    {
        Arrive,
        Finish,
        Reset,
        Abort,
        State,
    }

    /// <summary>What a party hears.</summary>
    public enum Outcome
    {
        Passed,
        NotAll,
        Acts,
    }

    public static BarrierObject Make(ref PayloadReader arguments, ManagerServer server) => new(arguments.ReadInt32());

    protected override void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers)
    {
        switch ((Member)member)
        {
            case Member.Arrive:
                bool acts = arguments.ReadBool(), onlyIfLast = arguments.ReadBool();
                Arrive(call, acts, onlyIfLast, ref answers);
                break;
            case Member.Finish:
                Finish(call, hasSucceeded: arguments.ReadBool(), ref answers);
                break;
            case Member.Reset:
                Break(ref answers);
                _isBroken = false;
                answers.Add(call);
                break;
            case Member.Abort:
                Break(ref answers);
                answers.Add(call);
                break;
            case Member.State:
                answers.Add(call, (_parties, _arrived.Count, _isBroken ? 1 : 0));
                break;
            default:
                throw Unknown(member);
        }
    }

    protected override void Leave(Session session, ref Answers answers)
    {
        _early.EndThoseOf(session, Kind, ref answers);
        _arrived.EndThoseOf(session, Kind, ref answers);
    }

    private void Arrive(HostedCall call, bool acts, bool onlyIfLast, ref Answers answers)
    {
        int index = _arrived.Count;
        if (_isBroken)
            answers.AddFault(call, AioBarrier.Broken());
        else if (onlyIfLast && (_turn is not null || index < _parties - 1))
            answers.Add(call, (Outcome.NotAll, -1));
        else if (_turn is not null)
            _early.Begin(new Early(call, Gate, acts), ref answers);
        else if (index < _parties - 1)
            _arrived.Begin(new Arrival(this, call, index), ref answers);
        else if (acts)
            Act(call, index, ref answers);
        else
            Pass(call, index, ref answers);
    }

    private void Act(HostedCall call, int index, ref Answers answers)
    {
        var turn = new Turn(this, call.Session, index);
        if (!call.Session.TryHold(turn))
        {
            answers.AddCancel(call);
            Break(ref answers);
            return;
        }

        _turn = turn;
        PayloadWriter frame = call.BeginReturn();
        frame.WriteRaw((Outcome.Acts, index));
        answers.AddHeld(call, frame, turn);
    }

    private void Finish(HostedCall call, bool hasSucceeded, ref Answers answers)
    {
        if (_turn is not { } turn || !call.Session.TryGiveBack(turn))
        {
            answers.AddFault(call, AioBarrier.Broken());
            return;
        }

        _turn = null;
        if (hasSucceeded)
            Pass(call, turn.Index, ref answers);
        else
        {
            Break(ref answers);
            answers.Add(call, (Outcome.Passed, -1));
        }
    }

    private void Pass(HostedCall last, int index, ref Answers answers)
    {
        while (_arrived.TakeFirst<Arrival>() is { } party)
            answers.Add(party.Call, (Outcome.Passed, party.Index));
        answers.Add(last, (Outcome.Passed, index));
        while (_turn is null && _early.TakeFirst<Early>() is { } next)
            Arrive(next.Call, next.Acts, onlyIfLast: false, ref answers);
    }

    private void Break(ref Answers answers)
    {
        _isBroken = true;
        if (_turn is { } turn)
            turn.Session.TryGiveBack(turn);
        _turn = null;
        while (_arrived.TakeFirst<Arrival>() is { } party)
            answers.AddFault(party.Call, AioBarrier.Broken());
        while (_early.TakeFirst<Early>() is { } party)
            answers.AddFault(party.Call, AioBarrier.Broken());
    }

    private void TurnIsLost(Turn turn, ref Answers answers)
    {
        if (_turn == turn)
            Break(ref answers);
    }

    /// <summary>A party that waits for the others. If it gives up, they would wait in vain.</summary>
    private sealed class Arrival(BarrierObject owner, HostedCall call, int index) : Waiting(call, owner.Gate)
    {
        public int Index => index;

        public override void GivenUp(ref Answers answers) => owner.Break(ref answers);
    }

    /// <summary>A party that came while the action runs. It has not arrived.</summary>
    private sealed class Early(HostedCall call, Lock gate, bool acts) : Waiting(call, gate)
    {
        public bool Acts => acts;
    }

    /// <summary>The last party's, until it says that the action is done.</summary>
    private sealed class Turn(BarrierObject owner, Session session, int index) : IHolding, IReceipt
    {
        public Session Session => session;

        public int Index => index;

        public void Abandoned() => owner.Change(this, static (Turn self, ref Answers answers) => self.IsLost(ref answers));

        public void Undo() => Abandoned();

        private void IsLost(ref Answers answers) => owner.TurnIsLost(this, ref answers);
    }
}
