namespace AioProcessing.Core.Machines;

// LifeMachine: an object's header is given out, kept while anybody holds a handle or one is on its way, and given back once.
//
// WORD      0     5 6                          23 24              43 44             63
//          +-------+-----------------------------+------------------+-----------------+
//   Live   | kind  | version                     | pins             | generation      |
//   Claimed| kind  | 0 | owner's tag (32 bits)                  | 0 | generation      |
//          +-------+-----------------------------+------------------+-----------------+
//   version: +1 per pin, so that a free that looked at the openers before a pin and after its release is refused.
//   pins:    references that are in flight and have no other keeper: on a socket, or in the result of a process.
//
// STATES    Free      kind 0; the generation is the next one
//           Claimed   being made, or being taken apart, by the owner named
//           Live(k)   in use; kind k says which machine its state word belongs to
//
// TRANSITIONS                              who          how
//   T1  Free → Claimed(me)                 maker        CAS; then it writes state and block, and sets its opener bit
//   T2  Claimed(me) → Live                 maker        store, release
//   T3  Live → Live, pins+1, version+1     sender       CAS; the sender holds a handle, so the object cannot go meanwhile
//   T4  Live → Live, pins-1                receiver     CAS, after it set its own opener bit
//   T5  Live, pins 0 → Claimed(me)         last closer  CAS on the very word it read before it found no live opener, and no block that names the object (CarryMachine)
//   T6  Claimed(me) → Free(g+1)            owner        store, release, after the block is given back and the words are zeroed
//   T7  Claimed(dead) → Claimed(me)        reaper       CAS; then as T6
//   T8  Live → Live, version+1             opener without a pin   CAS, after it set its own opener bit; when it fails, the bit goes again
//
// INVARIANTS
//   I1  A handle, a pin, or a block that names it implies Live in the handle's generation.
//   I2  An opener bit is set before the pin that protected the opening goes (T4), or before T2, or before T8.
//   I3  A word that a free expects (T5) has been neither pinned (T3) nor renewed (T8) since it was read: the version would differ.
//
// IF A PROCESS DIES
//   after T1   Claimed(dead): T7. Its block, if any, still carries its tag and goes with its other blocks.
//   after T2   its opener bit is that of a dead process and does not count; the reaper tries T5 for every object.
//   after T3   before the reference was delivered: the pin stays and the object lives until the arena ends. Nothing breaks; it is a leak of
//              512 bytes and the object's block, and needs a death within microseconds.
//   around T8  its opener bit is that of a dead process and does not count. That is why a name is not opened by way of a pin.
//   after T5   Claimed(dead): T7 goes on taking it apart; each step is repeatable.
//
// NO LOST WAKE-UP  Nobody waits here.
// COST      making: a search from a hint, two atomics. Crossing: two compare-and-swaps. Opening by name: two atomics. Closing: a bitmap scan.
// NOT HERE  handles of this process (ObjectTable), what a kind's block contains (the kind's own machine).
// TESTED BY Interleavings/Machines/LifeMachineTests.
// PRIOR ART hazard-style "publish before you let go"; sequence-stamped reference counts.
internal static class LifeMachine
{
    /// <summary>T1.</summary>
    public static bool TryClaim(ref ulong life, ProcessTag me, out uint generation)
    {
        var seen = new LifeWord(Atomic.LoadAcquire(ref life));
        generation = seen.Generation;
        return seen.IsFree && Atomic.TrySwap(ref life, seen.Bits, LifeWord.Claimed(me, generation).Bits);
    }

    /// <summary>T2.</summary>
    public static void Publish(ref ulong life, ObjectKind kind, uint generation) =>
        Atomic.StoreRelease(ref life, LifeWord.Live(kind, generation).Bits);

