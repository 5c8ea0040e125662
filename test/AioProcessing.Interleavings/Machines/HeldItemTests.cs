using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>What a consumer has in its hands when it dies comes back, and nothing else does.</summary>
public sealed unsafe class HeldItemTests
{
    private const int LargeBytes = RingMachine.MaxInlineBytes + 8;
    private const int RingClass = 1;
    private const int HandClass = 0;
    private const int Blocks = 5;

    [Theory]
    [InlineData(8, false)]
    [InlineData(8, true)]
    [InlineData(LargeBytes, false)]
    [InlineData(LargeBytes, true)]
    public void Get_ConsumerDiesAtAnyStep_ItemIsDoneWithOrComesBack(int itemBytes, bool givesBack) =>
        Explore(itemBytes, givesBack, new Scope { Preemptions = 0 }).MustPass();

    [Theory]
    [InlineData(8)]
    [InlineData(LargeBytes)]
    public void Walk_TwoConsumersDieOrGiveBack_NothingIsLost(int itemBytes) =>
        new Explorer(world => Populate(world, itemBytes, givesBack: true, consumers: 2), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Join_LastItemIsFinishedOrItsHolderDies_ServedWhenNothingIsLeft(bool storesAreDelayed) =>
        new Explorer(Joining, new Scope { Preemptions = 1, Deaths = storesAreDelayed ? 0 : 1, StoreBuffers = storesAreDelayed }).Explore().MustPass();

    [Fact]
    public void Mutant_FinishIsNoFence_IsCaughtWithDelayedStores() => new Explorer(
        Joining,
        new Scope { Preemptions = 1, Deaths = 0, StoreBuffers = true },
        new Fault(FaultEffect.Weaken, "Exchange") { Word = "hold" }).Explore().MustFail(schedules: 20_000, "waits");

    [Fact]
    public void Mutant_HandIsNotFilled_IsCaught() =>
        MustCatch(8, new Fault(FaultEffect.Drop, "StoreRelease") { Word = "hold", Method = "RingMachine.Hold" }, "is lost");

    [Fact]
    public void Mutant_HandIsNotEmptied_IsCaught() =>
        MustCatch(8, new Fault(FaultEffect.Drop, "StoreRelease") { Word = "hold", Method = "Hands.Empty" }, "nobody alive");

    [Fact]
    public void Mutant_NoGetIntent_IsCaught() => MustCatch(8, new Fault(FaultEffect.Drop, "StoreRelease") { Word = "get intent" }, "item");

    [Theory]
    [InlineData(8)]
    [InlineData(LargeBytes)]
    public void Mutant_HeldByTheDeadIsNotReturned_IsCaught(int itemBytes) =>
        MustCatch(itemBytes, new Fault(FaultEffect.Drop, "TrySwap") { Word = "block word", Method = "HeldItems.Repair" }, "nobody alive");

    [Fact]
    public void Mutant_ReturnIsNotAnnounced_IsCaught() =>
        MustCatch(8, new Fault(FaultEffect.Drop, "TrySwap") { Word = "object", Method = "HeldItems.Announce" }, "nobody alive");

    private static void MustCatch(int itemBytes, Fault fault, string containing) =>
        Explore(itemBytes, givesBack: false, new Scope { Preemptions = 0 }, fault).MustFail(schedules: 10_000, containing);

    private static Report Explore(int itemBytes, bool givesBack, Scope scope, params Fault[] faults) =>
        new Explorer(world => Populate(world, itemBytes, givesBack, consumers: 1), scope, faults).Explore();

    /// <summary>A waits until the one item is done with; B takes it, and is done with it or dies.</summary>
    private static void Joining(World world)
    {
        SharedQueue[] queues = Share(world, processes: 2, itemBytes: 8, out Member[] members);
        QueueRequest request = new() { Payload = new byte[8] };
        Assert.Equal(RingOutcome.Done, queues[0].TryPut(ref request));
        members[1].Process.CanDie = true;
        members[1].Process.Daemon("finish", () =>
        {
            if (queues[1].TryGet(out QueueItem got) == RingOutcome.Done)
                queues[1].Finish(in got);
            World.Linger(); // Others may run while what it stored is not yet seen.
        });
        members[0].Process.Daemon("join", () =>
        {
            SimWait<None, bool>.Await(queues[0].Finishers);
            world.Note("joined");
        });
        world.Finally(() => Assert.True((world.Notes.Count == 1) == queues[0].IsFinished, queues[0].IsFinished ? "The joiner waits although nothing is left" : "The joiner goes on although an item is left"));
    }

    /// <summary>Two items are there; the consumers take what they can, and give the first back once if they are to. A survivor looks what is left.</summary>
    private static void Populate(World world, int itemBytes, bool givesBack, int consumers)
    {
        const int Items = 2;
        SharedQueue[] queues = Share(world, 1 + consumers, itemBytes, out Member[] members);
        Word<ulong>[] seen = [world.Mark(), world.Mark()];
        Word<ulong>[] done = [world.Mark(), world.Mark()];
        for (int item = 0; item < Items; item++)
        {
            byte[] bytes = new byte[itemBytes];
            bytes[0] = (byte)item;
            QueueRequest request = new() { Payload = bytes };
            Assert.Equal(RingOutcome.Done, queues[0].TryPut(ref request));
        }

        foreach ((Member member, SharedQueue queue) in members.Zip(queues).Skip(1))
        {
            member.Process.CanDie = true;
            member.Process.Daemon("get", () =>
            {
                bool hasGivenBack = !givesBack;
                while (queue.TryGet(out QueueItem got) == RingOutcome.Done)
                {
                    int item = queue.Bytes(in got)[0];
                    Assert.True(done[item].Ref == 0, $"item {item} came again although somebody was done with it");
                    seen[item].Ref++;
                    if (!hasGivenBack)
                    {
                        hasGivenBack = true;
                        queue.GiveBack(in got);
                        continue;
                    }

                    queue.Release(in got);
                    done[item].Ref = 1;
                }
            });
        }

        world.Finally(() => CheckRest(queues[0], members, seen, done));
    }

    private static void CheckRest(SharedQueue survivor, Member[] members, Word<ulong>[] seen, Word<ulong>[] done)
    {
        int deaths = members.Count(member => member.Process.IsDead); // Somebody who had seen it may have died between the release and his note.
        int left = survivor.Count;
        HashSet<int> found = [];
        while (survivor.TryGet(out QueueItem got) == RingOutcome.Done)
        {
            int item = survivor.Bytes(in got)[0];
            Assert.True(found.Add(item), $"item {item} came twice");
            Assert.True(done[item].Ref == 0, $"item {item} came again although somebody was done with it");
            Assert.True(seen[item].Ref == 0 || got.Returns > 0, $"item {item} does not tell that it came before");
            survivor.Release(in got);
        }

        Assert.True(left == found.Count, $"the count said {left}, and {found.Count} were there");
        for (int item = 0; item < seen.Length; item++)
            Assert.True(found.Contains(item) || done[item].Ref != 0 || (deaths > 0 && seen[item].Ref != 0), $"item {item} is lost");
        Assert.True(survivor.IsFinished, "an item is in the hand of nobody alive");
    }

    private static SharedQueue[] Share(World world, int processes, int itemBytes, out Member[] members)
    {
        CoreWorld core = new(world, slots: processes);
        members = core.Join(processes);
        byte* ring = core.WatchBlock(RingClass, 0, RingHeader.Bytes + 512);
        RingMachineTests.NameRing(world, ring);
        for (int index = 1; index < Blocks; index++)
            core.WatchBlock(RingClass, index, 8);
        for (int hand = 0; hand < 2 * processes; hand++) // One that was given back is replaced.
            core.WatchBlock(HandClass, hand, 8);
        Participant maker = members[0].Participant;
        BlockId[] used = [.. Enumerable.Range(0, Blocks).Select(_ => maker.Blocks.Take(LargeBytes, maker.Tag))];
        foreach (BlockId block in used.Reverse())
            maker.Blocks.Free(block, 0);
        SharedQueue made = maker.Objects.Create(ObjectKind.Queue, SharedQueue.Make, (header, _) => SharedQueue.Prepare(maker, header, 4, itemBytes));
        SharedQueue[] queues =
        [
            made, .. members[1..].Select(member => member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Queue, SharedQueue.Make)),
        ];
        foreach (SharedQueue queue in queues)
            RingMachineTests.MakeHand(queue);
        return queues;
    }
}
