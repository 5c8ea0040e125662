using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>An object that an item refers to lives until the item is done with, and no longer.</summary>
public sealed unsafe class CarryMachineTests
{
    private const int RingBytes = RingHeader.Bytes + 512;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Send_SenderClosesOrOneDiesAtAnyStep_ReceiverFindsItAliveAndItGoesAfterwards(int preemptions, int deaths) =>
        Explore(Send, new Scope { Preemptions = preemptions, Deaths = deaths }).MustPass();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void CloseQueue_WithTheItemInIt_TheObjectGoesWithIt(int preemptions, int deaths) =>
        Explore(Drop, new Scope { Preemptions = preemptions, Deaths = deaths }).MustPass();

    [Fact]
    public void Walk_BothDie_NothingIsFreedTwiceOrTooEarly() => new Explorer(Send, new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Mutant_BlockNamesNothing_IsCaught() => Explore(
        Send, new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "StoreRelease") { Word = "hold", Method = "CarryMachine.Load" }).MustFail(500, "is gone");

    [Fact]
    public void Mutant_ObjectIsNotMarked_IsCaught() => Explore(
        Send, new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "StoreRelease") { Word = "object0", Method = "CarriedObjects.Load" }).MustFail(500, "is gone");

    [Fact]
    public void Mutant_ReceiverDoesNotRenew_IsCaught() => Explore(
        Send, new Scope { Preemptions = 2, Deaths = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "life0", Method = "LifeMachine.TryRenew" }).MustFail(50_000, "freed under a handle");

    [Fact]
    public void Mutant_NobodyTriesAfterTheItem_IsCaught() => Explore(
        Drop, new Scope { Preemptions = 0, Deaths = 0 },
        new Fault(FaultEffect.Fail, "TrySwap") { Word = "life0", Method = "CarriedObjects.TryFree" }).MustFail(500, "not free");

    private static Report Explore(Action<World> scenario, Scope scope, params Fault[] faults) => new Explorer(scenario, scope, faults).Explore();

    /// <summary>A puts an item that refers to its object, and lets go; B takes the item, opens the object, is done with the item, and lets go as well.</summary>
    private static void Send(World world)
    {
        Member[] members = Share(world, out SharedEvent sent, out SharedQueue[] queues);
        Word<ulong> hasHandle = world.Mark();
        ObjectTable receiver = members[1].Participant.Objects;
        members[0].Process.CanDie = members[1].Process.CanDie = true;
        members[0].Process.Actor("send", () => PutAndClose(members[0], queues[0], sent));
        members[1].Process.Daemon("receive", () =>
        {
            if (queues[1].TryGet(out QueueItem item) != RingOutcome.Done)
                item = SimWait<GetWish, QueueItem>.Await(queues[1].Getters);
            SharedEvent? got = receiver.TryOpenLive(sent.Index, sent.Generation, SharedEvent.Make);
            Assert.True(got is not null, "What the item refers to is gone");
            hasHandle.Ref = 1;
            queues[1].Release(in item);
            World.Linger();
            hasHandle.Ref = 0;
            receiver.CloseHandle(got);
        });
        world.Invariant(() => Assert.True(hasHandle.Ref == 0 || members[1].Process.IsDead || Life(sent).IsLive(sent.Generation), "It was freed under a handle"));
        world.Finally(() => CheckRest(members, queues, sent));
    }

    /// <summary>A puts an item that refers to its object, and lets go of all; B only lets go of the queue.</summary>
    private static void Drop(World world)
    {
        Member[] members = Share(world, out SharedEvent sent, out SharedQueue[] queues);
        members[0].Process.CanDie = members[1].Process.CanDie = true;
        members[0].Process.Actor("send", () =>
        {
            PutAndClose(members[0], queues[0], sent);
            members[0].Participant.Objects.CloseHandle(queues[0]);
        });
        members[1].Process.Actor("close", () => members[1].Participant.Objects.CloseHandle(queues[1]));
        world.Finally(() =>
        {
            if (members.Any(member => !member.Process.IsDead))
                MustBeFree(sent);
        });
    }

    private static void PutAndClose(Member member, SharedQueue queue, SharedEvent sent)
    {
        QueueRequest request = new() { Payload = new byte[8], Carries = [ObjectInstance.Of(sent).Bits] };
        Assert.Equal(RingOutcome.Done, queue.TryPut(ref request));
        member.Participant.Objects.CloseHandle(sent);
    }

    private static void CheckRest(Member[] members, SharedQueue[] queues, SharedEvent sent)
    {
        int survivor = Array.FindIndex(members, member => !member.Process.IsDead);
        if (survivor < 0)
            return;
        if (queues[survivor].Count == 0)
            MustBeFree(sent);
        else
            Assert.True(Life(sent).IsLive(sent.Generation), "An item is there, and what it refers to is gone");
    }

    private static void MustBeFree(SharedEvent sent)
    {
        LifeWord life = Life(sent);
        Assert.True(life.IsFree, $"It is not free but {life.Kind}, and nobody can get it any more");
        Assert.True(life.Generation == sent.Generation + 1, $"It was freed {life.Generation - sent.Generation} times");
    }

    private static LifeWord Life(SharedEvent shared) => new(shared.Header->Life);

    private static Member[] Share(World world, out SharedEvent sent, out SharedQueue[] queues)
    {
        CoreWorld core = new(world, slots: 2, objects: 2);
        Member[] members = core.Join(2);
        core.WatchBlock(blockClass: 0, index: 0, sizeBytes: 32);
        core.WatchBlock(blockClass: 0, index: 1, sizeBytes: 32);
        byte* ring = core.WatchBlock(blockClass: 1, index: 0, RingBytes);
        RingMachineTests.NameRing(world, ring);
        ObjectTable first = members[0].Participant.Objects, second = members[1].Participant.Objects;
        sent = first.Create(ObjectKind.Event, SharedEvent.Make);
        SharedQueue made = first.Create(
            ObjectKind.Queue, SharedQueue.Make, (header, _) => SharedQueue.Prepare(members[0].Participant, header, capacity: 2, sizeof(long)));
        queues = [made, second.Open(made.Index, made.Generation, ObjectKind.Queue, SharedQueue.Make)];
        return members;
    }
}
