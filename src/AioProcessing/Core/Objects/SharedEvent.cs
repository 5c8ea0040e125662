using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of an event: <see cref="EventMachine"/> with waiting. A request is the epoch at which the wait began.</summary>
internal sealed unsafe class SharedEvent : SharedObject
{
    private readonly Waits _waits;

    private SharedEvent(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.Event) =>
        _waits = new Waits(this);

    public WaitChannel<ulong, bool> Channel => _waits;

    public bool IsSet => EventMachine.Read(ref Header->State).IsSet;

    public static SharedEvent Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    public void Set()
    {
        if (EventMachine.TrySet(ref Header->State))
            _waits.NotifyAll();
    }

    public void Reset() => EventMachine.Reset(ref Header->State);

    /// <summary>True when the event is set, or becomes so while it pays to look; else the epoch to wait from.</summary>
    public bool TryPass(out ulong epoch)
    {
        EventWord seen = EventMachine.Read(ref Header->State);
        epoch = seen.Epoch;
        return seen.IsSet;
    }

    public bool TrySpin(ulong epoch)
    {
        long deadline = 0;
        if (!_waits.SpinUntilPossible(in epoch, ref deadline))
            return false;
        _waits.SpinPaid();
        return true;
    }

    public override void Wake() => _waits.Wake();

    public override void Close() => _waits.Fail(new ObjectDisposedException(nameof(AioProcessing) + " event"));

    private sealed class Waits(SharedEvent mine) : WaitChannel<ulong, bool>(mine, &mine.Header->Waiters0)
    {
        protected override bool AreIndependent => true;

        protected override bool TryTake(ref ulong request, out bool result) => result = EventMachine.IsOver(ref mine.Header->State, request);

        protected override bool MightTake(in ulong request) => EventMachine.IsOver(ref mine.Header->State, request);

        // A setter tells everybody, so there is nothing to pass on.
        protected override bool HasMore() => false;
    }
}
