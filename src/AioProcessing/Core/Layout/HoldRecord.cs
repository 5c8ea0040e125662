using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>Which item of which queue a block holds. One for each block.</summary>
/// <remarks><code>
///   0        8              16              24        32
///   +--------+--------------+---------------+---------+
///   | hold   | length, bytes| queue: index, | carried |
///   |        |              | generation    |         |
///   +--------+--------------+---------------+---------+
/// </code></remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct HoldRecord
{
    public const int Bytes = 32;

    /// <summary>A <see cref="Machines.HoldWord"/>; 0 = no item.</summary>
    [FieldOffset(0)] public ulong Hold;

    [FieldOffset(8)] public ulong LengthBytes;
    [FieldOffset(16)] public uint QueueIndex;
    [FieldOffset(20)] public uint QueueGeneration;

    /// <summary>Where the block names the objects that its item refers to (CarryMachine).</summary>
    [FieldOffset(24)] public ulong Carried;
}
