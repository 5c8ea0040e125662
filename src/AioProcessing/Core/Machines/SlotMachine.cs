using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Core.Machines;

// SlotMachine: who is a member of the arena, under a name (tag) that is never given to anybody else.
//
// WORD      0           21 22            39 40      42 43                 63
//          +--------------+----------------+----------+--------------------+
//          | pid          | start time     | state    | generation         |
//          +--------------+----------------+----------+--------------------+
//   start time: the low 18 bits of the system's ticks since boot. Pid and start time make a recycled pid another process.
//
// STATES    Free       nobody; the generation is the last one used
//           Attaching  claimed by the process named; it owns nothing yet
//           Alive      a member: may own things, may be rung
//           Dying      its process is dead; what it owned is being given back
//
// TRANSITIONS                              who        how
//   T1  Free(g) → Attaching(g+1, process)  joiner     CAS: one instruction says that it is taken and by whom
//   T2  Attaching → Alive                  joiner     CAS, after clearing its stale bits and its doorbell
//   T3  Attaching|Alive → Dying            reaper     CAS, after the system said that this pid of this start time has ended
//   T4  Dying → Free(g)                    reaper     CAS, after everything that carries the tag was given back
//
// INVARIANTS
//   I1  The generation only grows; at its maximum the slot is never claimed again. So a tag names one process for ever.
//   I2  A word in the arena carries a tag only from the time its process was Alive; after T4 no word carries it.
//   I3  The bits of a slot in the object bitmaps are written only by the process Attaching or Alive there.
//
// IF A PROCESS DIES
//   after T1   the slot is Attaching and owns nothing: T3 and T4 apply as they do to a member. Its neighbours were rung before
//              they had to watch it, and whoever watches computes the set from the slots, so a survivor finds it.
//   reaping    the slot stays Dying; every survivor that sees it repeats the repair. Each step is a CAS that expects the dead tag,
//              so two reapers, or one that was stopped half way, do no harm.
//
// NO LOST WAKE-UP  After T4 everybody is rung with ScanAll and looks at every object that it waits for; a notification that died with
//   its sender or its receiver is thereby repeated.
// COST      joining: a scan of the slots and 3 words per object ever made. Nothing afterwards.
// NOT HERE  who watches whom (PeerWatch), what is given back (Reaper).
// TESTED BY Interleavings/Machines/SlotMachineTests.
// PRIOR ART iceoryx2's RobustUniqueIndexSet (ownership is the state); pid plus start time as in every process supervisor.
internal static class SlotMachine
{
    /// <summary>T1. The tag is nobody when every slot is taken.</summary>
    public static ProcessTag Claim(Arena arena, ProcessIdentity process)
    {
        int high = (int)Atomic.LoadAcquire(ref arena.Header.HighSlot);
        for (int index = 0; index < ArenaLayout.MaxProcesses; index++)
        {
            if (index >= high)
                arena.Backing.Slot(index);
            ref ulong state = ref arena.Slot(index).State;
            var seen = new SlotWord(Atomic.LoadAcquire(ref state));
            if (seen.State != SlotState.Free || seen.Generation >= ProcessTag.MaxGeneration)
                continue;
            var next = new SlotWord(process, SlotState.Attaching, seen.Generation + 1);
            RaiseHigh(ref arena.Header.HighSlot, (ulong)index + 1); // First, or a joiner that dies next would leave a slot that nobody looks at.
            if (!Atomic.TrySwap(ref state, seen.Bits, next.Bits))
                continue;
            return new ProcessTag(index, next.Generation);
        }

        return default;
    }

    /// <summary>T2.</summary>
    public static bool Publish(Arena arena, ProcessTag tag) => Move(arena, tag, SlotState.Attaching, SlotState.Alive);

    /// <summary>T3. True also when another reaper was first; false when the tag's time is over.</summary>
    public static bool BeginReaping(Arena arena, ProcessTag tag) =>
        Move(arena, tag, SlotState.Alive, SlotState.Dying) ||
        Move(arena, tag, SlotState.Attaching, SlotState.Dying) ||
        Read(arena, tag.Slot).Is(tag, SlotState.Dying);

    /// <summary>T4.</summary>
    public static bool EndReaping(Arena arena, ProcessTag tag) => Move(arena, tag, SlotState.Dying, SlotState.Free);

    public static SlotWord Read(Arena arena, int slot) => new(Atomic.LoadAcquire(ref arena.Slot(slot).State));

    /// <summary>Whether a member may still act under this tag.</summary>
    public static bool IsAlive(Arena arena, ProcessTag tag) => Read(arena, tag.Slot).Is(tag, SlotState.Alive);

    /// <summary>Whether nobody will ever again act under this tag.</summary>
    public static bool IsDead(Arena arena, ProcessTag tag)
    {
        SlotWord word = Read(arena, tag.Slot);
        return word.Generation != tag.Generation || word.State is SlotState.Free or SlotState.Dying;
    }

    public static void RaiseHigh(ref ulong high, ulong value)
    {
        ulong seen = Atomic.LoadAcquire(ref high);
        while (seen < value && !Atomic.TrySwap(ref high, seen, value))
            seen = Atomic.LoadAcquire(ref high);
    }

    private static bool Move(Arena arena, ProcessTag tag, SlotState from, SlotState to)
    {
        ref ulong state = ref arena.Slot(tag.Slot).State;
        var seen = new SlotWord(Atomic.LoadAcquire(ref state));
        return seen.Is(tag, from) && Atomic.TrySwap(ref state, seen.Bits, seen.With(to).Bits);
    }
}

internal enum SlotState
{
    Free,
    Attaching,
    Alive,
    Dying,
}

/// <summary>A process slot's state word.</summary>
internal readonly record struct SlotWord(ulong Bits)
{
    private const int StartShift = 22;
    private const int StateShift = 40;
    private const int GenerationShift = 43;
    private const ulong PidMask = (1 << 22) - 1;
    private const ulong StartMask = (1 << 18) - 1;

    public SlotWord(ProcessIdentity process, SlotState state, uint generation) : this(
        ((ulong)process.Pid & PidMask) | (((ulong)process.StartTime & StartMask) << StartShift) |
        ((ulong)state << StateShift) | ((ulong)generation << GenerationShift))
    {
    }

    public int Pid => (int)(Bits & PidMask);

    public SlotState State => (SlotState)((Bits >> StateShift) & 7);

    public uint Generation => (uint)(Bits >> GenerationShift);

    public bool Is(ProcessTag tag, SlotState state) => Generation == tag.Generation && State == state;

    /// <summary>Whether the slot was claimed by this incarnation, as far as the bits kept can tell.</summary>
    public bool Names(ProcessIdentity process) =>
        Pid == process.Pid && ((Bits >> StartShift) & StartMask) == ((ulong)process.StartTime & StartMask);

    public SlotWord With(SlotState state) => new((Bits & ~(7ul << StateShift)) | ((ulong)state << StateShift));
}
