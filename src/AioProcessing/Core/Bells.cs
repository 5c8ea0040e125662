using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Os;

namespace AioProcessing.Core;

// Bells: how one process makes another look at an object. The only thing that is slept on is a process's own doorbell.
//
// WORD      doorbell:  0                15 16       17       18     19       20      31
//                     +-------------------+--------+--------+------+--------+---------+
//                     | one bit per group | scan   | peers  | stop | asleep | sleep   |      sleep: the number of this sleep modulo 4,096; 0 when awake
//                     +-------------------+--------+--------+------+--------+---------+
//           pending:   one bit per object index modulo 1,024, in 16 groups of 64
//
// A ringer sets the pending bit, then the group's bit, then wakes the sleeper if it saw "asleep". A dispatcher takes them in the opposite
// order: doorbell, then pending. Two objects may share a bit: that costs a look, nothing else.
//
// INVARIANTS
//   I1  A pending bit was set before its group's bit was. So a dispatcher that takes the group's bit finds the pending bit.
//   I2  "asleep" is set only by the dispatcher, by compare-and-swap from 0, so that no bit set before it can be slept through.
//   I3  One wake-up ends one sleep. Who has woken a sleeper by a system call need not do so again before the next sleep, which has another number: on a crowded
//       machine the sleeper may need milliseconds to get a processor, and everything that concerns it would be a system call until then.
//
// IF A PROCESS DIES between the steps of a ring, the bits that it set stay, and the reaper's scan makes everybody look at everything. That is why
//   a ringer never skips a later step because another one set an earlier bit: that one may be dead, or stopped. The calls of a reaper wake in any case: where a slot
//   has a new process, or slept 4,096 times since, a ringer may take a sleep for one that it has ended; but then only if another ringer has come first, who does wake it.
//
// COST      nobody asleep: two loads when the bits are set already, else two atomics. Asleep: one system call of each ringer.
internal sealed class Bells(Arena arena, Doorbell doorbell)
{
    public const uint Scan = 1u << 16;
    public const uint Peers = 1u << 17;
    public const uint Stop = 1u << 18;

    private const uint Asleep = 1u << 19;
    private const uint Rung = Asleep - 1;
    private const int SleepShift = 20;

    // The last sleep of each process that this one has ended; 0 = none.
    private readonly uint[] _ended = new uint[ArenaLayout.MaxProcesses];

    /// <summary>The word of a process that is asleep for the n-th time.</summary>
    public static uint Sleep(uint number) => Asleep | (number << SleepShift);

    /// <summary>What a doorbell's word says besides sleep.</summary>
    public static uint RungOf(uint word) => word & Rung;

    /// <summary>Makes a process look at an object. True when it had been told before and has not looked yet.</summary>
    public bool Ring(int slot, int objectIndex)
    {
        int bit = objectIndex & 1023;
        ref ProcessSlot target = ref arena.Slot(slot);
        ref ulong pending = ref target.Pending[bit >> 6];
        ulong mask = 1ul << (bit & 63);
        bool wasPending = (Atomic.LoadAcquire(ref pending) & mask) != 0 || (Atomic.Or(ref pending, mask) & mask) != 0;
        uint seen = Tell(ref target, 1u << (bit >> 6));
        if ((seen & Asleep) != 0 && ((seen & Rung) == 0 || Volatile.Read(ref _ended[slot]) != (seen & ~Rung)))
        {
            doorbell.Wake(ref target.Doorbell);
            Volatile.Write(ref _ended[slot], seen & ~Rung);
        }

        return wasPending;
    }

    /// <summary>Makes a process act on one of the flags.</summary>
    public void Call(int slot, uint flag)
    {
        ref ProcessSlot target = ref arena.Slot(slot);
        if ((Tell(ref target, flag) & Asleep) != 0)
            doorbell.Wake(ref target.Doorbell);
    }

    /// <summary>Calls every member.</summary>
    public void CallAll(uint flag)
    {
        int high = (int)Atomic.LoadAcquire(ref arena.Header.HighSlot);
        for (int slot = 0; slot < high; slot++)
        {
            if (SlotMachine.Read(arena, slot).State == SlotState.Alive)
                Call(slot, flag);
        }
    }

    // Sets a flag, and gives the word that was there before.
    private static uint Tell(ref ProcessSlot target, uint flag)
    {
        uint seen = Atomic.LoadAcquire(ref target.Doorbell);
        return (seen & flag) != 0 ? seen : Atomic.Or(ref target.Doorbell, flag);
    }
}
