namespace AioProcessing.Core.Machines;

// ClaimMachine: who may run an item that was sent to a pool worker, the worker or, after all, somebody else; and which results outlive the worker.
//
// WORD      0                            39 40              63
//          +-------------------------------+-----------------+
//   claim  | next                          | epoch           |
//          +-------------------------------+-----------------+
//   next:  number of the first item that nobody has claimed; items are numbered in the order in which they are sent.
//   epoch: +1 per recall. A message says in which epoch it was sent.
//          0                                               63
//          +-------------------------------------------------+
//   committed | bytes of records that are whole              |
//          +-------------------------------------------------+
//
// STATES    Open(e, n): items below n are the worker's, or done; items from n on are the pool's to take back. There is no other state.
//
// TRANSITIONS                          who      how
//   T1  Open(e, n) → Open(e, n+1)      worker   CAS, full fence: it runs item n, which was sent in epoch e
//   T2  Open(e, n) → Open(e+1, n)      pool     CAS, full fence: all items from n on are the pool's again; it may send others under their numbers
//   T3  committed c → c + r            worker   store release, after the record's bytes
//   T4  committed c → 0                worker   store release, after the records were delivered through the queue
//
// INVARIANTS
//   I1  An item is claimed once in each epoch, and a recalled one never: T1 expects the epoch of the item's message.
//   I2  Below n, an item without a whole record, neither in the sheet nor delivered, is one that the worker is running.
//   I3  Records below the committed count are whole.
//
// IF A PROCESS DIES
//   worker, before T1         the item is the pool's: it is sent to another worker, and nobody has seen it.
//   worker, after T1          the item was begun, perhaps: this one, and no other, is lost with the worker (I2).
//   worker, before T3         the same: a result that nobody has seen.
//   worker, between T3 and T4 the pool finds the record in the queue, in the sheet, or in both; it takes the first and passes over the second.
//   pool                      its workers die with it.
//
// NO LOST WAKE-UP  Nobody waits for these words. A worker that fails T1 drops the message; whatever the pool sends next wakes it.
// COST      a claim: one uncontended CAS, 5 to 10 ns. A commit: a store. 33 KiB per worker.
// NOT HERE  sending and receiving (SharedQueue), what the records say (Pools).
// TESTED BY Interleavings/Machines/ClaimMachineTests, Tests/Pools.
// PRIOR ART the bottom index of a work-stealing deque (Chase and Lev), with an epoch where theirs has a second index.
internal static class ClaimMachine
{
    /// <summary>T1. False when the item was recalled: then all that came with it and after it in this epoch was.</summary>
    public static bool TryClaim(ref ulong claim, ulong epoch, ulong number)
    {
        var open = new ClaimWord(epoch, number);
        return Atomic.TrySwap(ref claim, open.Bits, open.Claimed().Bits);
    }

    /// <summary>T2. The number of the first item that the worker will not run any more.</summary>
    public static ClaimWord Recall(ref ulong claim)
    {
        while (true)
        {
            ClaimWord seen = Read(ref claim);
            if (Atomic.TrySwap(ref claim, seen.Bits, seen.Recalled().Bits))
                return seen.Recalled();
        }
    }

    public static ClaimWord Read(ref ulong claim) => new(Atomic.LoadAcquire(ref claim));

    /// <summary>T3 and T4.</summary>
    public static void Commit(ref ulong committed, int bytes) => Atomic.StoreRelease(ref committed, (ulong)bytes);

    /// <summary>I3.</summary>
    public static int ReadCommitted(ref ulong committed) => (int)Atomic.LoadAcquire(ref committed);
}

/// <summary>A work sheet's claim word.</summary>
internal readonly record struct ClaimWord(ulong Bits)
{
    private const int EpochShift = 40;
    private const ulong NextMask = (1ul << EpochShift) - 1;

    public ClaimWord(ulong epoch, ulong next) : this((epoch << EpochShift) | (next & NextMask))
    {
    }

    public ulong Next => Bits & NextMask;

    public ulong Epoch => Bits >> EpochShift;

    public ClaimWord Claimed() => new(Epoch, Next + 1);

    public ClaimWord Recalled() => new(Epoch + 1, Next);
}
