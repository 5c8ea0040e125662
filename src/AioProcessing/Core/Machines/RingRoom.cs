using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

/// <summary>Where in a ring the next record goes. Commits nothing: all of it happens under the put lock, of which the steps are <see cref="RingMachine"/>'s.</summary>
/// <remarks><code>
///             0              head        tail       data units
///   linear    | free         | records … | free     |            the usual state
///
///             0           tail     head         jump to
///   returned  | records … | free   | records … J| free   |       J = a jump record to 0; when the room before the head ends, the tail jumps to the free room behind J
///
///             0             head               jump to     tail
///   ahead     | … records … J   | … records … J| records … | free  |       both rooms in use, the chain goes on behind them; linear again as soon as the head has got there
/// </code>
/// The tail returns to the start as soon as it is beyond the soft limit and there is room for all that is in use, so that a queue whose readers keep up stays in a core's cache,
/// whatever its capacity. It does so only where the room behind it could take a descriptor of every item that the queue may hold: what is in that room when the head comes to
/// it are at most so many items, so the promise holds however slow the readers become.
/// <para>No record ends where the ring does: else the tail would come to the start without anybody having asked what is left there.</para>
/// <para>Elsewhere so much of the free room is left as a descriptor of every item still allowed would take (RingMachine I3).</para>
/// <para>The usual put asks none of this: it compares its end with <see cref="RingHeader.FreeUntil"/>, which the last unusual one left. That stays true whatever happens,
/// since readers only add to the free room.</para>
/// <para><b>If a process dies</b> before its put is committed, the tail is the old one, and what it wrote here is for another. After a return: <c>JumpTo</c>, which nobody asks for
/// before the next return or wrap sets it anew, and a limit that the old tail is beyond. After a jump: <c>AheadSince</c>, because of which nobody returns while items from
/// before it are there, and no limit.</para>
/// </remarks>
internal static unsafe class RingRoom
{
    /// <summary>Room for the end record or a jump record, and for what a descriptor wastes where the ring wraps.</summary>
    public const ulong SlackUnits = 16;

    // How often a writer beyond the soft limit looks where the readers are; a power of two.
    private const ulong FreshHeadUnits = 1024;

    private enum Way
    {
        On,

        /// <summary>To the start, early: the room behind the tail stays available.</summary>
        Return,

        /// <summary>To the start, because the end is reached.</summary>
        Wrap,

        /// <summary>From before the head to behind the records that the last return left there.</summary>
        Jump,
    }

    /// <summary>Chooses where the record behind a tail goes, and writes the jump record that leads there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RingOutcome Place(Ring ring, RingWord tail, ulong units, bool isDescriptor, ref RingPut put)
    {
        ulong end = tail.Position + units;
        if (end < ring.Header->FreeUntil && tail.Count != ring.Header->FullAt)
        {
            put.Position = tail.Position;
            put.Next = tail.Advanced(end);
            return RingOutcome.Done;
        }

        RingOutcome outcome = Search(ring, tail, units, isDescriptor, out ulong position);
        if (outcome != RingOutcome.Done)
            return outcome; // A batch that goes no further is committed as it is.
        put.Position = position;
        put.Next = tail.Advanced(position + units);
        return RingOutcome.Done;
    }

    /// <summary>Nothing is to be put any more. Before the tail says so.</summary>
    public static void Close(Ring ring) => ring.Header->FreeUntil = 0;

    /// <summary>Whether any item would find room, be it large, when the ends are these.</summary>
    public static bool IsThere(RingHeader* header, RingWord tail, RingWord head) => header->Capacity != 0
        ? tail.CountSince(head) < header->Capacity
        : Decide(header, header->DataUnits, tail, head, RingRecord.UnitsFor(RingMachine.MaxInlineBytes), isDescriptor: false, out _) == RingOutcome.Done;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RingOutcome Search(Ring ring, RingWord tail, ulong units, bool isDescriptor, out ulong position)
    {
        RingHeader* header = ring.Header;
        position = 0;
        if (tail.IsCompleted)
            return RingOutcome.Completed;

        // Beyond the soft limit a head seen long ago would lead through all the room that a burst once used.
        bool looksAgain = tail.Position >= header->SoftUnits && (tail.Position ^ (tail.Position + units)) >= FreshHeadUnits;
        RingWord head = looksAgain ? RingMachine.LookAtHead(ring) : new RingWord(header->CachedHead);
        RingOutcome outcome = Decide(header, header->DataUnits, tail, head, units, isDescriptor, out Way way);
        if (outcome != RingOutcome.Done || !ring.IsBacked(Target(header, tail, way) + units))
        {
            // Full, or about to grow: what has been taken since may leave room at the start.
            head = RingMachine.LookAtHead(ring);
            outcome = Decide(header, header->DataUnits, tail, head, units, isDescriptor, out way);
            if (outcome == RingOutcome.Done && !ring.TryBack(Target(header, tail, way) + units))
            {
                // It cannot grow. What a bounded queue promised is there nevertheless.
                outcome = Decide(header, header->BackedUnits - SlackUnits, tail, head, units, isDescriptor, out way);
                outcome = outcome == RingOutcome.Full ? RingOutcome.NoRoom : outcome;
            }
        }

        if (outcome != RingOutcome.Done)
            return outcome;
        position = Target(header, tail, way);
        Go(ring, tail, way);
        Remember(header, tail.Advanced(position + units), head);
        return RingOutcome.Done;
    }

