using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Items too large for the ring: their blocks change hands under kills, and none is lost or given out twice.</summary>
public sealed unsafe class BlockMachineTests
{
    private const int ItemBytes = RingMachine.MaxInlineBytes + 8;
    private const int ItemClass = 1;
    private const int Blocks = 4;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void PutAndGet_NobodyDies_EveryBlockIsFreeInTheEnd(int items, int preemptions) =>
        Explore(items, new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    public void PutAndGet_OneDiesAtAnyStep_EveryBlockIsFreeOrInTheQueue(int items, int preemptions) =>
        Explore(items, new Scope { Preemptions = preemptions }).MustPass();

    [Fact]
    public void Walk_TwoItemsWithDeaths_FindsNothing() =>
        new Explorer(world => Populate(world, items: 2), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    /// <summary>Also where it was the first ever to take a block with that index.</summary>
    [Fact]
    public void Take_TakerDiesAtAnyStep_ItsBlockIsUsedAgain() => new Explorer(
        world =>
        {
            CoreWorld core = new(world, slots: 2);
            Member[] members = core.Join(2);
            for (int index = 0; index < Blocks; index++)
                core.WatchBlock(ItemClass, index, 8);
            core.WatchBlock(ItemClass + 1, 0, 8);
            members[0].Process.CanDie = true;
            members[0].Process.Daemon("take", () => members[0].Participant.Blocks.Take(ItemBytes, members[0].Tag));
            members[1].Process.OnDeath(members[0].Process, "take after", () =>
            {
                World.WaitUntil(() => new SlotWord(core.Arena.Slot(0).State).State == SlotState.Free);
                BlockId block = members[1].Participant.Blocks.Take(ItemBytes, members[1].Tag);
                Assert.True(block.Class == ItemClass, $"The dead process's block is lost, and so is its class: got {block}");
            });
        },
        new Scope { Preemptions = 0 }).Explore().MustPass();

    [Fact]
    public void Mutant_BlocksOfTheDeadAreNotFreed_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "block word", Method = "BlockAllocator.Repair" }, "belongs to nobody alive");

    [Fact]
    public void Mutant_CommittedBlockOfTheDeadIsNotQueued_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "block word", Method = "RingMachine.Repair" }, "wrong block");

    [Fact]
    public void Mutant_NoPutIntent_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "StoreRelease") { Word = "put intent" }, "wrong block");

    [Fact]
    public void Mutant_NoGetIntent_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "StoreRelease") { Word = "get intent" }, "wrong block");

    private static void MustCatch(Fault fault, string containing) =>
        Explore(1, new Scope { Preemptions = 0 }, fault).MustFail(schedules: 10_000, containing);

    private static Report Explore(int items, Scope scope, params Fault[] faults) =>
        new Explorer(world => Populate(world, items), scope, faults).Explore();

    /// <summary>A puts, B gets; whoever survives can say of every block to whom it belongs.</summary>
    private static void Populate(World world, int items)
    {
        SharedQueue[] queues = Share(world, out Member[] members);
        members[0].Process.CanDie = members[1].Process.CanDie = true;
        members[0].Process.Daemon("put", () =>
        {
            for (int item = 0; item < items; item++)
            {
                QueueRequest request = new() { Payload = new byte[ItemBytes] };
                Assert.Equal(RingOutcome.Done, queues[0].TryPut(ref request));
            }
        });
        members[1].Process.Daemon("get", () =>
        {
            for (int item = 0; item < items; item++)
            {
                QueueItem got = default;
                if (queues[1].TryGet(out got) != RingOutcome.Done)
                    got = SimWait<GetWish, QueueItem>.Await(queues[1].Getters);
                CheckOwner(members[1], got);
                queues[1].Release(in got);
            }
        });
        world.Invariant(() => ForEachQueued(members, queues[0], (block, word) =>
            Assert.True(word.State != BlockState.Free, $"The queue holds the wrong block: {block.Index} is free")));
        world.Finally(() =>
        {
            if (world.Processes.Any(process => !process.IsDead))
                CheckBlocks(members, queues[0]);
        });
    }

    private static void CheckOwner(Member member, in QueueItem got)
    {
        BlockWord word = new(member.Participant.Blocks.Word(got.Block));
        Assert.True(word.IsHeldBy(member.Tag), $"got the wrong block: {got.Block} is {word.State}");
    }

    private static void CheckBlocks(Member[] members, SharedQueue queue)
    {
        Arena arena = members[0].Participant.Arena;
        HashSet<int> queued = [];
        ForEachQueued(members, queue, (block, _) => Assert.True(queued.Add(block.Index), $"The queue holds block {block.Index} twice"));
        for (int index = 0; index < Blocks; index++)
        {
            BlockWord word = new(arena.BlockWord(ItemClass, index));
            Assert.True((word.State == BlockState.Queued) == queued.Contains(index), $"The queue holds the wrong block: {index} is {word.State}");
            bool isLost = word.State is BlockState.Owned or BlockState.Held && !members.Any(member => !member.Process.IsDead && member.Tag == word.Owner);
            Assert.False(isLost, $"Block {index} belongs to nobody alive");
        }
    }

    private static void ForEachQueued(Member[] members, SharedQueue queue, Action<BlockId, BlockWord> check)
    {
        Arena arena = members[0].Participant.Arena;
        Ring ring = new(arena, (RingHeader*)arena.Block(new BlockId(queue.Header->Block)), queue.Index);
        RingMachine.ForEachBlock(ring, (block, _) => check(block, new BlockWord(ring.BlockWord(block))));
    }

    /// <summary>Uses every block once, so that the class's bound covers them.</summary>
    private static void RaiseBound(Participant maker)
    {
        BlockId[] blocks = [.. Enumerable.Range(0, Blocks).Select(_ => maker.Blocks.Take(ItemBytes, maker.Tag))];
        foreach (BlockId block in blocks.Reverse())
            maker.Blocks.Free(block, 0);
    }

    private static SharedQueue[] Share(World world, out Member[] members)
    {
        CoreWorld core = new(world, slots: 2);
        members = core.Join(2);
        RingMachineTests.NameRing(world, core.WatchBlock(ItemClass, 0, RingHeader.Bytes + 512));
        for (int index = 1; index < Blocks; index++)
            core.WatchBlock(ItemClass, index, 8);
        Participant maker = members[0].Participant, other = members[1].Participant;
        RaiseBound(maker);
        SharedQueue made = maker.Objects.Create(ObjectKind.Queue, SharedQueue.Make, (header, _) => SharedQueue.Prepare(maker, header, 2, ItemBytes));
        return [made, other.Objects.Open(made.Index, made.Generation, ObjectKind.Queue, SharedQueue.Make)];
    }
}
