using System.Numerics;
using System.Runtime.CompilerServices;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core;

/// <summary>One thing that can be waited for at an object: its bitmap in shared memory, and how processes are told of a change.</summary>
internal abstract unsafe class WaitChannel
{
    private readonly SharedObject _owner;
    private readonly ProcessBits* _bits;
    private readonly ulong* _highSlot;
    private int _lastNotified;

    protected WaitChannel(SharedObject owner, ProcessBits* bits)
    {
        _owner = owner;
        _bits = bits;
        _highSlot = owner.Participant.Arena.HighSlot;
    }

    protected SharedObject Owner => _owner;

    protected Participant Me => _owner.Participant;

    /// <summary>Gives waits of this process what they can have now. Called by the dispatcher after a ring, and by notifiers of this process.</summary>
    public abstract void Wake();

    /// <summary>Ends every wait of this process with an error, and those that come later too.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Tells one waiting process; this one last when <paramref name="othersFirst"/>, else first.</summary>
    /// <remarks>
    /// Call it after the change, which must have been a full fence. A process that was told before and has not looked yet may be stopped, so the
    /// next one is told as well.
    /// </remarks>
    public void NotifyOne(bool othersFirst = false)
    {
        bool meWaiting = IsWaiting(Me.Tag.Slot);
        if (meWaiting && !othersFirst)
        {
            Wake();
            return;
        }

        for (int slot = NextOther(_lastNotified), first = -1; slot >= 0 && slot != first; slot = NextOther(slot))
        {
            if (first < 0)
                first = slot;
            _lastNotified = slot;
            if (!Me.Bells.Ring(slot, _owner.Index))
                return;
        }

        if (meWaiting)
            Wake();
    }

    /// <summary>Makes one waiting process look, and this one too if it waits, without running anything here; may be called in the middle of a try.</summary>
    public void RingOne()
    {
        int slot = NextOther(_lastNotified);
        if (slot >= 0)
            Me.Bells.Ring(_lastNotified = slot, _owner.Index);
        if (IsWaiting(Me.Tag.Slot))
            Me.Bells.Ring(Me.Tag.Slot, _owner.Index);
    }

    /// <summary>Tells every waiting process.</summary>
    public void NotifyAll()
    {
        int words = WordsInUse();
        for (int word = 0; word < words; word++)
        {
            for (ulong bits = Atomic.LoadAcquire(ref (*_bits)[word]); bits != 0; bits &= bits - 1)
            {
                int slot = (word * 64) + BitOperations.TrailingZeroCount(bits);
                if (slot != Me.Tag.Slot && IsMember(slot))
                    Me.Bells.Ring(slot, _owner.Index);
            }
        }

        if (IsWaiting(Me.Tag.Slot))
            Wake();
    }

    /// <summary>Whether any process, this one included, has parked waits here. Right after a change that was a full fence, "no" is certain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasWaiters()
    {
        for (int word = WordsInUse() - 1; word >= 0; word--)
        {
            if (Atomic.LoadAcquire(ref (*_bits)[word]) != 0)
                return true;
        }

        return false;
    }

    /// <summary>The next other live process after <paramref name="after"/> with waits here, cyclically; -1 = none.</summary>
    protected int NextOther(int after)
    {
        int words = WordsInUse();
        int start = after + 1;
        for (int step = 0; step <= words; step++)
        {
            int word = ((start >> 6) + step) % words;
            ulong bits = Atomic.LoadAcquire(ref (*_bits)[word]);
            if (step == 0)
                bits &= ulong.MaxValue << (start & 63);
            for (; bits != 0; bits &= bits - 1)
            {
                int slot = (word * 64) + BitOperations.TrailingZeroCount(bits);
                if (slot != Me.Tag.Slot && IsMember(slot))
                    return slot;
            }
        }

        return -1;
    }

    protected void PublishBit() => Atomic.Or(ref BitWord(Me.Tag.Slot), 1ul << (Me.Tag.Slot & 63));

    protected void WithdrawBit() => Atomic.And(ref BitWord(Me.Tag.Slot), ~(1ul << (Me.Tag.Slot & 63)));

    /// <summary>Whether a process has its bit set; it may be a dead one's.</summary>
    public bool IsWaiting(int slot) => (Atomic.LoadAcquire(ref BitWord(slot)) & (1ul << (slot & 63))) != 0;

    private bool IsMember(int slot) => SlotMachine.Read(Me.Arena, slot).State == SlotState.Alive;

    private ref ulong BitWord(int slot) => ref (*_bits)[slot >> 6];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WordsInUse() => (int)((Atomic.LoadAcquire(ref *_highSlot) + 63) >> 6);
}
