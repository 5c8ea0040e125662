using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>What the arena knows of one process.</summary>
/// <remarks><code>
///   0            128             256                              384                    1024
///   +------------+---------------+--------------------------------+----------------------+
///   | state word | doorbell      | pending: 1,024 bits, one per   | unused               |
///   | (SlotWord) | (DoorbellWord)| object index modulo 1,024      |                      |
///   +------------+---------------+--------------------------------+----------------------+
/// </code></remarks>
[StructLayout(LayoutKind.Explicit, Size = 1024)]
internal struct ProcessSlot
{
    [FieldOffset(0)] public ulong State;
    [FieldOffset(128)] public uint Doorbell;
    [FieldOffset(256)] public PendingWords Pending;
}

/// <summary>One bit per object index modulo 1,024; 64 of them make a group, which has a bit in the doorbell.</summary>
[InlineArray(Groups)]
internal struct PendingWords
{
    public const int Groups = 16;
    private ulong _first;
}
