using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of a condition: <see cref="ConditionMachine"/> with waiting. The lock is the caller's affair.</summary>
internal sealed unsafe class SharedCondition : SharedObject
{
    private readonly ProcessWords _words;
    private readonly Waits _waits;

    // Guards the pair of the granted count and the part of it that has its wait, which change together, and that this process has not left yet.
    private readonly LocalGate _grants = new();
    private int _taken;
    private bool _hasLeft;
    private int _lastNotified;

    private SharedCondition(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.Condition)
    {
        _words = ProcessWords.Of(participant.Arena, Header);
        _waits = new Waits(this);
        _lastNotified = participant.Tag.Slot;
    }

    public WaitChannel<None, bool> Channel => _waits;

    private ref ulong MyWord => ref _words[Participant.Tag.Slot];

    public static SharedCondition Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    /// <summary>Writes the state of a new condition over a lock.</summary>
    public static void Prepare(Participant participant, ObjectHeader* header, SharedLock mutex)
    {
        header->Settings = new LockReference(mutex.Index, mutex.Generation).Bits;
        ProcessWords.Prepare(participant, header);
        LockFollowers.Add(mutex.Header, (int)(header - participant.Arena.Object(0)));
    }

    /// <summary>Passes on what a dead process was notified of. Repeatable.</summary>
    public static void Repair(Participant participant, int index, LifeWord life, ProcessTag dead)
    {
        if (TryPin(participant, index, life) is not { } words)
            return;
        ConditionMachine.PassOn(words, participant.Arena, dead);
        participant.Objects.Unpin(index, life.Generation);
    }

    /// <summary>Notifies all processes; for a reaper, which rings them afterwards.</summary>
    public static void NotifyAll(Participant participant, int index, LifeWord life)
    {
        if (TryPin(participant, index, life) is not { } words)
            return;
        ConditionMachine.GrantAll(words, participant.Arena);
        participant.Objects.Unpin(index, life.Generation);
    }

    /// <summary>Counts a wait that is about to be parked; the caller holds the lock until it is.</summary>
    /// <exception cref="AioException">Too many wait in this process.</exception>
    public void Register()
    {
        if (!ConditionMachine.TryRegister(ref MyWord, Participant.Tag))
            throw new AioException($"The condition cannot be waited on: {ConditionMachine.MaxWaits:N0} waits of process {Environment.ProcessId} are pending. Wait on several conditions.");
    }

    /// <summary>Notifies that many waits, or all there are; the caller holds the lock.</summary>
    /// <param name="count">How many.</param>
    /// <param name="held">The lock. Who was notified is rung when it is given up: before, all he could do is wait for it.</param>
    public void Notify(int count, SharedLock held)
    {
        int slot = _lastNotified;
        while (count > 0)
        {
            int granted = ConditionMachine.GrantNext(_words, Participant.Arena, count, ref slot);
            if (granted == 0)
                break;
            count -= granted;
            held.RingWhenGiven(this, slot);
        }

        _lastNotified = slot;
    }

    /// <summary>A notified wait has the lock again: from now on the lock speaks for it.</summary>
    public void Settle()
    {
        _grants.Enter();
        _taken--;
        if (!_hasLeft)
            ConditionMachine.Settle(ref MyWord, Participant.Tag);
        _grants.Exit();
    }

    public override void Wake() => _waits.Wake();

    public override void Close()
    {
        _waits.Fail(new ObjectDisposedException(nameof(AioProcessing) + " condition"));
        _grants.Enter();
        _hasLeft = true;
        _grants.Exit();
        ConditionMachine.PassOn(_words, Participant.Arena, Participant.Tag);
        _waits.NotifyAll();
    }

    // Unlike other repairs this one writes to words of the living; so the words must stay what they are while it does.
    private static ProcessWords? TryPin(Participant participant, int index, LifeWord life)
    {
        ObjectHeader* header = participant.Arena.Object(index);
        return LifeMachine.TryPin(ref header->Life, life.Generation) ? ProcessWords.Of(participant.Arena, header) : null;
    }

    private bool TryTakeGrant()
    {
        _grants.Enter();
        bool taken = HasGrant();
        if (taken)
            _taken++;
        _grants.Exit();
        return taken;
    }

    private bool TryWithdraw()
    {
        _grants.Enter();
        bool withdrawn = _hasLeft || ConditionMachine.TryWithdraw(ref MyWord, Participant.Tag, _taken);
        _grants.Exit();
        return withdrawn;
    }

    private bool HasGrant() => !_hasLeft && ConditionMachine.Read(ref MyWord).For(Participant.Tag).Granted > _taken;

    private sealed class Waits(SharedCondition mine) : WaitChannel<None, bool>(mine, &mine.Header->Waiters0)
    {
        protected override bool TryTake(ref None request, out bool result) => result = mine.TryTakeGrant();

        protected override bool MightTake(in None request) => mine.HasGrant();

        // A grant is addressed to a process, so there is nothing to pass on.
        protected override bool HasMore() => false;

        protected override bool TryForgoLocked(in None request) => mine.TryWithdraw();
    }
}
