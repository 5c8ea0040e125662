using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Answers that were decided under the gate of an object, to be sent when it has been left: sending may find that a client has gone, which takes other gates.</summary>
internal struct Answers
{
    private Answer _first;
    private List<Answer>? _others;
    private int _count;

    /// <summary>An answer without a value.</summary>
    public void Add(HostedCall call) => Add(new Answer(call, AnswerKind.Nothing, null, null, null));

    /// <summary>A value without references.</summary>
    public void Add<T>(HostedCall call, T value)
        where T : unmanaged
    {
        PayloadWriter frame = call.BeginReturn();
        frame.WriteRaw(value);
        Add(call, frame);
    }

    /// <summary>What <see cref="HostedCall.BeginReturn"/> gave, filled.</summary>
    public void Add(HostedCall call, PayloadWriter frame) => Add(new Answer(call, AnswerKind.Frame, frame, null, null));

    /// <summary>As <see cref="Add(HostedCall, PayloadWriter)"/>, to be undone if it does not reach the caller.</summary>
    public void AddHeld(HostedCall call, PayloadWriter frame, IReceipt receipt) => Add(new Answer(call, AnswerKind.Held, frame, receipt, null));

    public void AddFault(HostedCall call, Exception error) => Add(new Answer(call, AnswerKind.Fault, null, null, error));

    /// <summary>It was cancelled, and has done nothing.</summary>
    public void AddCancel(HostedCall call) => Add(new Answer(call, AnswerKind.Cancel, null, null, null));

    /// <summary>To be called once, without any gate.</summary>
    public readonly void Send()
    {
        if (_count > 0)
            Send(in _first);
        foreach (Answer answer in _others ?? [])
            Send(in answer);
    }

    private void Add(Answer answer)
    {
        if (_count++ == 0)
            _first = answer;
        else
            (_others ??= []).Add(answer);
    }

    private static void Send(in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Nothing:
                answer.Call.Return();
                break;
            case AnswerKind.Frame:
                answer.Call.Return(answer.Frame!);
                break;
            case AnswerKind.Held:
                answer.Call.ReturnHeld(answer.Frame!, answer.Receipt!);
                break;
            case AnswerKind.Fault:
                answer.Call.Fault(answer.Error!);
                break;
            default:
                answer.Call.Cancel();
                break;
        }
    }

    private enum AnswerKind
    {
        Nothing,
        Frame,
        Held,
        Fault,
        Cancel,
    }

    private readonly record struct Answer(HostedCall Call, AnswerKind Kind, PayloadWriter? Frame, IReceipt? Receipt, Exception? Error);
}
