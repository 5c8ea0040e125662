namespace AioProcessing.Core;

/// <summary>Names one incarnation of a process in an arena, for ever: slot and generation; 0 = nobody.</summary>
/// <remarks>
/// <code>
///   0            10 11                30 31
///   +--------------+------------------+---+
///   | slot + 1     | generation       | 0 |
///   +--------------+------------------+---+
/// </code>
/// Whatever a process owns in shared memory carries its tag, written by the same instruction that took it. A slot whose generations are used
/// up is never given out again (a million starts), so a tag is never reused: a compare-and-swap that expects a dead tag can only succeed
/// on what that dead process left.
/// </remarks>
internal readonly record struct ProcessTag(uint Bits)
{
    public const int SlotBits = 11;
    public const uint MaxGeneration = (1u << (31 - SlotBits)) - 1;

    public ProcessTag(int slot, uint generation) : this((generation << SlotBits) | (uint)(slot + 1))
    {
    }

    public bool IsNobody => Bits == 0;

    public int Slot => (int)(Bits & ((1u << SlotBits) - 1)) - 1;

    public uint Generation => Bits >> SlotBits;
}
