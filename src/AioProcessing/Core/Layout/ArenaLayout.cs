namespace AioProcessing.Core.Layout;

/// <summary>Where everything lies in an arena. Offsets never move; only pages that somebody touched exist.</summary>
/// <remarks><code>
///   0          4 KiB              1 MiB          2 MiB    16 MiB          1 GiB              + 64 MiB      + 128 MiB     + 384 MiB     2 GiB          ~5 TiB
///   +--------+------------------+--------------+--------+---------------+------------------+-------------+-------------+-------------+----------------+
///   | header | block class heads| process slots|        | object headers| block state words| backed pages| object names| hold records| blocks by class|
///   +--------+------------------+--------------+--------+---------------+------------------+-------------+-------------+-------------+----------------+
/// </code></remarks>
internal static class ArenaLayout
{
    /// <summary>Raised with every change of a record or of a state word's meaning: two builds that differ must not share an arena.</summary>
    public const uint Version = 5;

    public const ulong Magic = 0x31_43_4F_52_50_4F_49_41; // "AIOPROC1"

    /// <summary>Two lines, because the hardware fetches lines in pairs: neighbours 64 bytes apart cost a ring half its speed.</summary>
    public const int ContendedLineBytes = 128;

    public const int MaxProcesses = 1024;
    public const int MaxObjects = 1 << 20;
    public const int ProcessWords = MaxProcesses / 64;

    public const long ClassHeadsOffset = 4 << 10;
    public const long ProcessSlotsOffset = 1 << 20;
    public const long ObjectsOffset = 16 << 20;
    public const long BlockWordsOffset = 1L << 30;
    public const long BackedPagesOffset = BlockWordsOffset + (64 << 20);
    public const long NamesOffset = BlockWordsOffset + (128 << 20);
    public const long HoldsOffset = BlockWordsOffset + (384 << 20);
    public const long BlocksOffset = 2L << 30;

    /// <summary>Block sizes go up by 16 from 4 KiB to 64 GiB: a block's unused tail is address space, not memory.</summary>
    public const int SmallestBlockShift = 12;
    public const int ClassShift = 4;
    public const int ClassCount = 7;
    public const int MaxBlocksPerClass = 1 << 20;
    public const long MaxClassBytes = 1L << 40;

    public static long BlockBytes(int blockClass) => 1L << (SmallestBlockShift + (ClassShift * blockClass));

    public static int BlockCount(int blockClass) => (int)Math.Min(MaxBlocksPerClass, MaxClassBytes / BlockBytes(blockClass));

    public static long ClassOffset(int blockClass)
    {
        long offset = BlocksOffset;
        for (int lower = 0; lower < blockClass; lower++)
            offset += BlockBytes(lower) * BlockCount(lower);
        return offset;
    }

    public static long TotalBytes => ClassOffset(ClassCount);
}
