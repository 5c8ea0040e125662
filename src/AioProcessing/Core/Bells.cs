using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Os;

namespace AioProcessing.Core;

// Bells: how one process makes another look at an object. The only thing that is slept on is a process's own doorbell.
//
// WORD      doorbell:  0                15 16       17       18     19
//                     +-------------------+--------+--------+------+--------+
//                     | one bit per group | scan   | peers  | stop | asleep |
//                     +-------------------+--------+--------+------+--------+
//           pending:   one bit per object index modulo 1,024, in 16 groups of 64
//
// A ringer sets the pending bit, then the group's bit, then wakes the sleeper if it saw "asleep". A dispatcher takes them in the opposite
// order: doorbell, then pending. Two objects may share a bit: that costs a look, nothing else.
//
// INVARIANTS
//   I1  A pending bit was set before its group's bit was. So a dispatcher that takes the group's bit finds the pending bit.
//   I2  "asleep" is set only by the dispatcher, by compare-and-swap from 0, so that no bit set before it can be slept through.
//
// IF A PROCESS DIES between the steps of a ring, the bits that it set stay, and the reaper's scan makes everybody look at everything. That is why
//   a ringer never skips a later step because an earlier bit was set already: whoever set that one may be dead, or stopped.
//
// COST      nobody asleep: two loads when the bits are set already, else two atomics. Asleep: one system call of the ringer.
internal sealed class Bells(Arena arena, Doorbell doorbell)
{
    public const uint Scan = 1u << 16;
    public const uint Peers = 1u << 17;
    public const uint Stop = 1u << 18;
    public const uint Asleep = 1u << 19;

    /// <summary>Makes a process look at an object. True when it had been told before and has not looked yet.</summary>
    public bool Ring(int slot, int objectIndex)
    {
        int bit = objectIndex & 1023;
        ref ProcessSlot target = ref arena.Slot(slot);
        ref ulong pending = ref target.Pending[bit >> 6];
        ulong mask = 1ul << (bit & 63);
        bool wasPending = (Atomic.LoadAcquire(ref pending) & mask) != 0 || (Atomic.Or(ref pending, mask) & mask) != 0;
        Call(ref target, 1u << (bit >> 6));
        return wasPending;
    }

    /// <summary>Makes a process act on one of the flags.</summary>
    public void Call(int slot, uint flag) => Call(ref arena.Slot(slot), flag);

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

    private void Call(ref ProcessSlot target, uint flag)
    {
        uint seen = Atomic.LoadAcquire(ref target.Doorbell);
        if ((seen & flag) == 0)
            seen = Atomic.Or(ref target.Doorbell, flag);
        if ((seen & Asleep) != 0)
            doorbell.Wake(ref target.Doorbell);
    }
}
