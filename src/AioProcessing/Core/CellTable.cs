using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core;

/// <summary>The places of a list in shared bytes, each with the room it was made with (<see cref="CellRecord"/>).</summary>
internal readonly unsafe struct CellTable(byte* start)
{
    private const int CountBytes = sizeof(ulong);

    public int Count => (int)*(ulong*)start;

    /// <summary>The bytes that a table takes whose places have room for so many each.</summary>
    public static long SizeFor(ReadOnlySpan<int> capacities)
    {
        long size = CountBytes + ((long)capacities.Length * Unsafe.SizeOf<CellRecord>());
        foreach (int capacity in capacities)
            size += 2 * RoundUp(capacity);
        return size;
    }

    /// <summary>Writes the places into zeroed bytes that nobody else can see yet. Each holds nothing: kind 0, no content.</summary>
    public static CellTable Prepare(byte* start, ReadOnlySpan<int> capacities)
    {
        *(ulong*)start = (ulong)capacities.Length;
        var table = new CellTable(start);
        long offset = CountBytes + ((long)capacities.Length * Unsafe.SizeOf<CellRecord>());
        for (int i = 0; i < capacities.Length; i++)
        {
            table[i] = new CellRecord { Offset = (ulong)offset, Capacity = (ulong)RoundUp(capacities[i]) };
            offset += 2 * RoundUp(capacities[i]);
        }

        return table;
    }

    public int CapacityOf(int index) => (int)Math.Min(this[index].Capacity, int.MaxValue);

    public CellWord Look(int index) => CellMachine.Look(ref this[index]);

    /// <inheritdoc cref="CellMachine.TryCopy"/>
    public bool TryCopy(int index, CellWord seen, Span<byte> to) => CellMachine.TryCopy(ref this[index], start, seen, to);

    /// <inheritdoc cref="CellMachine.Write"/>
    public void Write(int index, byte kind, ReadOnlySpan<byte> content) => CellMachine.Write(ref this[index], start, kind, content);

    private ref CellRecord this[int index] => ref ((CellRecord*)(start + CountBytes))[index];

    private static long RoundUp(long bytes) => (bytes + 7) & ~7L;
}
