using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Conditions over a lock, with waiting, dispatchers and reapers: A puts items and notifies, the others wait for one each.</summary>
public sealed unsafe class ConditionMachineTests
{
    private const string Lost = "waits although there is an item";
    private const string NobodyGoesOn = "the lock has been held for a notification, and nobody goes on";
    private const int WordsClass = 1;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public void WaitFor_NobodyDies_EverybodyGetsAnItem(int processes, int preemptions) =>
        Explore(processes, givesUp: false, new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Fact]
    public void WaitFor_OneDiesAtAnyStep_NoNotificationIsLost() => Explore(2, givesUp: false, new Scope { Preemptions = 1 }).MustPass();

    [Fact]
    public void Notify_TwoWaitAndOneDiesAtAnyStep_SomebodyGoesOn() =>
        new Explorer(world => OneForTwo(world), new Scope { Preemptions = 0 }).Explore().MustPass();

    [Fact]
    public void Walk_TwoWaitWithDeaths_SomebodyGoesOn() =>
        new Explorer(world => OneForTwo(world), new Scope { Deaths = 2 }).Walk(schedules: 3_000).MustPass();

    [Fact]
    public void GiveUp_AtAnyMoment_TheNotificationGoesToWhoStays() =>
        Explore(3, givesUp: true, new Scope { Preemptions = 0, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Walk_ThreeProcessesWithDeaths_NoNotificationIsLost(bool givesUp) =>
        new Explorer(world => Populate(world, 3, givesUp), new Scope { Deaths = 2 }).Walk(schedules: 3_000).MustPass();

    [Fact]
    public void Walk_NobodyDies_NoNotificationIsLost() =>
        new Explorer(world => Populate(world, 3, givesUp: true), new Scope { Deaths = 0 }).Walk(schedules: 3_000).MustPass();

    [Fact]
    public void Mutant_NotifyGrantsNothing_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "block 1.0", Method = "SharedCondition.Notify", Occurrence = 1 }, deaths: 0);

