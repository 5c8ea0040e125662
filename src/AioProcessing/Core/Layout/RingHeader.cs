using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>Head of a queue's block; the records follow it.</summary>
/// <remarks><code>
///   0           8          16           24          32        40        48
///   +-----------+----------+------------+-----------+---------+---------+------
///   | data units| capacity | soft units | most bytes| writers | readers |
///   +-----------+----------+------------+-----------+---------+---------+------
///   128       136    144         152          160           168          176       184       192           200
///   +---------+------+-----------+------------+-------------+------------+---------+---------+-------------+------
///   | put lock| tail | put intent| cached head| backed units| free until | full at | jump to | ahead since |
///   +---------+------+-----------+------------+-------------+------------+---------+---------+-------------+------
///   256       264    272         280          288     384         512
///   +---------+------+-----------+------------+-------+-----------+--------
///   | get lock| head | get intent| cached tail|       | finishers | records
///   +---------+------+-----------+------------+-------+-----------+--------
/// </code>
/// The two sides lie on lines of their own. A cached word is the other side's, as last seen under this side's lock.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct RingHeader
{
    public const int Bytes = 512;

    /// <summary>Room for records, in units of 8 bytes.</summary>
    [FieldOffset(0)] public ulong DataUnits;

    /// <summary>Most items it may hold.</summary>
    [FieldOffset(8)] public ulong Capacity;

    /// <summary>Beyond this position the writer goes back to the start as soon as there is room there, so that few pages stay in use. At most the data units.</summary>
    [FieldOffset(16)] public ulong SoftUnits;

    /// <summary>An item in a block waits while those before it have more bytes together, itself counted; alone it never does. 0 = no limit.</summary>
    [FieldOffset(24)] public ulong MaxBlockBytes;

    /// <summary>The pipe's end that puts, as a <see cref="Machines.ObjectInstance"/>; 0 = the ring is no pipe's. Never changes once others see it.</summary>
    [FieldOffset(32)] public ulong Writers;

    /// <summary>The pipe's end that gets.</summary>
    [FieldOffset(40)] public ulong Readers;

    [FieldOffset(128)] public uint PutLock;
    [FieldOffset(136)] public ulong Tail;
    [FieldOffset(144)] public ulong PutIntent;
    [FieldOffset(152)] public ulong CachedHead;

    /// <summary>So much of the room is backed by memory, always more than lies before the tail; it grows under the put lock.</summary>
    [FieldOffset(160)] public ulong BackedUnits;

    /// <summary>A record that ends before this position can be placed right behind the tail without a look at anything else but <see cref="FullAt"/>.</summary>
    [FieldOffset(168)] public ulong FreeUntil;

    /// <summary>The tail's count at which the capacity was reached, as the head was last seen; no count at all where there is no capacity.</summary>
    [FieldOffset(176)] public ulong FullAt;

    /// <summary>After a return to the start: where the free room behind the records that were left there begins. After a wrap at the end: 0.</summary>
    [FieldOffset(184)] public ulong JumpTo;

    /// <summary>One more than the tail's count when it last jumped there; 0 = not since the last return to the start.</summary>
    [FieldOffset(192)] public ulong AheadSince;

    [FieldOffset(256)] public uint GetLock;
    [FieldOffset(264)] public ulong Head;
    [FieldOffset(272)] public ulong GetIntent;
    [FieldOffset(280)] public ulong CachedTail;

    /// <summary>Processes that wait until every item is done with. A dead one's bit is cleared by the next process of its slot that opens the queue.</summary>
    [FieldOffset(384)] public ProcessBits Finishers;
}
