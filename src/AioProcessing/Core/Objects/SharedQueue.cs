using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of a queue of byte records: <see cref="RingMachine"/> with waiting, and blocks for what is too large for the ring.</summary>
internal sealed unsafe partial class SharedQueue : SharedObject
{
    // Within this the writer keeps going back to the start: it stays in a core's second-level cache.
    private const ulong SoftBytes = 128 << 10;
    private const ulong UnboundedBytes = (4ul << 30) - RingHeader.Bytes;
    private const ulong CrowdedUnboundedBytes = (256 << 20) - RingHeader.Bytes;
    private const ulong MaxBoundedBytes = 64 << 20;
    private const int UsualItemBytes = 248;
    private const int LargeItemBytes = 1040;
    private const ulong MaxLargeBytes = 4 << 20;
    private const int BusyTries = 64;

    private readonly Ring _ring;
    private readonly GetWaits _getters;
    private readonly PutWaits _putters;
    private readonly FinishWaits _finishers;
    private readonly Hands _hands;
    private readonly ConcurrentQueue<QueueItem> _undone = [];

    private SharedQueue(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.Queue)
    {
        _ring = new Ring(participant.Arena, (RingHeader*)participant.Arena.Block(new BlockId(Header->Block)), index, generation);
        _getters = new GetWaits(this);
        _putters = new PutWaits(this);
        _finishers = new FinishWaits(this);
        _hands = new Hands(participant, index, generation);
    }

    public WaitChannel<GetWish, QueueItem> Getters => _getters;

    public WaitChannel<QueueRequest, QueuePut> Putters => _putters;

    /// <summary>Those who wait until no item is left that is not done with.</summary>
    public WaitChannel<None, bool> Finishers => _finishers;

    /// <summary>Most items; 0 = as many as fit.</summary>
    public int Capacity => (int)_ring.Header->Capacity;

    /// <summary>Items that a get could take: those in the ring, and those that came back.</summary>
    public int Count => (int)RingMachine.Count(_ring) + (HasReturned ? Participant.Held.CountReturned(Index, Generation) : 0);

    public bool IsCompleted => RingMachine.IsCompleted(_ring);

    /// <summary>Whether no item is left that is not done with: none in the ring, none in a hand, none that came back.</summary>
    public bool IsFinished
    {
        get
        {
            // What was put meanwhile may have been behind the look at the blocks.
            ulong tail;
            do
            {
                tail = RingMachine.Tail(_ring);
                if (RingMachine.Count(_ring) != 0 || Participant.Held.IsAnyUnfinished(Index, Generation))
                    return false;
            }
            while (RingMachine.Tail(_ring) != tail);
            return true;
        }
    }

    private bool HasReturned => Atomic.LoadAcquire(ref Header->Returned) != 0;

    /// <summary>Whether a get would end at once: there is an item, or none will come.</summary>
    public bool HasItem => RingMachine.Count(_ring) != 0 || HasReturned || IsCompleted || WritersAreGone;

    // Also when nothing may be put any more: the wait is over then.
    private bool HasRoom => RingMachine.HasRoom(_ring) || IsCompleted || ReadersAreGone;

    public static SharedQueue Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    /// <summary>Writes the state of a new queue.</summary>
    /// <param name="participant">Who makes it.</param>
    /// <param name="header">Its header.</param>
    /// <param name="capacity">Most items; 0 = as many as fit.</param>
    /// <param name="itemBytes">The size of every item, or 0 when they differ.</param>
    public static void Prepare(Participant participant, ObjectHeader* header, int capacity, int itemBytes)
    {
        ulong promised = PromisedUnits(capacity, itemBytes);
        ulong units = itemBytes == 0 && capacity != 0 ? Math.Max(promised, UnitsForLarge(capacity)) : promised;
        ulong soft = Math.Min(promised, SoftBytes / 8);

        // What a bounded queue promises to hold it has from the start; an unbounded one grows, and so does one whose items are larger than usual.
        ulong backed = Math.Min(units, (capacity != 0 ? promised : soft) + RingRoom.SlackUnits);
        BlockId block;
        try
        {
            block = Take(units);
        }
        catch (AioContextException) when (capacity == 0)
        {
            // The address space has places for some hundred of the usual unbounded queues; the many queues of such a context get smaller ones.
            units = CrowdedUnboundedBytes / 8;
            block = Take(units);
        }

        var ring = (RingHeader*)participant.Arena.Block(block);
        *ring = new RingHeader { DataUnits = units, Capacity = (ulong)capacity, SoftUnits = soft, BackedUnits = backed };
        header->Block = block.Bits;

        BlockId Take(ulong room) => participant.Blocks.Take(RingHeader.Bytes + ((long)room * 8), participant.Tag, RingHeader.Bytes + ((long)backed * 8));
    }

