using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>The shared part of one lock, event, queue or piece of memory.</summary>
/// <remarks><code>
///   0        8       16      24           28            32          40          48         64       128         256         384       512
///   +--------+-------+-------+------------+-------------+-----------+-----------+----------+--------+-----------+-----------+---------+
///   | life   | state | block | block kind | was carried | settings  | name hash | returned | small  | waiters 0 | waiters 1 | openers |
///   +--------+-------+-------+------------+-------------+-----------+-----------+----------+--------+-----------+-----------+---------+
/// </code>
/// Each of the last three is a bitmap of processes. A process writes only its own bit in them; the bits of a dead one are ignored by
/// whoever reads them, and cleared by the next process that claims its slot.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct ObjectHeader
{
    /// <summary>A <see cref="Machines.LifeWord"/>.</summary>
    [FieldOffset(0)] public ulong Life;

    /// <summary>The word of the object's own state machine.</summary>
    [FieldOffset(8)] public ulong State;

    /// <summary>The block that belongs to the object, as a <see cref="BlockId"/>; 0 = none.</summary>
    [FieldOffset(16)] public ulong Block;

    /// <summary>What is in the block (an <c>ObjectKind</c>), for whoever takes the object apart: the life word no longer says it then.</summary>
    [FieldOffset(24)] public uint BlockKind;

    /// <summary>1 once a block has named the object (CarryMachine).</summary>
    [FieldOffset(28)] public uint WasCarried;

    /// <summary>What the object's kind needs to know and never changes, such as a limit. A lock's tells who follows it (<c>LockFollowers</c>).</summary>
    [FieldOffset(32)] public ulong Settings;

    /// <summary>For a search by name: a hash that is never 0 of what the object's <see cref="NameRecord"/> says; 0 = it has no name.</summary>
    [FieldOffset(40)] public ulong NameHash;

    /// <summary>
    /// Not 0 while a block may hold an item that came back to the queue (BlockMachine I4). Here and not in the ring, because whoever raises it for a
    /// queue that has just gone must not touch memory that is something else by now; a look in vain does no harm to its next owner.
    /// </summary>
    [FieldOffset(48)] public ulong Returned;

    /// <summary>The content of a piece of memory that fits here; it has no block then.</summary>
    [FieldOffset(64)] public SmallContent Small;

    /// <summary>Processes with parked waits: for the object's state, or for something to take.</summary>
    [FieldOffset(128)] public ProcessBits Waiters0;

    /// <summary>Processes with parked waits of the second kind: for room.</summary>
    [FieldOffset(256)] public ProcessBits Waiters1;

    /// <summary>Processes with an open handle.</summary>
    [FieldOffset(384)] public ProcessBits Openers;
}

/// <summary>A line for content of the user's.</summary>
[InlineArray(Bytes)]
internal struct SmallContent
{
    public const int Bytes = 64;
    private byte _first;
}

/// <summary>One bit per process slot.</summary>
[InlineArray(ArenaLayout.ProcessWords)]
internal struct ProcessBits
{
    private ulong _first;
}