    [Fact]
    public void Mutant_NoPendingBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "pending" }, deaths: 0);

    [Fact]
    public void Mutant_GrantOfTheDeadIsNotPassedOn_IsCaught() => MustCatchOneForTwo(
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "block 1.0", Method = "ConditionMachine.PassOn", Occurrence = 1 });

    [Fact]
    public void Mutant_DeathOfTheLockOwnerTellsNobody_IsCaught() => MustCatchOneForTwo(
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "block 1.0", Method = "LockFollowers.Notify" });

    [Fact]
    public void Mutant_GrantIsSettledBeforeTheLockIsBack_IsCaught() =>
        new Explorer(world => OneForTwo(world, settlesEarly: true), new Scope { Preemptions = 0 }).Explore().MustFail(100_000, NobodyGoesOn);

    [Fact]
    public void Mutant_WhoGivesUpIsStillCounted_IsCaught() => Explore(
        3, givesUp: true, new Scope { Preemptions = 0, Deaths = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "block 1.0", Method = "ConditionMachine.TryWithdraw" }).MustFail(5_000, Lost);

    private static void MustCatch(Fault fault, int deaths) =>
        Explore(2, givesUp: false, new Scope { Preemptions = 1, Deaths = deaths }, fault).MustFail(schedules: 10_000, Lost);

    private static void MustCatchOneForTwo(Fault fault) =>
        new Explorer(world => OneForTwo(world), new Scope { Preemptions = 0 }, fault).Explore().MustFail(100_000, NobodyGoesOn);

    private static Report Explore(int processes, bool givesUp, Scope scope, params Fault[] faults) =>
        new Explorer(world => Populate(world, processes, givesUp), scope, faults).Explore();

    /// <summary>
    /// One item per waiter that does not give up, each with a notification of its own. B may give up. Whoever waits for ever must have a reason: no item.
    /// </summary>
    private static void Populate(World world, int processes, bool givesUp)
    {
        (Member[] members, SharedLock[] locks, SharedCondition[] conditions) = Share(world, processes);
        Word<ulong> items = world.Mark(), waiting = world.Mark(), inside = world.Mark();
        foreach (Member member in members)
            member.Process.CanDie = true;
        for (int index = 1; index < processes; index++)
        {
            var actor = new User(world, locks[index], conditions[index], items, inside);
            bool gives = givesUp && index == 1;
            ulong bit = 1ul << index;
            members[index].Process.Daemon("wait", () =>
            {
                waiting.Ref |= bit;
                actor.Consume(gives);
                waiting.Ref &= ~bit;
            });
        }

        var notifier = new User(world, locks[0], conditions[0], items, inside);
        members[0].Process.Actor("notify", () =>
        {
            for (int item = givesUp ? 2 : 1; item < processes; item++)
                notifier.Produce();
        });
        world.Finally(() =>
        {
            bool someoneWaits = members.Where((member, index) => !member.Process.IsDead && (waiting.Ref & (1ul << index)) != 0).Any();
            Assert.True(!someoneWaits || items.Ref == 0, $"Somebody {Lost}");
            Assert.False(locks[0].IsHeld && members.Any(member => !member.Process.IsDead), "The lock is still held");
            Assert.True(!someoneWaits || members.Any(member => member.Process.IsDead) || givesUp, "Somebody waits and nobody died");
        });
    }

    /// <summary>
    /// B and C wait already, and A notifies one of them. Once A has had the lock, somebody alive must go on with the lock, whoever dies: the one notified, or another for it.
    /// </summary>
    private static void OneForTwo(World world, bool settlesEarly = false)
    {
        (Member[] members, SharedLock[] locks, SharedCondition[] conditions) = Share(world, 3);
        Word<ulong> items = world.Mark(), inside = world.Mark(), begun = world.Mark(), wentOn = world.Mark();
        foreach (Member member in members)
            member.Process.CanDie = true;
        for (int index = 1; index < 3; index++)
        {
            var waiter = new User(world, locks[index], conditions[index], items, inside);
            SimWait<None, bool> notice = waiter.Register();
            members[index].Process.Daemon("wait", () => waiter.GoOn(notice, wentOn, settlesEarly));
        }

        var notifier = new User(world, locks[0], conditions[0], items, inside);
        members[0].Process.Actor("notify", () => notifier.Produce(begun));
        world.Finally(() => Assert.True(
            begun.Ref == 0 || wentOn.Ref != 0 || (members[1].Process.IsDead && members[2].Process.IsDead), NobodyGoesOn));
    }

    private static (Member[] Members, SharedLock[] Locks, SharedCondition[] Conditions) Share(World world, int processes)
    {
        CoreWorld core = new(world, slots: processes, objects: 2);
        Member[] members = core.Join(processes);
        core.WatchBlock(WordsClass, 0, sizeof(ulong) * processes);
        SharedLock mutex = members[0].Participant.Objects.Create(ObjectKind.Lock, SharedLock.Make);
        SharedCondition made = members[0].Participant.Objects.Create(
            ObjectKind.Condition, SharedCondition.Make, (header, _) => SharedCondition.Prepare(members[0].Participant, header, mutex));
        core.FreezeBounds();
        return (
            members,
            [mutex, .. members[1..].Select(member => member.Participant.Objects.Open(mutex.Index, mutex.Generation, ObjectKind.Lock, SharedLock.Make))],
            [made, .. members[1..].Select(member => member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Condition, SharedCondition.Make))]);
    }

    /// <summary>One process's use of the condition, step by step as the public face does it.</summary>
    private sealed class User(World world, SharedLock mutex, SharedCondition condition, Word<ulong> items, Word<ulong> inside)
    {
        public void Produce(Word<ulong>? begun = null)
        {
            LockGrant grant = Acquire();
            items.Ref++;
            if (begun is { } mark)
                mark.Ref = 1;
            World.Linger();
            condition.Notify(1, mutex);
            Release(grant);
        }

        /// <summary>A wait that stands already; without the lock, which nobody can have before it.</summary>
        public SimWait<None, bool> Register()
        {
            SimWait<None, bool> notice = new(default);
            condition.Register();
            condition.Channel.Park(notice);
            return notice;
        }

        /// <summary>The rest of that wait.</summary>
        public void GoOn(SimWait<None, bool> notice, Word<ulong> wentOn, bool settlesEarly)
        {
            World.WaitUntil(() => notice.IsOver);
            if (settlesEarly)
                condition.Settle();
            LockGrant grant = Acquire();
            if (!settlesEarly)
                condition.Settle();
            wentOn.Ref = 1;
            Release(grant);
        }

        public void Consume(bool givesUp)
        {
            LockGrant grant = Acquire();
            while (items.Ref == 0)
            {
                bool wasNotified = Wait(ref grant, givesUp);
                if (givesUp && !wasNotified)
                {
                    Release(grant);
                    return;
                }
            }

            items.Ref--;
            World.Linger();
            Release(grant);
        }

        private bool Wait(ref LockGrant grant, bool givesUp)
        {
            SimWait<None, bool> notice = Register();
            Release(grant);
            if (!givesUp || !condition.Channel.TryRemove(notice))
                World.WaitUntil(() => notice.IsOver);
            grant = Acquire();
            if (notice.Result)
                condition.Settle();
            return notice.Result;
        }

        private LockGrant Acquire()
        {
            if (!mutex.TryAcquire(out LockGrant grant))
                grant = SimWait<None, LockGrant>.Await(mutex.Channel);
            Assert.True(inside.Ref == 0 || world.Processes[(int)inside.Ref - 1].IsDead, "Two owners at once");
            inside.Ref = (ulong)Actor.Current!.Process.Index + 1;
            return grant;
        }

        private void Release(in LockGrant grant)
        {
            inside.Ref = 0;
            Assert.True(mutex.TryRelease(grant.Held), "The release was refused");
        }
    }
}
