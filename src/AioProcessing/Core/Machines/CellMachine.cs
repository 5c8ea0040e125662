using AioProcessing.Core.Layout;

namespace AioProcessing.Core.Machines;

// CellMachine: content of any length in a fixed place is replaced as a whole, whoever reads it or dies meanwhile.
//
// WORD      0        7 8                31 32                     63
//          +----------+------------------+-------------------------+
//          | kind     | version          | length in bytes         |
//          +----------+------------------+-------------------------+
//   kind:    what the content is; the reader's affair.
//   version: +1 per replacement. Its lowest bit says which of the place's two halves is valid.
//
// STATES    Valid(v)  half v & 1 holds the content of version v; the other half is anything
//
// TRANSITIONS                          who       how
//   T1  Valid(v) → Valid(v+1)          writer    fills half (v+1) & 1, then one store, release. Writers exclude each other, by a lock that
//                                                the dead lose
//
// INVARIANTS
//   I1  A half that the word names is not written. Only T1 of version v+2 writes where version v lies, and that begins after the word says v+1.
//   I2  So a reader that finds the word unchanged after copying has copied one version from end to end.
//
// IF A PROCESS DIES
//   before the store of T1   the word names the old half, which nobody touched: nothing has happened. Who gets the writers' lock next overwrites
//                            what was half written.
//   after it                 it has happened.
//   reading                  it changed nothing.
//
// NO LOST WAKE-UP  Nobody waits here. A reader that meets a change looks again; one that is stopped in T1 stops no reader.
// COST      reading: two loads of the word and a copy. Writing: a copy and a store. Memory: twice the capacity, and 24 bytes.
//           A reader that sleeps through 16,777,216 replacements of equal kind and length within one copy would not see them; it would have to
//           be stopped there for longer than that takes, and at no other time.
// NOT HERE  what kinds there are (Memory), the writers' lock (AioSharedList).
// TESTED BY Interleavings/Machines/CellMachineTests, Tests/Memory/AioSharedListTests.
// PRIOR ART sequence locks; shadow copies with one commit word.
internal static unsafe class CellMachine
{
    /// <summary>T1. The caller holds the writers' lock, and has seen that the content fits.</summary>
    public static void Write(ref CellRecord cell, byte* list, byte kind, ReadOnlySpan<byte> content)
    {
        var seen = new CellWord(Atomic.LoadAcquire(ref cell.Word));
        CellWord next = seen.Next(kind, content.Length);
        ulong* half = Half(in cell, list, next);
        for (int at = 0; at < content.Length; at += sizeof(ulong))
            Atomic.StoreRelease(ref half[at / sizeof(ulong)], Take(content[at..]));
        Atomic.StoreRelease(ref cell.Word, next.Bits);
    }

    /// <summary>What the place holds now; its content must then be copied by <see cref="TryCopy"/>.</summary>
    public static CellWord Look(ref CellRecord cell) => new(Atomic.LoadAcquire(ref cell.Word));

    /// <summary>Copies the content that <paramref name="seen"/> names. False when it was replaced meanwhile (I2): look again.</summary>
    public static bool TryCopy(ref CellRecord cell, byte* list, CellWord seen, Span<byte> to)
    {
        ulong* half = Half(in cell, list, seen);
        for (int at = 0; at < seen.Length; at += sizeof(ulong))
            Give(Atomic.LoadAcquire(ref half[at / sizeof(ulong)]), to[at..seen.Length]);
        return Atomic.LoadAfterReads(ref cell.Word) == seen.Bits;
    }

    private static ulong* Half(ref readonly CellRecord cell, byte* list, CellWord of) => (ulong*)(list + cell.Offset + ((of.Version & 1) * cell.Capacity));

    private static ulong Take(ReadOnlySpan<byte> from)
    {
        ulong word = 0;
        from[..Math.Min(from.Length, sizeof(ulong))].CopyTo(new Span<byte>(&word, sizeof(ulong)));
        return word;
    }

    private static void Give(ulong word, Span<byte> to) => new ReadOnlySpan<byte>(&word, Math.Min(to.Length, sizeof(ulong))).CopyTo(to);
}

/// <summary>A list place's word.</summary>
internal readonly record struct CellWord(ulong Bits)
{
    private const int VersionShift = 8;
    private const uint VersionMask = (1 << 24) - 1;
    private const int LengthShift = 32;

    public byte Kind => (byte)Bits;

    public uint Version => (uint)(Bits >> VersionShift) & VersionMask;

    public int Length => (int)(uint)(Bits >> LengthShift);

    public CellWord Next(byte kind, int length) =>
        new(kind | ((ulong)((Version + 1) & VersionMask) << VersionShift) | ((ulong)(uint)length << LengthShift));
}
