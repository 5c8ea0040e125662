namespace AioProcessing.Core.Machines;

// PipeEndMachine: an end of a pipe goes with its last handle, and the other end learns of it after all that was sent.
//
// WORD      a ring's "writers" and "readers": an ObjectInstance, the end's; 0 = the ring is no pipe's, and nobody goes
//           an end's state:  0            31 32           63
//                           +---------------+---------------+
//                           | inbox + 1     | outbox + 1    |     object indexes of its two rings
//                           +---------------+---------------+
//           Whether an end is there is no word of its own: it is the life word of the end's header (LifeMachine).
//
// STATES    Open    the life word is Live in the generation that the ring names: somebody has a handle on the end, or one is on its way
//           Gone    it is anything else; so it stays, because generations only go up
//
// TRANSITIONS                                  who                how
//   T1  no pipe → Open                         maker              plain stores of the names, before anybody else has a handle
//   T2  Open → Gone                            last closer        the compare-and-swap of LifeMachine T5, full fence
//   T3  everybody who waits at the two rings is rung              whoever takes the end apart, after T2; repeatable
//   T4  "empty" → "ended"                      reader             a load of the writers' life word; if Gone, one more look at the ring
//   T5  put → "broken"                         writer             a load of the readers' life word, before the put
//
// INVARIANTS
//   I1  A writer has a handle on its end from before its put until after it. So what was put before T2 lies in the ring at T2.
//   I2  A reader that says "ended" (T4) looked at the ring after T2, and it was empty: it had everything.
//   I3  A ring lives as long as either end: both have handles on both rings. An end keeps neither the other one nor itself.
//
// IF A PROCESS DIES
//   with an end  its opener bit does not count any more; the reaper makes T2 for each end that nobody else has (LifeMachine T5).
//   in a put     the item is in the ring whole, or not there (RingMachine T3). T2 comes after that in either case.
//   after T2     before T3: the claim on the header is that of a dead process; whoever takes it over does T3. And after each death all look again.
//
// NO LOST WAKE-UP  A reader or writer publishes its waiter bit (full fence) and then reads the life word (T4, T5); T2 is a full fence, and the
//   bits are read after it (T3). One of the two sees the other.
// COST      a put: one load of a line that changes only when references cross. A get that finds something: nothing.
// NOT HERE  what is in the rings (RingMachine), who has handles (ObjectTable), what ends a wait (SharedQueue).
// TESTED BY Interleavings/Machines/PipeEndMachineTests, Tests/Connections/RingPipeTests, Tests/AcrossProcesses/PipeDeathTests.
// PRIOR ART the reference counts of a kernel's pipe ends; generation-stamped weak references.
internal static unsafe class PipeEndMachine
{
    /// <summary>T4 and T5: whether the end that a ring names is gone. False for a ring that is no pipe's.</summary>
    public static bool IsGone(Arena arena, ulong end)
    {
        if (end == 0)
            return false;
        var name = new ObjectInstance(end);
        return !new LifeWord(Atomic.LoadAcquire(ref arena.Object(name.Index)->Life)).IsLive(name.Generation);
    }

    /// <summary>T1, the end's part: which rings it has.</summary>
    public static void SetRings(ref ulong state, int inbox, int outbox) =>
        Atomic.StoreRelease(ref state, (uint)(inbox + 1) | ((ulong)(uint)(outbox + 1) << 32));

    /// <summary>The rings of an end for T3; -1 = its maker died before it had one.</summary>
    public static (int Inbox, int Outbox) Rings(ref ulong state)
    {
        ulong seen = Atomic.LoadAcquire(ref state);
        return ((int)(uint)seen - 1, (int)(uint)(seen >> 32) - 1);
    }
}
