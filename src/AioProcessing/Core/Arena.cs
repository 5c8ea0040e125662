using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Core;

/// <summary>The shared memory of a process tree or of a named context: typed access to the records of <see cref="ArenaLayout"/>.</summary>
internal sealed unsafe class Arena : IDisposable
{
    private readonly SharedMapping _mapping;
    private readonly byte* _base;

    private Arena(SharedMapping mapping)
    {
        _mapping = mapping;
        _base = mapping.Base;
        Backing = new Backing(this, mapping);
    }

    public int Descriptor => _mapping.Descriptor;

    public Backing Backing { get; }

    public ref ArenaHeader Header => ref *(ArenaHeader*)_base;

    /// <summary>Where <see cref="ArenaHeader.HighSlot"/> lies, for those who read it all the time.</summary>
    public ulong* HighSlot => (ulong*)Unsafe.AsPointer(ref Header.HighSlot);

    /// <summary>Writes the header of fresh, zeroed memory.</summary>
    /// <exception cref="AioContextException">There is no room for it.</exception>
    public static Arena Create(SharedMapping mapping, ulong identity = 0, ulong pidScope = 0)
    {
        var arena = new Arena(mapping);
        arena.Backing.Start();
        ref ArenaHeader header = ref arena.Header;
        header.Magic = ArenaLayout.Magic;
        header.Version = ArenaLayout.Version;
        header.TotalBytes = (ulong)mapping.SizeBytes;
        header.Identity = identity;
        header.PidScope = pidScope;
        Atomic.StoreRelease(ref header.Ready, 1);
        return arena;
    }

    /// <exception cref="AioContextException">The memory is not an arena of this version.</exception>
    public static Arena Attach(SharedMapping mapping)
    {
        var arena = new Arena(mapping);
        _ = Atomic.LoadAcquire(ref arena.Header.Ready);
        return FindFault(arena.Header) is { } fault
            ? throw new AioContextException($"Shared memory cannot be joined: {fault} Run the same version of AioProcessing in all processes.")
            : arena;
    }

    /// <summary>Why memory that begins like this is no arena of this build; null = it is one.</summary>
    public static string? FindFault(in ArenaHeader header)
    {
        if (header.Ready != 1 || header.Magic != ArenaLayout.Magic)
            return $"its magic number is {header.Magic:x}, expected {ArenaLayout.Magic:x}: it is damaged or no AioProcessing context, or its maker died while making it.";
        return header.Version != ArenaLayout.Version ? $"its layout version is {header.Version}, this build has {ArenaLayout.Version}." : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ProcessSlot Slot(int index) => ref ((ProcessSlot*)(_base + ArenaLayout.ProcessSlotsOffset))[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ObjectHeader* Object(int index) => (ObjectHeader*)(_base + ArenaLayout.ObjectsOffset) + index;

    public ref BlockClassHead ClassHead(int blockClass) => ref ((BlockClassHead*)(_base + ArenaLayout.ClassHeadsOffset))[blockClass];

    public ref ulong BlockWord(int blockClass, int index) =>
        ref ((ulong*)(_base + ArenaLayout.BlockWordsOffset))[((long)blockClass * ArenaLayout.MaxBlocksPerClass) + index];

    /// <summary>How much of a block is backed, in pages from its start; for its owner.</summary>
    public ref uint BackedPages(BlockId block) =>
        ref ((uint*)(_base + ArenaLayout.BackedPagesOffset))[((long)block.Class * ArenaLayout.MaxBlocksPerClass) + block.Index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HoldRecord* Hold(BlockId block) =>
        (HoldRecord*)(_base + ArenaLayout.HoldsOffset) + ((long)block.Class * ArenaLayout.MaxBlocksPerClass) + block.Index;

    public NameRecord* Name(int objectIndex) => (NameRecord*)(_base + ArenaLayout.NamesOffset) + objectIndex;

    public byte* Block(BlockId block) => _base + block.Offset;

    public void Discard(BlockId block, long sizeBytes)
    {
        Backing.Forget(block);
        _mapping.Discard(block.Offset, sizeBytes);
    }

    public long OffsetOf(byte* address) => address - _base;

    /// <summary>The error for memory that <see cref="Backing"/> could not get.</summary>
    public AioContextException NoRoom(long sizeBytes) => _mapping.NoRoom(sizeBytes);

    public void Dispose() => _mapping.Dispose();
}
