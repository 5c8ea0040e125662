using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>An event in its manager.</summary>
internal sealed class EventObject() : WaitedObject(new Lock())
{
    public const string Kind = "event";

    private readonly WaitLine _line = new();
    private bool _isSet;

    public enum Member
    {
        Wait,
        Set,
        Reset,
        IsSet,
    }

    protected override void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers)
    {
        switch ((Member)member)
        {
            case Member.Wait:
                if (_isSet)
                    answers.Add(call, true);
                else
                    _line.Begin(new Waiter(call, Gate), ref answers);
                break;
            case Member.Set:
                _isSet = true;
                while (_line.TakeFirst<Waiter>() is { } waiter)
                    answers.Add(waiter.Call, true);
                answers.Add(call);
                break;
            case Member.Reset:
                _isSet = false;
                answers.Add(call);
                break;
            case Member.IsSet:
                answers.Add(call, _isSet);
                break;
            default:
                throw Unknown(member);
        }
    }

    protected override void Leave(Session session, ref Answers answers) => _line.EndThoseOf(session, Kind, ref answers);

    private sealed class Waiter(HostedCall call, Lock gate) : Waiting(call, gate);
}