    /// <summary>Puts an unmanaged item without waiting, unless others of this process wait already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RingOutcome TryPut<T>(in T item)
    {
        if (Unsafe.SizeOf<T>() > RingMachine.MaxInlineBytes)
            return RingOutcome.NeedsBlock;
        if (_putters.IsCrowded)
            return RingOutcome.Busy;
        RingOutcome outcome = RingMachine.BeginPut(_ring, Participant.Tag, Unsafe.SizeOf<T>(), out RingPut put);
        if (outcome != RingOutcome.Done)
            return Refused(Left(outcome, put.IsContended, _putters));
        Unsafe.WriteUnaligned(put.Payload, item);
        bool isContended = RingMachine.EndPut(_ring, in put);
        AfterPut();
        return Left(RingOutcome.Done, isContended, _putters);
    }

    /// <summary>Puts bytes, or completes, without waiting. On any outcome but Done the request keeps its block for the next try.</summary>
    public RingOutcome TryPut(ref QueueRequest request)
    {
        if (_putters.IsCrowded && !request.IsCompletion)
            return RingOutcome.Busy;
        RingOutcome outcome = Put(ref request);
        if (outcome != RingOutcome.Done)
            return outcome;
        if (request.IsCompletion)
            NotifyCompleted();
        else
            AfterPut();
        return outcome;
    }

    /// <summary>Takes an item's bytes without waiting.</summary>
    public RingOutcome TryGet(out QueueItem item)
    {
        item = default;
        if (_getters.IsCrowded)
            return RingOutcome.Busy;
        RingOutcome outcome = Get(out item);
        if (outcome == RingOutcome.Done)
            AfterGet();
        return outcome;
    }

    /// <summary>True when a get is worth trying, after looking for as long as that pays.</summary>
    public bool SpinForItem(ref long deadline) => _getters.SpinUntilPossible(default, ref deadline);

    /// <summary>True when a put is worth trying, after looking for as long as that pays.</summary>
    public bool SpinForRoom(ref long deadline) => _putters.SpinUntilPossible(default, ref deadline);

    /// <summary>For calls that do not wait: whether to try once more although the ring's side was in use. A holder that was preempted is back within a slice.</summary>
    public static bool TryAgain(RingOutcome outcome, ref int tries)
    {
        if (outcome != RingOutcome.Busy || ++tries > BusyTries)
            return false;
        Thread.Yield();
        return true;
    }

    /// <summary>A block for an item of so many bytes, to be filled by the caller and then put, or released.</summary>
    public QueueRequest RentBlock(long lengthBytes) => new() { Block = Participant.Blocks.Take(lengthBytes, Participant.Tag), BlockBytes = lengthBytes };

    /// <summary>Where a request's block is.</summary>
    public byte* Memory(in QueueRequest request) => Participant.Arena.Block(request.Block);

    /// <summary>Ends a request that was not put.</summary>
    public void Release(ref QueueRequest request)
    {
        if (!request.Block.IsNone)
            Participant.Carried.Free(request.Block, request.LengthBytes);
        request.Block = default;
    }

    /// <summary>What Complete left for those who come too late; empty when it was called without an exception.</summary>
    public ReadOnlySpan<byte> ReadEnd()
    {
        (BlockId block, long length) = RingMachine.ReadEnd(_ring);
        return block.IsNone ? default : new(Participant.Arena.Block(block), (int)length);
    }

    public override void Wake()
    {
        _getters.Wake();
        _putters.Wake();
        _finishers.Wake();
    }

    public override void Close()
    {
        var error = new ObjectDisposedException(nameof(AioProcessing) + " queue");
        _getters.Fail(error);
        _putters.Fail(error);
        _finishers.Fail(error);
        while (_undone.TryDequeue(out QueueItem item))
            GiveBack(in item);
        _hands.Close();
    }

