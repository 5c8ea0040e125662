using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

/// <summary>What a process inside a ring's side is about to do with a block, for whoever has to finish or undo it.</summary>
/// <remarks><code>
///   0        3 4               23 24           31 32              62
///   +---------+------------------+---------------+-----------------+
///   | class+1 | index            | sequence      | count           |   0 = nothing
///   +---------+------------------+---------------+-----------------+
/// </code></remarks>
internal readonly record struct BlockIntent(ulong Bits)
{
    private const int IndexShift = 4;
    private const int SequenceShift = 24;
    private const int CountShift = 32;

    /// <param name="block">The block that changes hands.</param>
    /// <param name="word">Its word, while the process owns it.</param>
    /// <param name="count">The count that the commit will write (put), or replace (get).</param>
    public BlockIntent(BlockId block, BlockWord word, ulong count) : this(
        (uint)(block.Class + 1) | ((ulong)(uint)block.Index << IndexShift) |
        ((ulong)(word.Sequence & BlockWord.ShortSequenceMask) << SequenceShift) | (count << CountShift))
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BlockIntent WithCount(ulong count) => new((Bits & ((1ul << CountShift) - 1)) | (count << CountShift));

    public bool IsNothing => Bits == 0;

    public BlockId Block => new((int)(Bits & 15) - 1, (int)((Bits >> IndexShift) & 0xFFFFF));

    public uint Sequence => (uint)(Bits >> SequenceShift) & BlockWord.ShortSequenceMask;

    public ulong Count => Bits >> CountShift;
}
