namespace AioProcessing.Core.Layout;

/// <summary>Names a block: its class and its index there. Never 0.</summary>
internal readonly record struct BlockId(ulong Bits)
{
    public BlockId(int blockClass, int index) : this(((ulong)(uint)index << 8) | (uint)(blockClass + 1))
    {
    }

    public bool IsNone => Bits == 0;

    public int Class => (int)(Bits & 0xFF) - 1;

    public int Index => (int)(Bits >> 8);

    public long Offset => ArenaLayout.ClassOffset(Class) + (Index * ArenaLayout.BlockBytes(Class));

    public long SizeBytes => ArenaLayout.BlockBytes(Class);
}
