using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

public sealed class SharedQueueTests : IDisposable
{
    private readonly SimulatedProcesses _processes = new();

    public void Dispose() => _processes.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Put_UntilFull_HoldsExactlyCapacity(int capacity)
    {
        SharedQueue queue = Make(_processes.Join(), capacity, sizeof(long));
        for (long i = 0; i < capacity; i++)
            Assert.Equal(RingOutcome.Done, queue.TryPut(in i));
        long more = -1;
        Assert.Equal(RingOutcome.Full, queue.TryPut(in more));
        Assert.Equal(capacity, queue.Count);
        for (long i = 0; i < capacity; i++)
        {
            Assert.Equal(RingOutcome.Done, Take(queue, out long got));
            Assert.Equal(i, got);
        }

        Assert.Equal(RingOutcome.Empty, Take(queue, out long _));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(50, 2)]
    [InlineData(0, 3)]
    public void PutAndGet_RandomSizes_ComeOutInOrderAndWhole(int capacity, int seed)
    {
        SharedQueue queue = Make(_processes.Join(), capacity, 0);
        var random = new Random(seed);
        var expected = new Queue<byte[]>();
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(2) == 0)
            {
                byte[] item = new byte[random.Next(3) == 0 ? random.Next(20_000) : random.Next(64)];
                random.NextBytes(item);
                var request = new QueueRequest { Payload = item };
                RingOutcome outcome = queue.TryPut(ref request);
                bool isFull = capacity != 0 && expected.Count == capacity;
                Assert.Equal(isFull ? RingOutcome.Full : RingOutcome.Done, outcome);
                if (isFull)
                    queue.Release(ref request);
                else
                    expected.Enqueue(item);
            }
            else if (queue.TryGet(out QueueItem got) == RingOutcome.Done)
            {
                Assert.True(queue.Bytes(in got).SequenceEqual(expected.Dequeue()), $"Step {step}, seed {seed}.");
                queue.Release(in got);
            }
            else
            {
                Assert.Empty(expected);
            }

