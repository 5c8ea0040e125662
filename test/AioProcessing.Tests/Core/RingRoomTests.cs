using System.Runtime.InteropServices;
using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Tests.Core;

/// <summary>A ring in memory of its own against a plain queue: records of all lengths, batches, and processes that die before they commit.</summary>
public sealed unsafe class RingRoomTests : IDisposable
{
    private const int DataUnits = 400;
    private const int Bytes = RingHeader.Bytes + (DataUnits * 8);

    private readonly RingHeader* _header = (RingHeader*)NativeMemory.AlignedAlloc(Bytes, 128);
    private readonly ProcessTag _me = new(7);
    private readonly Queue<(long Number, int Length)> _model = [];
    private readonly Ring _ring;
    private long _next;
    private int _oneLargeIn = 1;

    private readonly RingHeader* _copy = (RingHeader*)NativeMemory.AlignedAlloc(Bytes, 128);

    public RingRoomTests() => _ring = new Ring(null!, _header, objectIndex: 0);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_header);
        NativeMemory.AlignedFree(_copy);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    [InlineData(20, 3)]
    [InlineData(60, 60006)]
    [InlineData(100, 5)]
    public void PutAndGet_ProcessesDieBeforeTheyCommit_ItemsAndPromiseStay(int capacity, int seed)
    {
        NativeMemory.Clear(_header, Bytes);
        *_header = new RingHeader { DataUnits = DataUnits, BackedUnits = DataUnits, SoftUnits = 60, Capacity = (ulong)capacity };
        var random = new Random(seed);
        int[] deaths = new int[2];
        bool hasJumped = false;
        for (int step = 0; step < 30_000; step++)
        {
            bool puts = random.Next(2) == 0;
            _oneLargeIn = random.Next(1, 8);
            for (int run = random.Next(1, random.Next(4) == 0 ? 60 : 8); run > 0; run--)
            {
                bool dies = random.Next(6) == 0;
                bool did = puts ? Put(random, dies, capacity, seed) : Get(random, dies, seed);
                hasJumped |= _header->AheadSince != 0;
                deaths[puts ? 0 : 1] += did && dies ? 1 : 0;
                Assert.True(capacity == 0 || _model.Count == capacity || HasRoomForDescriptor(), $"No room with {_model.Count} of {capacity} items at step {step}; seed {seed}.");
                if (!did)
                    break;
            }

            if (step % 4 == 0)
                CompleteACopy(seed);
        }

        Assert.Equal(RingOutcome.Done, RingMachine.TryComplete(_ring, _me, default, 0, out _));
        while (Get(random, dies: false, seed))
            ;
        Assert.Empty(_model);
        Assert.Equal(0, RingMachine.ReadEnd(_ring).LengthBytes);
        Assert.DoesNotContain(0, deaths);
        Assert.True(hasJumped || capacity > 60); // Behind a return there is no room for so many.
    }

    // Completion may come in any state of the ring, and spoils nothing.
    private void CompleteACopy(int seed)
    {
        Buffer.MemoryCopy(_header, _copy, Bytes, Bytes);
        var ring = new Ring(null!, _copy, objectIndex: 0);
        Assert.Equal(RingOutcome.Done, RingMachine.TryComplete(ring, _me, default, lengthBytes: seed, out _));
        foreach ((long number, int length) in _model)
        {
            Assert.Equal(RingOutcome.Done, RingMachine.BeginGet(ring, _me, out RingGet get));
            AssertIs(number, length, in get, seed);
            RingMachine.EndGet(ring, in get);
        }

        Assert.Equal(RingOutcome.Completed, RingMachine.BeginGet(ring, _me, out _));
        Assert.Equal(seed, RingMachine.ReadEnd(ring).LengthBytes);
    }

    // Writes where no reader looks, as if the process had died then.
    private bool HasRoomForDescriptor()
    {
        RingPut put = default;
        return RingRoom.Place(_ring, new RingWord(_header->Tail), RingRecord.DescriptorUnits, isDescriptor: true, ref put) == RingOutcome.Done;
    }

    private bool Put(Random random, bool dies, int capacity, int seed)
    {
        int length = Length(random);
        RingOutcome outcome = RingMachine.BeginPut(_ring, _me, length, out RingPut put);
        if (outcome != RingOutcome.Done)
        {
            Assert.True(outcome == RingOutcome.NeedsBlock || (capacity != 0 && _model.Count == capacity), $"{outcome} with {_model.Count} of {capacity} items; seed {seed}.");
            Assert.NotEmpty(_model);
            return false;
        }

        List<(long Number, int Length)> batch = [];
        int more = random.Next(4) == 0 ? random.Next(1, 6) : 0;
        do
        {
            long number = dies ? -1 : _next + batch.Count;
            new Span<long>(put.Payload, length / 8).Fill(number);
            batch.Add((number, length));
            length = Length(random);
        }
        while (more-- > 0 && RingMachine.TryContinuePut(_ring, length, ref put));
        if (dies)
        {
            _header->PutLock = 0; // R1
            return true;
        }

        RingMachine.EndPut(_ring, in put);
        batch.ForEach(_model.Enqueue);
        _next += batch.Count;
        return true;
    }

    private bool Get(Random random, bool dies, int seed)
    {
        RingOutcome outcome = RingMachine.BeginGet(_ring, _me, out RingGet get);
        Assert.Equal(_model.Count != 0, outcome == RingOutcome.Done);
        if (outcome != RingOutcome.Done)
            return false;
        List<(long Number, int Length)> wanted = [.. _model];
        int taken = 0, more = random.Next(4) == 0 ? random.Next(1, 6) : 0;
        RingGet next = get;
        do
        {
            get = next;
            (long number, int length) = wanted[taken++];
            AssertIs(number, length, in get, seed);
        }
        while (more-- > 0 && RingMachine.TryContinueGet(_ring, in get, ref next));
        if (dies)
        {
            _header->GetLock = 0; // R2
            return true;
        }

        RingMachine.EndGet(_ring, in get);
        while (taken-- > 0)
            _model.Dequeue();
        return true;
    }

    private static void AssertIs(long number, int length, in RingGet get, int seed) => Assert.True(
        get.LengthBytes == length && new ReadOnlySpan<long>(get.Payload, length / 8).Count(number) == length / 8,
        $"Item {number} of {length} bytes is not there, but {get.LengthBytes} bytes of {*(long*)get.Payload}; seed {seed}.");

    private int Length(Random random) => random.Next(_oneLargeIn) == 0 ? random.Next(1, 20) * 8 : 16;
}
