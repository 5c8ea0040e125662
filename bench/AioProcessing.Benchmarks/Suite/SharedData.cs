using AioProcessing.Benchmarks.Aio;
using AioProcessing.Benchmarks.Harness;
using AioProcessing.Benchmarks.InProcess;
using AioProcessing.Benchmarks.Raw;

namespace AioProcessing.Benchmarks.Suite;

/// <summary>Shared memory, values, arrays and lists.</summary>
internal static class SharedData
{
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("ValueAdd.Uncontended", Unit.Nanoseconds)
        {
            Measures = "add 1 to a shared number, nobody else touches it",
            Entries =
            [
                new("raw Interlocked.Add", () => new InterlockedAdd()),
                new("AioValue<long>.Add", () => new AioValueAdd()),
                new("AioValue<double>.Add", () => new AioValueAddDouble()),
                new("AioValue<long> under its lock, awaited", () => new AioValueAddUnderLock()),
            ],
            Python = [new("CPython Value under its lock", "lock", "Value: with get_lock(): value += 1")],
        },
        new("ValueAdd.Contended", Unit.Nanoseconds)
        {
            Measures = "the same by two processes at once: total time per addition",
            Entries = [new("raw Interlocked.Add", () => new InterlockedAddContended()), new("AioValue<long>.Add", () => new AioValueAddContended())],
        },
        new("ArraySum", Unit.Nanoseconds)
        {
            Measures = "one of 16,384 integers added up",
            Entries =
            [
                new("int[], vectors (this process only)", () => new ArraySum()),
                new("AioArray<int>.Span, vectors", () => new AioArraySum()),
                new("int[], one by one, volatile (this process only)", () => new ArrayIndexedSum()),
                new("AioArray<int>[i], one by one", () => new AioArrayIndexedSum()),
            ],
            Python = [new("CPython RawArray element", "shm", "RawArray('i') element read"), new("CPython Array element", "shm", "Array('i') element read (locked)")],
        },
        new("ListItem", Unit.Nanoseconds)
        {
            Measures = "an integer of a shared list read",
            Entries = [new("AioSharedList[i]", () => new AioListRead())],
            Python = [new("CPython ShareableList item", "shm", "ShareableList item read")],
        },
        Bandwidth("64KiB", 64 << 10),
        Bandwidth("1MiB", 1 << 20),
        Bandwidth("64MiB", 64 << 20) with
        {
            // Beyond the caches, and larger than what the other limit maps.
            Entries = [new("memcpy within this process", () => new ArrayCopy(64 << 20)), .. Ours(64 << 20)],
            Python = [new("CPython SharedMemory", "shm", "SharedMemory write 64 MiB (parent, pages warm)")],
        },
        new("MemoryMake", Unit.Microseconds)
        {
            Measures = "make it and let go of it",
            Entries =
            [
                new("raw memory file of 4 KiB", () => new MemoryFileMake(4096)),
                new("raw memory file of 1 MiB", () => new MemoryFileMake(1 << 20)),
                new("AioValue<long>, raw: in its header", () => new AioMake(() => new AioValue<long>(1, isRaw: true))),
                new("AioValue<long> with its lock", () => new AioMake(() => new AioValue<long>(1))),
                new("AioSharedMemory of 4 KiB: in a block", () => new AioMake(() => AioSharedMemory.Create(4096))),
                new("AioSharedMemory of 1 MiB: in a block", () => new AioMake(() => AioSharedMemory.Create(1 << 20))),
                new("AioSharedMemory of 4 KiB with a name: in a file", () => new AioMake(() => AioSharedMemory.Create($"bench-{Environment.ProcessId}", 4096))),
            ],
            Python = [new("CPython SharedMemory of 4 KiB", "shm", "SharedMemory create(4 KiB)+close+unlink")],
        },
    ];

    private static Benchmark Bandwidth(string name, int bytes) => new($"MemoryBandwidth.{name}", new Unit("GB/s", nanoseconds => bytes / nanoseconds, MoreIsBetter: true))
    {
        Measures = $"{bytes} bytes copied into shared memory that is in use already, and nobody reads",
        Entries = [new("memcpy into shared memory, unread", () => new MemoryCopy(bytes)), .. Ours(bytes)],
    };

    private static Entry[] Ours(int bytes) =>
    [
        new("AioSharedMemory.Span", () => new AioMemoryWrite(bytes, isStream: false)),
        new("AioSharedMemory.AsStream", () => new AioMemoryWrite(bytes, isStream: true)),
    ];
}
