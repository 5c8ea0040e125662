using System.Runtime.InteropServices;

namespace AioProcessing.Core.Layout;

/// <summary>Search hints of one block class. Neither is trusted: a block's own word decides.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct BlockClassHead
{
    /// <summary>One more than the highest index ever taken; bounds the reaper's scan. Only grows.</summary>
    [FieldOffset(0)] public ulong High;

    /// <summary>The index freed last: its pages are warm.</summary>
    [FieldOffset(8)] public ulong Hint;
}
