using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>Queues with waiting, dispatchers and reapers, as the product runs them.</summary>
public sealed class RingMachineTests
{
    private const int RingBytes = RingHeader.Bytes + 512;
    private const string Stuck = "is stuck";

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(2, 3, 1)]
    public void PutAndGet_NobodyDies_AllArriveInOrder(int capacity, int items, int preemptions) =>
        Explore(world => OneOfEach(world, capacity, items), new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 3, 0)]
    public void PutAndGet_OneDiesAtAnyStep_TheOtherGetsAllThatWasPut(int capacity, int items, int preemptions) =>
        Explore(world => OneOfEach(world, capacity, items), new Scope { Preemptions = preemptions }).MustPass();

    [Theory]
    [InlineData(2, 3, 1, 0)]
    [InlineData(3, 3, 0, 1)]
    public void PutAndGet_InBatches_AllOrNothingOfEachAndInOrder(int capacity, int items, int preemptions, int deaths) =>
        Explore(world => OneOfEach(world, capacity, items, isBatch: true), new Scope { Preemptions = preemptions, Deaths = deaths }).MustPass();

    [Fact]
    public void Mutant_BatchIsNotCommitted_IsCaught() => Explore(
        world => OneOfEach(world, 3, 3, isBatch: true), new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "StoreRelease") { Word = "head", Method = "RingMachine.EndGet" }).MustFail(500, "got");

    [Fact]
    public void PutAndGet_StoresAreDelayed_NoWakeUpIsLost() =>
        Explore(world => OneOfEach(world, 1, 2), new Scope { Preemptions = 1, Deaths = 0, StoreBuffers = true }).MustPass();

    [Fact]
    public void Walk_TwoOfEachWithDeaths_FindsNothing() =>
        new Explorer(world => OneOfEach(world, 2, 3, pairs: 2), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void PutAndGet_TailReturnsAndJumps_OneDiesAtAnyStep_TheOtherGetsAllThatWasPut(int preemptions, int deaths)
    {
        bool hasJumped = false;
        Explore(world => OneOfEach(world, 2, 3, jumps: jumped => hasJumped |= jumped), new Scope { Preemptions = preemptions, Deaths = deaths }).MustPass();
        Assert.True(hasJumped, "In no schedule did the tail jump.");
    }

    [Fact]
    public void Walk_TwoOfEachWithDeathsWhileTailReturnsAndJumps_FindsNothing()
    {
        bool hasJumped = false;
        new Explorer(world => OneOfEach(world, 2, 3, pairs: 2, jumps: jumped => hasJumped |= jumped), new Scope { Deaths = 2 }).Walk(schedules: 2_000).MustPass();
        Assert.True(hasJumped, "In no schedule did the tail jump.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Try_WhileAnotherWaitsOnThatSide_LosesNoWakeUp(bool isPutter) =>
        Explore(world => Impatient(world, isPutter), new Scope { Preemptions = 1, Deaths = 0 }).MustPass();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Walk_TryWhileAnotherWaitsOnThatSide_LosesNoWakeUp(bool isPutter) =>
        new Explorer(world => Impatient(world, isPutter), new Scope()).Walk(schedules: 5_000).MustPass();

    [Fact]
    public void Mutant_BusySideIsNotMarked_IsCaught() => new Explorer(
        world => Impatient(world, isPutter: false),
        new Scope { Deaths = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "get lock", Method = "RingMachine.TryLockSlow", Actor = "B" })
        .Walk(schedules: 20_000).MustFail(20_000, "Somebody waits");

    [Fact]
    public void Mutant_NoWaiterBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "waiters" }, Stuck, deaths: 0);

    [Fact]
    public void Mutant_NoRoomWaiterBit_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "Or") { Word = "room waiters" }, Stuck, deaths: 0);

    [Fact]
    public void Mutant_TailIsNotCommitted_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "StoreRelease") { Word = "tail" }, Stuck, deaths: 0);

    [Fact]
    public void Mutant_HeadIsNotCommitted_IsCaught() => MustCatch(new Fault(FaultEffect.Drop, "StoreRelease") { Word = "head" }, "got", deaths: 0);

    [Fact]
    public void Mutant_SideIsNotUnlocked_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "Exchange") { Word = "put lock", Method = "RingMachine.EndPut" }, Stuck, deaths: 0);

    [Fact]
    public void Mutant_PutLockOfTheDeadIsNotFreed_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "put lock", Method = "RingMachine.Repair" }, "Livelock", deaths: 1);

    [Fact]
    public void Mutant_GetLockOfTheDeadIsNotFreed_IsCaught() =>
        MustCatch(new Fault(FaultEffect.Drop, "TrySwap") { Word = "get lock", Method = "RingMachine.Repair" }, "Livelock", deaths: 1);

    [Fact]
    public void Mutant_UnlockIsNoFence_IsCaughtWithDelayedStores() => Explore(
        world => OneOfEach(world, 1, 2), new Scope { Preemptions = 1, Deaths = 0, StoreBuffers = true },
        new Fault(FaultEffect.Weaken, "Exchange") { Word = "put lock" }).MustFail(20_000, Stuck);

    private static void MustCatch(Fault fault, string containing, int deaths) =>
        Explore(world => OneOfEach(world, 1, 2), new Scope { Preemptions = 1, Deaths = deaths }, fault).MustFail(schedules: deaths == 0 ? 500 : 10_000, containing);

    private static Report Explore(Action<World> scenario, Scope scope, params Fault[] faults) => new Explorer(scenario, scope, faults).Explore();

    /// <summary>
    /// Putters put numbers, getters get them; either may die. A survivor that waits for ever must have a reason: the other side's death.
    /// </summary>
    private static unsafe void OneOfEach(World world, int capacity, int items, int pairs = 1, bool isBatch = false, Action<bool>? jumps = null)
    {
        SharedQueue[] queues = Share(world, processes: 2 * pairs, capacity, out Member[] members);
        var ring = (RingHeader*)members[0].Participant.Arena.Block(new BlockId(queues[0].Header->Block));
        if (jumps is not null)
            BeginAtTheReturn(ring);
        Word<ulong>[] got = [.. members.Select(_ => world.Mark())];
        Word<ulong> finished = world.Mark();
        for (int index = 0; index < members.Length; index++)
        {
            SharedQueue queue = queues[index];
            Word<ulong> count = got[index];
            bool isPutter = index % 2 == 0;
            int first = 100 * index;
            members[index].Process.CanDie = true;
            members[index].Process.Daemon(isPutter ? "put" : "get", () =>
            {
                for (int item = 1; item <= items;)
                {
                    if (isPutter)
                        item += isBatch ? PutMany(queue, [.. Enumerable.Range(first + item, items + 1 - item).Select(number => (long)number)]) : Put(queue, first + item);
                    else
                        item += isBatch ? GetMany(queue, items, got => CheckOrder(count, got, pairs)) : CheckOrder(count, Get(queue), pairs);
                }
                finished.Ref++;
            });
        }
        world.Finally(() =>
        {
            jumps?.Invoke(ring->AheadSince != 0);
            bool somebodyDied = world.Processes.Any(process => process.IsDead);
            Assert.True(somebodyDied || finished.Ref == (ulong)members.Length, $"{finished.Ref} of {members.Length} have finished: somebody {Stuck}");
            if (world.Processes.All(process => process.IsDead))
                return;
            Assert.True(ring->PutLock == 0 && ring->GetLock == 0, "The ring of a dead process is still locked");
            bool someoneGets = members.Where((member, index) => index % 2 == 1 && !member.Process.IsDead && got[index].Ref < (ulong)items).Any();
            Assert.True(!someoneGets || queues[0].Count == 0, $"A getter {Stuck} although the queue holds {queues[0].Count}");
            bool someonePuts = finished.Ref < (ulong)members.Length && !members[0].Process.IsDead && pairs == 1;
            Assert.True(!someonePuts || members[1].Process.IsDead, $"A putter {Stuck} although the getter lives");
        });
    }

    /// <summary>With one putter the items must come in order and none twice; the count is that of this getter.</summary>
    private static int CheckOrder(Word<ulong> count, long item, int pairs)
    {
        count.Ref++;
        if (pairs == 1)
            Assert.True((ulong)item == count.Ref, $"got {item} as number {count.Ref}");
        return 1;
    }

    /// <summary>
    /// A fills the queue's side for a moment with a try that does not wait, B waits on the same side, and C makes what B waits for possible, once.
    /// </summary>
    private static void Impatient(World world, bool isPutter)
    {
        SharedQueue[] queues = Share(world, processes: 3, capacity: 1, out Member[] members);
        long first = 7;
        if (isPutter)
            Assert.Equal(RingOutcome.Done, queues[0].TryPut(in first));
        members[0].Process.Actor("try", () =>
        {
            long item = 8;
            _ = isPutter ? queues[0].TryPut(in item) : queues[0].TryGet(out item);
        });
        members[1].Process.Daemon("wait", () =>
        {
            if (isPutter)
                Put(queues[1], 9);
            else
                Get(queues[1]);
            world.Note("served");
        });
        members[2].Process.Actor("help", () =>
        {
            if (isPutter)
                Get(queues[2]);
            else
                Put(queues[2], 9);
        });
        world.Finally(() => Assert.True(world.Notes.Count == 1 || queues[0].Count == (isPutter ? 1 : 0), $"Somebody waits although the queue holds {queues[0].Count}"));
    }

    private static unsafe SharedQueue[] Share(World world, int processes, int capacity, out Member[] members)
    {
        CoreWorld core = new(world, slots: processes);
        members = core.Join(processes);
        for (int hand = 0; hand < processes; hand++)
            core.WatchBlock(blockClass: 0, hand, sizeBytes: 8);
        byte* ring = core.WatchBlock(blockClass: 1, index: 0, RingBytes);
        NameRing(world, ring);
        Participant maker = members[0].Participant;
        SharedQueue made = maker.Objects.Create(
            ObjectKind.Queue, SharedQueue.Make, (header, _) => SharedQueue.Prepare(maker, header, capacity, sizeof(long)));
        SharedQueue[] queues = [made, .. members[1..].Select(member =>
            member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Queue, SharedQueue.Make))];
        foreach (SharedQueue queue in queues)
            MakeHand(queue);
        core.FreezeBounds();
        return queues;
    }

    /// <summary>
    /// The ring is empty and small, and its tail where the next put returns to the start; one later, while an item is left, there is no room there any more.
    /// </summary>
    private static unsafe void BeginAtTheReturn(RingHeader* ring)
    {
        const ulong Position = RingRoom.SlackUnits + RingRecord.DescriptorUnits + 2, Count = 7;
        ulong end = (Count << 32) | Position;
        (ring->DataUnits, ring->BackedUnits, ring->SoftUnits, ring->FreeUntil) = (64, 64, 2 * RingRecord.DescriptorUnits, 0);
        (ring->Head, ring->Tail, ring->CachedHead, ring->CachedTail) = (end, end, end, end);
    }

    /// <summary>The first get makes the hand that all later ones use.</summary>
    internal static void MakeHand(SharedQueue queue)
    {
        long nothing = 0;
        Assert.Equal(RingOutcome.Done, queue.TryPut(in nothing));
        Assert.Equal(RingOutcome.Done, queue.TryGet(out QueueItem taken));
        queue.Release(in taken);
    }

    internal static unsafe void NameRing(World world, byte* ring)
    {
        foreach ((int offset, string name) in new[] { (128, "put lock"), (136, "tail"), (144, "put intent"), (256, "get lock"), (264, "head"), (272, "get intent"), (384, "finishers") })
            world.Name(ring + offset, offset is 128 or 256 ? 4 : 8, name);
    }

    private static int Put(SharedQueue queue, long item)
    {
        if (queue.TryPut(in item) == RingOutcome.Done)
            return 1;
        QueueRequest request = new() { Payload = BitConverter.GetBytes(item) };
        Assert.Equal(QueuePut.Done, SimWait<QueueRequest, QueuePut>.Await(queue.Putters, request));
        return 1;
    }

    private static int PutMany(SharedQueue queue, long[] items) => queue.TryPutMany<long>(items) is > 0 and int put ? put : Put(queue, items[0]);

    private static int GetMany(SharedQueue queue, int max, Action<long> check)
    {
        long[] items = new long[max];
        int got = queue.TryGetMany<long>(items);
        if (got == 0)
            (items[0], got) = (Get(queue), 1);
        foreach (long item in items.AsSpan(0, got))
            check(item);
        return got;
    }

    private static long Get(SharedQueue queue)
    {
        if (queue.TryGet(out long item) == RingOutcome.Done)
            return item;
        QueueItem got = SimWait<GetWish, QueueItem>.Await(queue.Getters);
        Assert.Equal(QueueItemKind.Item, got.Kind);
        long waitedFor = BitConverter.ToInt64(queue.Bytes(in got));
        queue.Release(in got);
        return waitedFor;
    }
}