    private static ulong PromisedUnits(int capacity, int itemBytes)
    {
        if (capacity == 0)
            return UnboundedBytes / 8;
        bool isSmall = itemBytes is > 0 and <= RingMachine.MaxInlineBytes;
        ulong itemUnits = RingRecord.UnitsFor(isSmall ? itemBytes : UsualItemBytes);
        ulong descriptors = ((ulong)capacity * RingRecord.DescriptorUnits) + RingRoom.SlackUnits;
        ulong inline = Math.Min((ulong)capacity * itemUnits, MaxBoundedBytes / 8);

        // An item's worth more for what is wasted at the wrap, and never less than a few items of the largest inline size.
        return descriptors + Math.Max(inline + itemUnits, RingRecord.UnitsFor(RingMachine.MaxInlineBytes) * 4);
    }

    // Items in the ring cost half of what they cost in blocks, so there is room for more than is promised, within reason.
    private static ulong UnitsForLarge(int capacity) =>
        ((ulong)capacity * RingRecord.DescriptorUnits) + Math.Min((ulong)capacity * RingRecord.UnitsFor(LargeItemBytes), MaxLargeBytes / 8) + RingRoom.SlackUnits;

    private RingOutcome Put(ref QueueRequest request)
    {
        if (ReadersAreGone)
            return RingOutcome.Completed;
        if (request.IsLook)
            return IsCompleted ? RingOutcome.Completed : HasRoom ? RingOutcome.Done : RingOutcome.Full;
        if (request.IsCompletion)
            return Complete(ref request);
        if (request.Block.IsNone && request.Carries is null && request.LengthBytes <= RingMachine.MaxInlineBytes)
        {
            RingOutcome outcome = RingMachine.BeginPut(_ring, Participant.Tag, (int)request.LengthBytes, out RingPut put);
            if (outcome == RingOutcome.Done)
            {
                request.CopyTo(put.Payload);
                return Left(outcome, RingMachine.EndPut(_ring, in put), _putters);
            }

            if (Left(outcome, put.IsContended, _putters) != RingOutcome.NeedsBlock)
                return Refused(outcome);
        }

        FillBlock(ref request);
        RingOutcome queued = RingMachine.TryPutBlock(_ring, Participant.Tag, request.Block, request.LengthBytes, out bool isContended);
        if (queued == RingOutcome.Done)
            request.Block = default;
        return Refused(Left(queued, isContended, _putters));
    }

    // Memory may never come, so there is no waiting for it as there is for room.
    private RingOutcome Refused(RingOutcome outcome) =>
        outcome == RingOutcome.NoRoom ? throw Participant.Arena.NoRoom(RingMachine.MaxInlineBytes) : outcome;

    private RingOutcome Complete(ref QueueRequest request)
    {
        if (request.LengthBytes > 0)
            FillBlock(ref request);
        RingOutcome outcome = RingMachine.TryComplete(_ring, Participant.Tag, request.Block, request.LengthBytes, out bool isContended);
        if (outcome == RingOutcome.Done)
            request.Block = default;
        return Left(outcome, isContended, _putters);
    }

    private void FillBlock(ref QueueRequest request)
    {
        if (!request.Block.IsNone)
            return;
        long lengthBytes = request.LengthBytes;
        ulong[] carries = request.Carries ?? [];
        request.Block = Participant.Blocks.Take(carries.Length == 0 ? lengthBytes : CarryMachine.BytesFor(lengthBytes, carries.Length), Participant.Tag);
        request.CopyTo(Participant.Arena.Block(request.Block));
        if (carries.Length != 0)
            Participant.Carried.Load(request.Block, lengthBytes, carries);
    }

    // Somebody waits only because this process was inside that side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RingOutcome Left(RingOutcome outcome, bool isContended, WaitChannel side)
    {
        if (isContended)
            side.RingOne();
        return outcome;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AfterPut()
    {
        if (_getters.HasWaiters())
            _getters.NotifyOne();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AfterGet()
    {
        if (_putters.HasWaiters())
            _putters.NotifyOne();
    }

    private void NotifyCompleted()
    {
        _getters.NotifyAll();
        _putters.NotifyAll();
    }
}
