using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;

namespace AioProcessing.Core;

/// <summary>One 64-bit word per process slot, in a block that belongs to an object: what each process holds of it, or does at it.</summary>
/// <remarks>A word that its process owns must say whose it is (its tag's generation), because the next process in the slot starts with what the last one left.</remarks>
internal readonly unsafe struct ProcessWords(ulong* words)
{
    public const int Bytes = ArenaLayout.MaxProcesses * sizeof(ulong);

    public ref ulong this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref words[slot];
    }

    /// <summary>Gives a new object zeroed words.</summary>
    public static void Prepare(Participant participant, ObjectHeader* header)
    {
        BlockId block = participant.Blocks.Take(Bytes, participant.Tag);
        new Span<byte>(participant.Arena.Block(block), Bytes).Clear();
        header->Block = block.Bits;
    }

    /// <summary>The words of an object that has them.</summary>
    public static ProcessWords Of(Arena arena, ObjectHeader* header) => new((ulong*)arena.Block(new BlockId(header->Block)));
}