            Assert.Equal(expected.Count, queue.Count);
        }
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1000, 500)]
    [InlineData(100, 99)]
    public void Put_ConsumerFarBehind_ItemsStayInTheRing(int capacity, int behind)
    {
        Participant a = _processes.Join();
        SharedQueue queue = Make(a, capacity, 0);
        byte[] item = new byte[1024];
        for (int i = 0; i < 20 * capacity; i++)
        {
            var request = new QueueRequest { Payload = item };
            Assert.Equal(RingOutcome.Done, queue.TryPut(ref request));
            if (queue.Count < behind)
                continue;
            Assert.Equal(RingOutcome.Done, queue.TryGet(out QueueItem got));
            queue.Release(in got);
        }

        int blocks = 0;
        a.Blocks.ForEach((_, word) => blocks += word.State == BlockState.Queued ? 1 : 0);
        Assert.Equal(0, blocks);
    }

    [Fact]
    public void TryGetArray_SizesChange_EveryItemArrivesWhole()
    {
        SharedQueue queue = Make(_processes.Join(), 100, 0);
        var expected = new Queue<byte[]>();
        for (int i = 0; i < 2_000; i++)
        {
            byte[] item = new byte[i % 7 == 0 ? 5_000 : i % 3 * 100];
            Array.Fill(item, (byte)i);
            var request = new QueueRequest { Payload = item, Trailer = (byte)(i % 2) };
            Assert.Equal(RingOutcome.Done, queue.TryPut(ref request));
            expected.Enqueue([.. item, (byte)(i % 2)]);
            if (i < 50)
                continue;
            byte[] wanted = expected.Dequeue();
            RingOutcome outcome = queue.TryGetArray(out byte[] bytes, out byte trailer);
            if (outcome == RingOutcome.Done)
            {
                Assert.Equal(wanted, (byte[])[.. bytes, trailer]);
                continue;
            }

            Assert.Equal(RingOutcome.NeedsBlock, outcome);
            Assert.Equal(RingOutcome.Done, queue.TryGet(out QueueItem got));
            Assert.Equal(wanted, queue.Bytes(in got).ToArray());
            queue.Release(in got);
        }
    }

    [Fact]
    public void Producer_DiesInsideBeforeCommit_LeavesNothingAndOthersGoOn()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue mine = Make(a, 10, 4), theirs = Open(b, mine);
        int one = 1, two = 2;
        Assert.Equal(RingOutcome.Done, mine.TryPut(in one));
        unsafe
        {
            var ring = new Ring(_processes.Arena, (RingHeader*)_processes.Arena.Block(new(mine.Header->Block)), mine.Index);
            Assert.Equal(RingOutcome.Done, RingMachine.BeginPut(ring, a.Tag, 4, out RingPut put));
            *(int*)put.Payload = 99;
        }

        Assert.Equal(RingOutcome.Busy, theirs.TryPut(in two));
        _processes.Kill(a);
        Assert.Equal(RingOutcome.Done, theirs.TryPut(in two));
        Assert.Equal(2, theirs.Count);
        Assert.Equal(RingOutcome.Done, Take(theirs, out int got));
        Assert.Equal(1, got);
        Assert.Equal(RingOutcome.Done, Take(theirs, out got));
        Assert.Equal(2, got);
    }

    [Fact]
    public void Producer_DiesInsideABatchBeforeCommit_LeavesNothingOfIt()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue mine = Make(a, 10, 4), theirs = Open(b, mine);
        unsafe
        {
            var ring = new Ring(_processes.Arena, (RingHeader*)_processes.Arena.Block(new(mine.Header->Block)), mine.Index);
            Assert.Equal(RingOutcome.Done, RingMachine.BeginPut(ring, a.Tag, 4, out RingPut put));
            *(int*)put.Payload = 98;
            Assert.True(RingMachine.TryContinuePut(ring, 4, ref put));
            *(int*)put.Payload = 99;
        }

        _processes.Kill(a);
        Assert.Equal(3, theirs.TryPutMany<int>([1, 2, 3]));
        int[] got = new int[5];
        Assert.Equal(3, theirs.TryGetMany<int>(got));
        Assert.Equal([1, 2, 3, 0, 0], got);
    }

    [Fact]
    public void Consumer_DiesInsideABatchBeforeCommit_AllOfItGoesToTheNext()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue mine = Make(a, 10, 4), theirs = Open(b, mine);
        Assert.Equal(3, theirs.TryPutMany<int>([1, 2, 3]));
        unsafe
        {
            var ring = new Ring(_processes.Arena, (RingHeader*)_processes.Arena.Block(new(mine.Header->Block)), mine.Index);
            Assert.Equal(RingOutcome.Done, RingMachine.BeginGet(ring, a.Tag, out RingGet get));
            RingGet next = default;
            Assert.True(RingMachine.TryContinueGet(ring, in get, ref next));
        }

        _processes.Kill(a);
        int[] got = new int[3];
        Assert.Equal(3, theirs.TryGetMany<int>(got));
        Assert.Equal([1, 2, 3], got);
    }

    [Fact]
    public void Consumer_DiesInsideBeforeCommit_ItemGoesToTheNext()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue mine = Make(a, 10, 0), theirs = Open(b, mine);
        var request = new QueueRequest { Payload = new byte[10_000] };
        Assert.Equal(RingOutcome.Done, theirs.TryPut(ref request));
        unsafe
        {
            var ring = new Ring(_processes.Arena, (RingHeader*)_processes.Arena.Block(new(mine.Header->Block)), mine.Index);
            Assert.Equal(RingOutcome.Done, RingMachine.BeginGet(ring, a.Tag, out _));
        }

        _processes.Kill(a);
        Assert.Equal(RingOutcome.Done, theirs.TryGet(out QueueItem item));
        Assert.Equal(10_000, item.LengthBytes);
        theirs.Release(in item);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(10_000)]
    public void Consumer_DiesHoldingAnItem_ItemComesBackBeforeNewerOnes(int length)
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue mine = Make(a, 10, 0), theirs = Open(b, mine);
        for (byte i = 0; i < 3; i++)
        {
            byte[] bytes = new byte[length];
            bytes[0] = i;
            var request = new QueueRequest { Payload = bytes };
            Assert.Equal(RingOutcome.Done, theirs.TryPut(ref request));
        }

        Assert.Equal(RingOutcome.Done, mine.TryGet(out QueueItem first));
        Assert.Equal(RingOutcome.Done, mine.TryGet(out QueueItem second));
        mine.Release(in first);
        Assert.Equal(1, theirs.Count);
        Assert.False(theirs.IsFinished);
        _processes.Kill(a);
        Assert.Equal(2, theirs.Count);
        Assert.Equal(RingOutcome.Done, theirs.TryGet(out QueueItem again));
        Assert.Equal((1, 1, length), (theirs.Bytes(in again)[0], again.Returns, (int)again.LengthBytes));
        theirs.Release(in again);
        Assert.Equal(RingOutcome.Done, theirs.TryGet(out QueueItem last));
        Assert.Equal((2, 0), (theirs.Bytes(in last)[0], last.Returns));
        theirs.Release(in last);
        Assert.True(theirs.IsFinished);
    }

    [Fact]
    public void Consumer_DiesInsideWithAnInlineItemInHand_ItemStaysInTheRing()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue mine = Make(a, 10, 4), theirs = Open(b, mine);
        int one = 1;
        Assert.Equal(RingOutcome.Done, theirs.TryPut(in one));
        unsafe
        {
            var ring = new Ring(_processes.Arena, (RingHeader*)_processes.Arena.Block(new(mine.Header->Block)), mine.Index);
            Assert.Equal(RingOutcome.Done, RingMachine.BeginGet(ring, a.Tag, out RingGet get));
            Hand hand = new Hands(a, mine.Index, mine.Generation).TryMake()!;
            RingMachine.Hold(ring, hand.Record, hand.Intent, in get);
        }

        _processes.Kill(a);
        Assert.Equal(1, theirs.Count);
        Assert.Equal(RingOutcome.Done, theirs.TryGet(out QueueItem item));
        Assert.Equal(0, item.Returns);
        theirs.Release(in item);
        Assert.True(theirs.IsFinished);
    }

    [Fact]
    public void LastHandle_ClosedWithItemsThatCameBack_FreesTheirBlocks()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue mine = Make(a, 10, 0), theirs = Open(b, mine);
        var request = new QueueRequest { Payload = new byte[10_000] };
        Assert.Equal(RingOutcome.Done, mine.TryPut(ref request));
        Assert.Equal(RingOutcome.Done, mine.TryGet(out QueueItem taken));
        BlockId block = taken.Block;
        _processes.Kill(a);
        Assert.Equal(BlockState.Returned, BlockMachine.Read(ref b.Blocks.Word(block)).State);
        b.Objects.CloseHandle(theirs);
        Assert.Equal(BlockState.Free, BlockMachine.Read(ref b.Blocks.Word(block)).State);
    }

    [Fact]
    public void Holder_DiesAfterTheQueueWent_ItsBlockIsFreed()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue queue = Make(a, 10, 0);
        var request = new QueueRequest { Payload = new byte[10_000] };
        Assert.Equal(RingOutcome.Done, queue.TryPut(ref request));
        Assert.Equal(RingOutcome.Done, queue.TryGet(out QueueItem taken));
        a.Objects.CloseHandle(queue);
        Assert.Equal(BlockState.Held, BlockMachine.Read(ref b.Blocks.Word(taken.Block)).State);
        _processes.Kill(a);
        Assert.Equal(BlockState.Free, BlockMachine.Read(ref b.Blocks.Word(taken.Block)).State);
    }

    [Fact]
    public void LastHandle_Closed_FreesHeaderAndBlocks()
    {
        Participant a = _processes.Join();
        SharedQueue first = Make(a, 10, 0);
        var request = new QueueRequest { Payload = new byte[10_000] };
        Assert.Equal(RingOutcome.Done, first.TryPut(ref request));
        a.Objects.CloseHandle(first);
        SharedQueue second = Make(a, 10, 0);
        Assert.Equal(first.Index, second.Index);
        Assert.NotEqual(first.Generation, second.Generation);
        Assert.Equal(0, second.Count);
    }

    [Fact]
    public void OnlyOpener_Dies_ObjectIsFreed()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedQueue queue = Make(a, 10, 0);
        _processes.Kill(a);
        Assert.Throws<AioContextException>(() => Open(b, queue));
    }

    // The first get of a process makes its hand.
    private static RingOutcome Take<T>(SharedQueue queue, out T item)
        where T : unmanaged
    {
        RingOutcome outcome = queue.TryGet(out item);
        if (outcome != RingOutcome.NeedsBlock)
            return outcome;
        outcome = queue.TryGet(out QueueItem held);
        if (outcome == RingOutcome.Done)
        {
            item = System.Runtime.InteropServices.MemoryMarshal.Read<T>(queue.Bytes(in held));
            queue.Release(in held);
        }

        return outcome;
    }

    private static SharedQueue Open(Participant participant, SharedQueue queue) =>
        participant.Objects.Open(queue.Index, queue.Generation, ObjectKind.Queue, SharedQueue.Make);

    private static unsafe SharedQueue Make(Participant participant, int capacity, int itemBytes) =>
        participant.Objects.Create(ObjectKind.Queue, SharedQueue.Make, (header, _) => SharedQueue.Prepare(participant, header, capacity, itemBytes));
}
