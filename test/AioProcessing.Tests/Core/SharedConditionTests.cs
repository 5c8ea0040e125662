using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

public sealed class SharedConditionTests : IDisposable
{
    private readonly SimulatedProcesses _processes = new();

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void Notify_WaitsElsewhere_GoesToOneProcessAfterTheOther()
    {
        Member[] members = Share(3);
        Notice first = members[1].Park(), second = members[2].Park();
        members[0].Notify(1);
        first.MustCome();
        Assert.False(second.IsOver);
        members[0].Notify(1);
        second.MustCome();
    }

    [Fact]
    public void Notify_GivenToAProcess_NoLaterWaitElsewhereTakesIt()
    {
        Member[] members = Share(3);
        Notice slow = members[1].Park();
        SimulatedProcesses.Freeze(members[1].Participant);
        members[0].Notify(1);
        Notice later = members[2].Park();
        members[2].Condition.Wake();
        members[0].Condition.Wake();
        Assert.False(later.IsOver);
        members[1].Condition.Wake();
        slow.MustCome();
        Assert.False(later.IsOver);
    }

    [Fact]
    public void Notify_WaiterDiedBefore_GoesToTheNext()
    {
        Member[] members = Share(3);
        members[1].Park();
        Notice alive = members[2].Park();
        _processes.Kill(members[1].Participant);
        members[0].Notify(1);
        alive.MustCome();
    }

    [Fact]
    public void Notified_DiesBeforeItLooked_TheNotificationGoesToAnother()
    {
        Member[] members = Share(3);
        members[1].Park();
        Notice other = members[2].Park();
        SimulatedProcesses.Freeze(members[1].Participant);
        members[0].Notify(1);
        Assert.False(other.IsOver);
        _processes.Bury(members[1].Participant);
        other.MustCome();
    }

    [Fact]
    public void Notified_DiesBeforeItHasTheLock_TheNotificationGoesToAnother()
    {
        Member[] members = Share(3);
        Notice died = members[1].Park();
        Notice other = members[2].Park();
        members[0].Notify(1);
        died.MustCome();
        _processes.Kill(members[1].Participant);
        other.MustCome();
    }

    [Fact]
    public void Notified_DiesWithTheLockBackAndReleased_NobodyElseIsNotified()
    {
        Member[] members = Share(3);
        Notice died = members[1].Park();
        Notice other = members[2].Park();
        members[0].Notify(1);
        died.MustCome();
        members[1].Condition.Settle();
        _processes.Kill(members[1].Participant);
        members[2].Condition.Wake();
        Assert.False(other.IsOver);
        Assert.Equal(1, members[2].Word.Waiting);
    }

    [Fact]
    public void Notified_SeveralDeadAndNobodyLeft_TheNotificationIsForgotten()
    {
        Member[] members = Share(3);
        members[1].Park();
        members[2].Park();
        SimulatedProcesses.Freeze(members[1].Participant);
        SimulatedProcesses.Freeze(members[2].Participant);
        members[0].Notify(1);
        _processes.Bury(members[1].Participant);
        _processes.Bury(members[2].Participant);
        Notice fresh = members[0].Park();
        members[0].Condition.Wake();
        Assert.False(fresh.IsOver);
        members[0].Notify(1);
        fresh.MustCome();
    }

    [Fact]
    public void LockOwner_Dies_EverybodyWhoWaitsIsNotified()
    {
        Member[] members = Share(3);
        Notice[] waits = [members[1].Park(), members[2].Park(), members[2].Park()];
        Assert.True(members[0].Lock.TryAcquire(out _));
        _processes.Kill(members[0].Participant);
        Assert.All(waits, wait => wait.MustCome());
        Assert.True(members[1].Lock.TryAcquire(out LockGrant grant));
        Assert.True(grant.WasAbandoned);
    }

