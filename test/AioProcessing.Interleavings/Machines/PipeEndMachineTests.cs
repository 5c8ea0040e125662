using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>One direction of a pipe: whoever is left gets all that was sent and then learns of the end, and nobody waits for one who is gone.</summary>
public sealed unsafe class PipeEndMachineTests
{
    private const int RingBytes = RingHeader.Bytes + 512;
    private const string Waits = "waits for one who is gone";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 0)]
    public void Receive_SenderClosesOrDiesAtAnyStep_GetsAllThatWasSentThenTheEnd(int items, int preemptions) =>
        Explore(world => Talk(world, items, receiverLeaves: false), new Scope { Preemptions = preemptions, Deaths = 1 }).MustPass();

    [Fact]
    public void Receive_StoresAreDelayed_NoEndIsMissed() =>
        Explore(world => Talk(world, 0, receiverLeaves: false), new Scope { Preemptions = 1, Deaths = 0, StoreBuffers = true }).MustPass();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Send_ReceiverClosesOrDiesAtAnyStep_EndsInsteadOfWaitingForRoom(int deaths, int preemptions) =>
        Explore(world => Talk(world, 4, receiverLeaves: true), new Scope { Preemptions = preemptions, Deaths = deaths }).MustPass();

    [Fact]
    public void Receive_WhoeverTakesTheEndApartDiesToo_StillEnds() =>
        new Explorer(world => Talk(world, 2, receiverLeaves: false, helpers: 1), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Fact]
    public void Mutant_OneLookAtTheRingOnly_IsCaught() =>
        Explore(world => Talk(world, 1, receiverLeaves: false, looksTwice: false), new Scope { Preemptions = 2, Deaths = 0 }).MustFail(20_000, "was sent");

    [Fact]
    public void Mutant_NobodyIsTold_IsCaught() => MustCatch(
        new Fault(FaultEffect.Drop, "Or") { Word = "pending", Method = "SharedPipeEnd.Tell" }, receiverLeaves: false);

    [Fact]
    public void Mutant_SendersAreNotTold_IsCaught() => MustCatch(
        new Fault(FaultEffect.Drop, "Or") { Word = "pending", Method = "SharedPipeEnd.Tell" }, receiverLeaves: true);

    [Fact]
    public void Mutant_NoWaiterBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "waiters2" }, receiverLeaves: false);

    [Fact]
    public void Mutant_EndIsNotTakenApart_IsCaught() => MustCatch(
        new Fault(FaultEffect.Fail, "TrySwap") { Word = "life0", Method = "LifeMachine.TryTakeApart" }, receiverLeaves: false);

    private static void MustCatch(Fault fault, bool receiverLeaves) =>
        Explore(world => Talk(world, 4, receiverLeaves), new Scope { Preemptions = 1, Deaths = 0 }, fault).MustFail(schedules: 10_000, Waits);

    private static Report Explore(Action<World> scenario, Scope scope, params Fault[] faults) => new Explorer(scenario, scope, faults).Explore();

    /// <summary>
    /// A sends numbers through a ring with room for two and lets go of its end; B receives. One of them leaves early: A when it has sent, or B after the first one.
    /// Helpers only look on, so that there is somebody to repair.
    /// </summary>
    private static void Talk(World world, int items, bool receiverLeaves, bool looksTwice = true, int helpers = 0)
    {
        Member[] members = Share(world, 2 + helpers, out SharedQueue[] queues, out SharedPipeEnd writers, out SharedPipeEnd readers);
        Word<ulong> sent = world.Mark(), got = world.Mark();
        members[0].Process.CanDie = !receiverLeaves;
        members[1].Process.CanDie = receiverLeaves;
        if (helpers > 0)
            members[2].Process.CanDie = true;
        members[0].Process.Daemon("send", () =>
        {
            for (int item = 1; item <= items; item++)
            {
                if (!Put(queues[0], item))
                {
                    world.Note("broken");
                    return;
                }

                sent.Ref = (ulong)item;
            }

            members[0].Participant.Objects.CloseHandle(writers);
            world.Note("closed");
        });
        members[1].Process.Daemon("receive", () =>
        {
            while (Get(queues[1], looksTwice) is { } item)
            {
                Assert.True((ulong)item == got.Ref + 1, $"got {item} after {got.Ref}");
                got.Ref++;
                if (!receiverLeaves)
                    continue;
                members[1].Participant.Objects.CloseHandle(readers);
                return;
            }

            Assert.True(got.Ref >= sent.Ref, $"The end came after {got.Ref}, and {sent.Ref} was sent");
            world.Note("ended");
        });
        world.Finally(() =>
        {
            bool senderIsGone = members[0].Process.IsDead || world.Notes.Contains("closed");
            bool receiverIsGone = members[1].Process.IsDead || (receiverLeaves && got.Ref > 0);
            Assert.True(!senderIsGone || receiverLeaves || members[1].Process.IsDead || world.Notes.Contains("ended"), $"The receiver {Waits}");
            Assert.True(!receiverIsGone || members[0].Process.IsDead || world.Notes.Contains("broken") || world.Notes.Contains("closed"), $"The sender {Waits}");
        });
    }

    private static bool Put(SharedQueue queue, long item)
    {
        QueueRequest request = new() { Payload = BitConverter.GetBytes(item) };
        RingOutcome outcome = queue.TryPut(ref request);
        return outcome == RingOutcome.Done || (outcome != RingOutcome.Completed && SimWait<QueueRequest, QueuePut>.Await(queue.Putters, request) == QueuePut.Done);
    }

    private static long? Get(SharedQueue queue, bool looksTwice)
    {
        if (!looksTwice)
            return LookOnce(queue);
        QueueItem got = default;
        RingOutcome outcome = queue.TryGet(out got);
        if (outcome == RingOutcome.Completed)
            return null;
        if (outcome != RingOutcome.Done)
            got = SimWait<GetWish, QueueItem>.Await(queue.Getters);
        if (got.Kind == QueueItemKind.Completed)
            return null;
        long item = BitConverter.ToInt64(queue.Bytes(in got));
        queue.Release(in got);
        return item;
    }

    /// <summary>What the product must not do: to find the ring empty, then the other end gone, and to call that the end.</summary>
    private static long? LookOnce(SharedQueue queue)
    {
        var header = (RingHeader*)queue.Participant.Arena.Block(new BlockId(queue.Header->Block));
        var ring = new Ring(queue.Participant.Arena, header, queue.Index);
        while (RingMachine.Count(ring) == 0)
        {
            if (PipeEndMachine.IsGone(queue.Participant.Arena, header->Writers))
                return null;
            World.WaitUntil(() => RingMachine.Count(ring) > 0 || PipeEndMachine.IsGone(queue.Participant.Arena, header->Writers));
        }

        return Get(queue, looksTwice: true);
    }

    private static Member[] Share(World world, int processes, out SharedQueue[] queues, out SharedPipeEnd writers, out SharedPipeEnd readers)
    {
        CoreWorld core = new(world, slots: processes, objects: 3);
        Member[] members = core.Join(processes);
        for (int hand = 0; hand < 2; hand++)
            core.WatchBlock(blockClass: 0, hand, sizeBytes: 8);
        byte* ring = core.WatchBlock(blockClass: 1, index: 0, RingBytes);
        RingMachineTests.NameRing(world, ring);
        ObjectTable first = members[0].Participant.Objects, second = members[1].Participant.Objects;
        writers = first.Create(ObjectKind.PipeEnd, SharedPipeEnd.Make);
        readers = second.Create(ObjectKind.PipeEnd, SharedPipeEnd.Make);
        SharedQueue made = first.Create(
            ObjectKind.Queue, SharedQueue.Make, (header, _) => SharedQueue.Prepare(members[0].Participant, header, capacity: 2, sizeof(long)));
        queues = [made, second.Open(made.Index, made.Generation, ObjectKind.Queue, SharedQueue.Make)];
        foreach (SharedQueue queue in queues)
            RingMachineTests.MakeHand(queue);
        ((RingHeader*)ring)->Writers = writers.Instance.Bits;
        ((RingHeader*)ring)->Readers = readers.Instance.Bits;
        writers.SetRings(made, made);
        readers.SetRings(made, made);
        return members;
    }
}