    /// <summary>T3. False when the object of that generation is gone.</summary>
    public static bool TryPin(ref ulong life, uint generation)
    {
        while (true)
        {
            var seen = new LifeWord(Atomic.LoadAcquire(ref life));
            if (!seen.IsLive(generation))
                return false;
            if (Atomic.TrySwap(ref life, seen.Bits, seen.Pinned().Bits))
                return true;
        }
    }

    /// <summary>T4. True when that was the last pin.</summary>
    public static bool Unpin(ref ulong life, uint generation)
    {
        while (true)
        {
            var seen = new LifeWord(Atomic.LoadAcquire(ref life));
            if (!seen.IsLive(generation) || seen.Pins == 0)
                return false;
            if (Atomic.TrySwap(ref life, seen.Bits, seen.Unpinned().Bits))
                return seen.Pins == 1;
        }
    }

    /// <summary>T8. False when the object of that generation is gone.</summary>
    public static bool TryRenew(ref ulong life, uint generation)
    {
        while (true)
        {
            var seen = new LifeWord(Atomic.LoadAcquire(ref life));
            if (!seen.IsLive(generation))
                return false;
            if (Atomic.TrySwap(ref life, seen.Bits, seen.Renewed().Bits))
                return true;
        }
    }

    /// <summary>T5. <paramref name="seen"/> was read before the openers were.</summary>
    public static bool TryTakeApart(ref ulong life, LifeWord seen, ProcessTag me) =>
        Atomic.TrySwap(ref life, seen.Bits, LifeWord.Claimed(me, seen.Generation).Bits);

    /// <summary>T7.</summary>
    public static bool TryTakeOver(ref ulong life, LifeWord seen, ProcessTag me) => TryTakeApart(ref life, seen, me);

    /// <summary>T6.</summary>
    public static void Free(ref ulong life, uint generation) =>
        Atomic.StoreRelease(ref life, LifeWord.Free(generation + 1).Bits);
}

/// <summary>What an object header is.</summary>
internal enum ObjectKind
{
    None,
    Lock,
    Event,
    Queue,
    Semaphore,
    ReaderWriterLock,
    Condition,
    Barrier,
    Memory,
    WorkSheet,
    PipeEnd,

    /// <summary>In the word of a claimed header only.</summary>
    Claimed = 63,
}

/// <summary>An object's life word.</summary>
internal readonly record struct LifeWord(ulong Bits)
{
    private const int VersionShift = 6;
    private const int PinsShift = 24;
    private const int GenerationShift = 44;
    private const ulong VersionMask = (1 << 18) - 1;
    private const ulong PinsMask = (1 << 20) - 1;

    public ObjectKind Kind => (ObjectKind)(Bits & 63);

    public uint Generation => (uint)(Bits >> GenerationShift);

    public uint Pins => IsClaimed ? 0 : (uint)((Bits >> PinsShift) & PinsMask);

    public bool IsFree => Kind == ObjectKind.None;

    public bool IsClaimed => Kind == ObjectKind.Claimed;

    /// <summary>Whose claim it is.</summary>
    public ProcessTag Owner => IsClaimed ? new((uint)(Bits >> VersionShift)) : default;

    public static LifeWord Claimed(ProcessTag owner, uint generation) =>
        new((ulong)ObjectKind.Claimed | ((ulong)owner.Bits << VersionShift) | ((ulong)generation << GenerationShift));

    public static LifeWord Live(ObjectKind kind, uint generation) => new((ulong)kind | ((ulong)generation << GenerationShift));

    public static LifeWord Free(uint generation) => new((ulong)generation << GenerationShift);

    public bool IsLive(uint generation) => !IsFree && !IsClaimed && Generation == (generation & 0xFFFFF);

    public LifeWord Pinned() => new(Renewed().Bits + (1ul << PinsShift));

    public LifeWord Renewed()
    {
        ulong version = ((Bits >> VersionShift) + 1) & VersionMask;
        return new((Bits & ~(VersionMask << VersionShift)) | (version << VersionShift));
    }

    public LifeWord Unpinned() => new(Bits - (1ul << PinsShift));
}