    [Fact]
    public void LockOwner_DiesAndTheLockHasTwoConditions_BothAreNotified()
    {
        Member[] members = Share(2);
        Member[] second = Share(members[0].Lock, members);
        Notice[] waits = [members[1].Park(), second[1].Park()];
        Assert.True(members[0].Lock.TryAcquire(out _));
        _processes.Kill(members[0].Participant);
        Assert.All(waits, wait => wait.MustCome());
    }

    [Fact]
    public void Member_WithoutTheLockDies_NobodyIsNotified()
    {
        Member[] members = Share(3);
        Notice waits = members[1].Park();
        _processes.Kill(members[2].Participant);
        members[1].Condition.Wake();
        Assert.False(waits.IsOver);
        members[0].Notify(1);
        waits.MustCome();
    }

    [Fact]
    public void Slot_GivenToANewProcess_DoesNotInheritWaits()
    {
        Member[] members = Share(2);
        members[1].Park();
        Member inherits = Open(_processes.Replace(members[1].Participant), members[0]);
        Notice waits = inherits.Park();
        Assert.Equal(1, inherits.Word.Waiting);
        members[0].Notify(1);
        waits.MustCome();
    }

    [Fact]
    public void Close_WithANotificationUnused_ItGoesToAnother()
    {
        Member[] members = Share(3);
        members[1].Park();
        Notice other = members[2].Park();
        SimulatedProcesses.Freeze(members[1].Participant);
        members[0].Notify(1);
        members[1].Participant.Objects.CloseHandle(members[1].Condition);
        other.MustCome();
    }

    private Member[] Share(int count)
    {
        Participant[] participants = [.. Enumerable.Range(0, count).Select(_ => _processes.Join())];
        SharedLock mutex = participants[0].Objects.Create(ObjectKind.Lock, SharedLock.Make);
        SharedCondition condition = Create(participants[0], mutex);
        var maker = new Member(participants[0], mutex, condition);
        return [maker, .. participants[1..].Select(participant => Open(participant, maker))];
    }

    private static Member[] Share(SharedLock mutex, Member[] members)
    {
        Member maker = members[0] with { Condition = Create(members[0].Participant, mutex) };
        return [maker, .. members[1..].Select(member => Open(member.Participant, maker))];
    }

    private static unsafe SharedCondition Create(Participant maker, SharedLock mutex) => maker.Objects.Create(
        ObjectKind.Condition, SharedCondition.Make, (header, _) => SharedCondition.Prepare(maker, header, mutex));

    private static Member Open(Participant participant, Member maker) => new(
        participant,
        participant.Objects.Open(maker.Lock.Index, maker.Lock.Generation, ObjectKind.Lock, SharedLock.Make),
        participant.Objects.Open(maker.Condition.Index, maker.Condition.Generation, ObjectKind.Condition, SharedCondition.Make));

    private sealed record Member(Participant Participant, SharedLock Lock, SharedCondition Condition)
    {
        public unsafe ConditionWord Word =>
            ConditionMachine.Read(ref ProcessWords.Of(Participant.Arena, Condition.Header)[Participant.Tag.Slot]).For(Participant.Tag);

        public Notice Park()
        {
            var notice = new Notice();
            Assert.True(Lock.TryAcquire(out LockGrant grant));
            Condition.Register();
            Condition.Channel.Park(notice);
            Assert.True(Lock.TryRelease(grant.Held));
            return notice;
        }

        public void Notify(int count)
        {
            Assert.True(Lock.TryAcquire(out LockGrant grant));
            Condition.Notify(count, Lock);
            Assert.True(Lock.TryRelease(grant.Held));
        }
    }

    private sealed class Notice() : Waiter<None, bool>(default, null, isBlocking: true)
    {
        public bool IsOver => Volatile.Read(ref IsLinked) == false;

        public void MustCome() => Assert.True(Block(TimeSpan.FromSeconds(10), CancellationToken.None), "The wait timed out: a notification was lost.");
    }
}
