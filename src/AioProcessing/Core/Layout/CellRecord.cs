using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>One place of a list: where its content lies, and what it is.</summary>
/// <remarks><code>
///   0        8        16         24
///   +--------+--------+----------+
///   | word   | offset | capacity |
///   +--------+--------+----------+
/// </code>A list is its number of places in 8 bytes, these records, and then for each place two halves of its capacity, one of which is valid.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct CellRecord
{
    /// <summary>A <see cref="Machines.CellWord"/>.</summary>
    [FieldOffset(0)] public ulong Word;

    /// <summary>From the list's first byte to the first half; divisible by 8. Never changes.</summary>
    [FieldOffset(8)] public ulong Offset;

    /// <summary>Bytes of one half; divisible by 8. Never changes.</summary>
    [FieldOffset(16)] public ulong Capacity;
}
