using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>An event in its manager.</summary>
internal sealed class EventObject : BuiltInObject
{
    public const string Kind = "event";

    private readonly Lock _gate = new();
    private readonly WaitLine _line = new();
    private bool _isSet;

    public enum Member
    {
        Wait,
        Set,
        Reset,
        IsSet,
    }

    public override IThreadPoolWorkItem? Call(int member, ref PayloadReader arguments, HostedCall call)
    {
        Answers answers = default;
        lock (_gate)
        {
            switch ((Member)member)
            {
                case Member.Wait:
                    if (_isSet)
                        answers.Add(call, true);
                    else
                        _line.Begin(new Waiter(call, _gate), ref answers);
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

        answers.Send();
        return null;
    }

    public override void Left(Session session)
    {
        Answers answers = default;
        lock (_gate)
            _line.EndThoseOf(session, Kind, ref answers);
        answers.Send();
    }

    private sealed class Waiter(HostedCall call, Lock gate) : Waiting(call, gate);
}
