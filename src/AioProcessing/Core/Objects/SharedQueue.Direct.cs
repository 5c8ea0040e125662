using System.Diagnostics;
using System.Runtime.CompilerServices;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <content>
/// Puts and gets between the ring and the caller's memory that need no hand: an item is copied before it counts as taken, and to take it is to return.
/// Allocation comes before the lock, because it may collect garbage.
/// </content>
internal sealed unsafe partial class SharedQueue
{
    /// <summary>Most items of one batch put: so long, some hundreds of nanoseconds, others may have to wait for the put lock.</summary>
    private const int MostAtOnce = 64;

    private int _usualArrayBytes;
    private bool _hasUsedUp = true;
    private GatherBudget _gather;

    /// <summary>Whether this process has taken every item that it has seen.</summary>
    public bool HasUsedUp => _hasUsedUp;

    /// <summary>Before a look for items: lets some more come, if they are few, and as long as that has paid here lately.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Gather()
    {
        ulong there = RingMachine.Count(_ring);
        if (there == 0)
            return;
        _hasUsedUp = false;
        if (there >= GatherBudget.Plenty || !_gather.IsDue())
            return;

        // What has come is seen by the tail: other readers take meanwhile.
        long end = GatherBudget.Begin();
        var first = new RingWord(RingMachine.Tail(_ring));
        RingWord before, now = first;
        do
        {
            GatherBudget.PassSlice();
            (before, now) = (now, new RingWord(RingMachine.Tail(_ring)));
        }
        while (GatherBudget.IsStream(now.CountSince(before)) && Stopwatch.GetTimestamp() < end);
        _gather.Learn(now.CountSince(first));
    }

    /// <summary>Takes an unmanaged item without waiting. NeedsBlock: take it with <see cref="TryGet(out QueueItem)"/>, which can take every item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RingOutcome TryGet<T>(out T item)
    {
        Unsafe.SkipInit(out item);
        if (Unsafe.SizeOf<T>() > RingMachine.MaxInlineBytes || HasReturned)
            return RingOutcome.NeedsBlock;
        if (_getters.IsCrowded)
            return RingOutcome.Busy;
        RingOutcome outcome = RingMachine.BeginGet(_ring, Participant.Tag, out RingGet get);
        if (outcome != RingOutcome.Done)
            return NotThere(outcome, in get);
        if (!get.Block.IsNone)
            return Left(RingOutcome.NeedsBlock, RingMachine.CancelGet(_ring), _getters);
        item = Unsafe.ReadUnaligned<T>(get.Payload);
        return Taken(in get);
    }

    /// <summary>
    /// Takes an item as an array of bytes without waiting; its last byte stands apart. NeedsBlock: take it with <see cref="TryGet(out QueueItem)"/>, which can
    /// take every item.
    /// </summary>
    public RingOutcome TryGetArray(out byte[] bytes, out byte trailer)
    {
        (bytes, trailer) = ([], 0);
        if (HasReturned || (_hasUsedUp && RingMachine.Count(_ring) == 0))
            return RingOutcome.NeedsBlock;
        if (_getters.IsCrowded)
            return RingOutcome.Busy;

        // Most items are as long as the one before.
        for (int tries = 0; tries < 2; tries++)
        {
            byte[] copy = GC.AllocateUninitializedArray<byte>(_usualArrayBytes);
            RingOutcome outcome = RingMachine.BeginGet(_ring, Participant.Tag, out RingGet get);
            if (outcome != RingOutcome.Done)
                return NotThere(outcome, in get);
            if (get.Block.IsNone && get.LengthBytes == copy.Length + 1)
            {
                new ReadOnlySpan<byte>(get.Payload, copy.Length).CopyTo(copy);
                (bytes, trailer) = (copy, get.Payload[copy.Length]);
                return Taken(in get);
            }

            Left(outcome, RingMachine.CancelGet(_ring), _getters);
            if (!get.Block.IsNone || get.LengthBytes == 0)
                break;
            _usualArrayBytes = (int)get.LengthBytes - 1;
        }

        return RingOutcome.NeedsBlock;
    }

    /// <summary>Puts unmanaged items without waiting, as many as are committed by one store.</summary>
    /// <returns>How many, from the first on; 0 when the first must be put by itself, if it can be put at all.</returns>
    public int TryPutMany<T>(ReadOnlySpan<T> items)
    {
        if (Unsafe.SizeOf<T>() > RingMachine.MaxInlineBytes || items.IsEmpty || _putters.IsCrowded)
            return 0;
        RingOutcome outcome = RingMachine.BeginPut(_ring, Participant.Tag, Unsafe.SizeOf<T>(), out RingPut put);
        if (outcome != RingOutcome.Done)
        {
            Left(outcome, put.IsContended, _putters);
            return 0;
        }

        int count = 0, most = Math.Min(items.Length, MostAtOnce);
        do
            Unsafe.WriteUnaligned(put.Payload, items[count++]);
        while (count < most && RingMachine.TryContinuePut(_ring, Unsafe.SizeOf<T>(), ref put));
        bool isContended = RingMachine.EndPut(_ring, in put);
        AfterPut();
        Left(outcome, isContended, _putters);
        return count;
    }

    /// <summary>Takes as many unmanaged items as there are, and as the span has room for, without waiting; they are taken by one store.</summary>
    /// <returns>How many; 0 when the first must be taken by itself, if there is one.</returns>
    public int TryGetMany<T>(Span<T> items)
    {
        if (Unsafe.SizeOf<T>() > RingMachine.MaxInlineBytes || items.IsEmpty || HasReturned || _getters.IsCrowded)
            return 0;
        RingOutcome outcome = RingMachine.BeginGet(_ring, Participant.Tag, out RingGet last);
        if (outcome != RingOutcome.Done)
        {
            NotThere(outcome, in last);
            return 0;
        }

        if (!last.Block.IsNone)
        {
            Left(outcome, RingMachine.CancelGet(_ring), _getters);
            return 0;
        }

        items[0] = Unsafe.ReadUnaligned<T>(last.Payload);
        int count = 1;
        RingGet next = default;
        while (count < items.Length && RingMachine.TryContinueGet(_ring, in last, ref next) && next.Block.IsNone)
        {
            items[count++] = Unsafe.ReadUnaligned<T>(next.Payload);
            last = next;
        }

        Taken(in last);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RingOutcome Taken(in RingGet last)
    {
        bool isContended = RingMachine.EndGet(_ring, in last);
        if (_hasUsedUp != last.IsLast)
            _hasUsedUp = last.IsLast;
        AfterGet();
        return Left(RingOutcome.Done, isContended, _getters);
    }

    private RingOutcome NotThere(RingOutcome outcome, in RingGet get)
    {
        if (outcome == RingOutcome.Empty)
            _hasUsedUp = true;
        return Left(outcome, get.IsContended, _getters);
    }
}