    private static RingOutcome Decide(RingHeader* header, ulong size, RingWord tail, RingWord head, ulong units, bool isDescriptor, out Way way)
    {
        ulong capacity = header->Capacity, items = tail.CountSince(head);
        ulong at = tail.Position, first = head.Position, end = at + units;
        way = Way.On;
        if (capacity != 0 && items >= capacity)
            return RingOutcome.Full;
        if (!IsLinear(tail, head))
        {
            if (header->JumpTo == 0)
                return Judge(end <= first, end + Reserve(capacity, items) <= first);
            if (end + SlackUnits <= first)
                return RingOutcome.Done;
            way = Way.Jump;
            end = header->JumpTo + units;
            return Judge(end < size, end + Reserve(capacity, items: 0) <= size);
        }

        if (IsAhead(header, tail, head))
            return Judge(end < size, end + Reserve(capacity, tail.CountSince(JumpedAt(header))) <= size);

        ulong used = items == 0 ? 0 : at - first;
        if (at >= header->SoftUnits && used <= first && units + SlackUnits <= first && IsPromiseKeptBehind(header, at + 1))
        {
            way = Way.Return;
            return RingOutcome.Done;
        }

        ulong reserved = Reserve(capacity, items);
        if (end < size || units > first)
            return Judge(end < size, used + units + reserved <= size);
        way = Way.Wrap;
        return Judge(true, used + (size - at) + units + reserved <= size);

        RingOutcome Judge(bool fits, bool keepsReserve)
        {
            if (fits && keepsReserve)
                return RingOutcome.Done;
            if (!isDescriptor)
                return RingOutcome.NeedsBlock;
            return fits && capacity != 0 ? RingOutcome.Done : RingOutcome.Full;
        }
    }

    private static ulong Target(RingHeader* header, RingWord tail, Way way) => way switch
    {
        Way.On => tail.Position,
        Way.Jump => header->JumpTo,
        _ => 0,
    };

    private static void Go(Ring ring, RingWord tail, Way way)
    {
        RingHeader* header = ring.Header;
        if (way == Way.On)
            return;
        RingRecord.WriteJump(ring, tail.Position, Target(header, tail, way));
        if (way == Way.Jump)
        {
            header->AheadSince = tail.Count + 1;
            return;
        }

        (header->JumpTo, header->AheadSince) = (way == Way.Return ? tail.Position + 1 : 0, 0);
        if (header->Capacity == 0 && tail.Position <= 2 * header->SoftUnits)
            RingMachine.Trim(ring, (2 * header->SoftUnits) + SlackUnits); // All there is lies before the tail.
    }

    // How far the records behind this tail may go.
    private static void Remember(RingHeader* header, RingWord tail, RingWord head)
    {
        ulong capacity = header->Capacity, items = tail.CountSince(head), end = head.Position, kept = 0;
        if (capacity == 0 || items < capacity)
            kept = Reserve(capacity, items);
        if (IsLinear(tail, head))
            end = IsAhead(header, tail, head) ? 0 : end + header->DataUnits;
        else if (header->JumpTo != 0)
            kept = SlackUnits;
        header->FreeUntil = Math.Min(end > kept ? end - kept : 0, header->SoftUnits);
        header->FullAt = capacity == 0 ? ulong.MaxValue : head.CountAfter(capacity);
    }

    private static bool IsLinear(RingWord tail, RingWord head) => tail.Position > head.Position || tail.Count == head.Count;

    // Whether the head has not come to where the tail jumped from.
    private static bool IsAhead(RingHeader* header, RingWord tail, RingWord head) =>
        header->AheadSince != 0 && tail.CountSince(JumpedAt(header)) < tail.CountSince(head);

    private static RingWord JumpedAt(RingHeader* header) => new((header->AheadSince - 1) << 32);

    private static bool IsPromiseKeptBehind(RingHeader* header, ulong position) => header->Capacity == 0 ||
        position + (header->Capacity * RingRecord.DescriptorUnits) + (2 * SlackUnits) <= Math.Min(header->DataUnits, header->BackedUnits);

    // I3: what must stay free behind the next item.
    private static ulong Reserve(ulong capacity, ulong items) =>
        capacity == 0 ? SlackUnits : ((capacity - items - 1) * RingRecord.DescriptorUnits) + SlackUnits;
}
