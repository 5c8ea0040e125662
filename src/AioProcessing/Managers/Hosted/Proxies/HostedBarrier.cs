using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted barrier, as its clients have it. The action runs in the process of the party that comes last.</summary>
internal sealed class HostedBarrier(AioProxyTarget target, int parties, Action? action, TimeSpan timeout) : HostedProxy(target), IAioBarrier
{
    private Action? _action = action;
    private TimeSpan _timeout = timeout;

    public int ParticipantCount { get; private set; } = parties;

    public int WaitingCount => State().Waiting;

    public bool IsBroken => State().IsBroken != 0;

    public bool TrySignalAndWait(out int index) => TrySignalAndWait(TimeSpan.Zero, out index);

    public int SignalAndWait(CancellationToken cancellationToken = default) => Blocking.Wait(SignalAndWaitAsync(cancellationToken));

    public bool TrySignalAndWait(TimeSpan timeout, out int index, CancellationToken cancellationToken = default)
    {
        (bool passed, index) = Blocking.Wait(TrySignalAndWaitAsync(timeout, cancellationToken));
        return passed;
    }

    public async ValueTask<int> SignalAndWaitAsync(CancellationToken cancellationToken = default) =>
        await TrySignalAndWaitAsync(_timeout, cancellationToken).ConfigureAwait(false) is (true, var index) ? index : throw AioBarrier.TimedOut();

    public ValueTask<(bool Passed, int Index)> TrySignalAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return ArriveAsync(timeout, cancellationToken);
    }

    public void Reset() => Send(Begin((int)BarrierObject.Member.Reset));

    public void Abort() => Send(Begin((int)BarrierObject.Member.Abort));

    internal override void WriteState(PayloadWriter to)
    {
        to.WriteInt32(ParticipantCount);
        to.WriteInt64(_timeout.Ticks);
        ValueCodec.Write(to, _action);
    }

    internal override void ReadState(ref PayloadReader from)
    {
        ParticipantCount = from.ReadInt32();
        _timeout = TimeSpan.FromTicks(from.ReadInt64());
        _action = ValueCodec.Read<Action?>(ref from);
    }

    private (int Parties, int Waiting, int IsBroken) State() =>
        Send(Begin((int)BarrierObject.Member.State), static (ref PayloadReader from, ManagerClient client) => from.ReadRaw<(int, int, int)>());

    private async ValueTask<(bool Passed, int Index)> ArriveAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PayloadWriter call = Begin((int)BarrierObject.Member.Arrive);
        call.WriteBool(_action is not null);
        call.WriteBool(timeout == TimeSpan.Zero);
        TimeSpan limit = timeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : timeout;
        Answer answer = await SendAsync(call, Answer.Read, limit, cancellationToken).ConfigureAwait(false);
        if (answer.Outcome is BarrierObject.Outcome.Acts)
            await ActAsync().ConfigureAwait(false);
        return answer is { IsThere: true, Outcome: not BarrierObject.Outcome.NotAll } ? (true, answer.Index) : (false, -1);
    }

    private async ValueTask ActAsync()
    {
        try
        {
            _action!();
        }
        catch
        {
            await FinishAsync(hasSucceeded: false).ConfigureAwait(false);
            throw;
        }

        await FinishAsync(hasSucceeded: true).ConfigureAwait(false);
    }

    private async ValueTask FinishAsync(bool hasSucceeded)
    {
        PayloadWriter call = Begin((int)BarrierObject.Member.Finish);
        call.WriteBool(hasSucceeded);
        await SendAsync(call, ReadNothing, CancellationToken.None).ConfigureAwait(false);
    }

    // The default is what comes of a time-out.
    private readonly record struct Answer(bool IsThere, BarrierObject.Outcome Outcome, int Index)
    {
        public static Answer Read(ref PayloadReader from, ManagerClient client)
        {
            (BarrierObject.Outcome outcome, int index) = from.ReadRaw<(BarrierObject.Outcome, int)>();
            return new Answer(true, outcome, index);
        }
    }
}
