using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace AioProcessing.Torture;

/// <summary>
/// What the detectors know: who is at work, who was killed, and who sits where. Plain memory in a file, so that nothing of the library stands between
/// a mistake of the library and the eye that must see it.
/// </summary>
/// <remarks>
/// A seat is taken after the right to it was acquired, and left before that is released. So whoever finds a living process in his seat has caught
/// two owners at once. A dead one there is what a kill left behind.
/// </remarks>
internal sealed unsafe class Board : IDisposable
{
    /// <summary>The process that is never killed.</summary>
    public const int Survivor = 0;

    private const int MaxProcesses = 1 << 20;
    private const int MaxSeats = 256;
    private const int MaxRecoveries = 1 << 18;
    private const int LineLongs = 8;
    private const int RecordLongs = 4;
    private const long RecoveriesOffset = MaxSeats * LineLongs;
    private const long RecordsOffset = RecoveriesOffset + MaxRecoveries;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _memory;
    private readonly bool _isOwner;

    private Board(string path, bool isOwner)
    {
        FilePath = path;
        _isOwner = isOwner;
        const long Bytes = (RecordsOffset + ((long)MaxProcesses * RecordLongs)) * sizeof(long);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Bytes); // Sparse: only pages that somebody touched exist.
        _view = _file.CreateViewAccessor(0, Bytes);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _memory = (long*)start;
    }

    public string FilePath { get; }

    public static Board Create() => new(Path.Combine(Path.GetTempPath(), $"torture-{Environment.ProcessId}-{Guid.NewGuid():N}"), isOwner: true);

    public static Board Open(string path) => new(path, isOwner: false);

    /// <summary>This process is <paramref name="number"/>, and at work from now on.</summary>
    public void Enter(int number)
    {
        long* record = Record(number);
        record[1] = ProcStat.Read(Environment.ProcessId).StartTime;
        Volatile.Write(ref record[0], Environment.ProcessId);
    }

    public bool IsAtWork(int number) => Volatile.Read(ref Record(number)[0]) != 0;

    /// <summary>So many items of this producer are in the queue for good: their puts have returned.</summary>
    public void NoteProgress(int number, long count) => Volatile.Write(ref Record(number)[3], count);

    public long Progress(int number) => Volatile.Read(ref Record(number)[3]);

    /// <summary>To be called just before the kill.</summary>
    public void NoteKill(int number)
    {
        Volatile.Write(ref Record(number)[2], Stopwatch.GetTimestamp());
        Interlocked.Increment(ref Record(Survivor)[3]);
    }

    /// <summary>How many were killed so far.</summary>
    public long Kills => Volatile.Read(ref Record(Survivor)[3]);

    /// <summary>Sits down, unless a living process sits there.</summary>
    public Claim Take(int seat, int number)
    {
        ref long word = ref _memory[seat * LineLongs];
        while (true)
        {
            long seen = Interlocked.CompareExchange(ref word, number + 1, 0);
            if (seen == 0)
                return Claim.WasFree;
            if (!IsDead((int)seen - 1))
                return Claim.Refused;
            if (Interlocked.CompareExchange(ref word, number + 1, seen) == seen)
                return Claim.WasADeadOnes;
        }
    }

    public void Leave(int seat) => Interlocked.Exchange(ref _memory[seat * LineLongs], 0);

    /// <summary>A seat used as a number: adds to it, and returns what it is then.</summary>
    public long Add(int seat, long by) => Interlocked.Add(ref _memory[seat * LineLongs], by);

    /// <summary>Who sits there; null when nobody does.</summary>
    public int? Occupant(int seat) => Volatile.Read(ref _memory[seat * LineLongs]) is not 0 and long word ? (int)word - 1 : null;

    /// <summary>A number that was killed, and whose process is no more, or a corpse. A stopped one is alive.</summary>
    public bool IsDead(int number)
    {
        long* record = Record(number);
        if (Volatile.Read(ref record[2]) == 0)
            return false;
        ProcStat stat = ProcStat.Read((int)record[0]);
        return stat.State is 'Z' or 'X' || stat.StartTime != record[1];
    }

    /// <summary>The seat of <paramref name="dead"/> has its next owner now.</summary>
    public void NoteRecovery(int dead)
    {
        long ticks = Stopwatch.GetTimestamp() - Volatile.Read(ref Record(dead)[2]);
        long index = Interlocked.Increment(ref _memory[RecoveriesOffset]);
        if (index < MaxRecoveries)
            _memory[RecoveriesOffset + index] = ticks;
    }

    /// <summary>From kill to next owner, in milliseconds.</summary>
    public IEnumerable<double> RecoveriesMs()
    {
        long count = Math.Min(_memory[RecoveriesOffset], MaxRecoveries - 1);
        var found = new List<double>();
        for (long i = 1; i <= count; i++)
            found.Add(_memory[RecoveriesOffset + i] * 1000.0 / Stopwatch.Frequency);
        return found;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        if (_isOwner)
            File.Delete(FilePath);
    }

    private long* Record(int number)
    {
        if (number is < 0 or >= MaxProcesses)
            throw new InvalidOperationException($"The board has room for {MaxProcesses:N0} processes; number {number} is none of them.");
        return _memory + RecordsOffset + ((long)number * RecordLongs);
    }
}

/// <summary>How a seat was found.</summary>
internal enum Claim
{
    WasFree,
    WasADeadOnes,
    Refused,
}
