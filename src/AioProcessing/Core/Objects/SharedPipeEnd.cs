using System.Numerics;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;

namespace AioProcessing.Core.Objects;

/// <summary>This process's side of one end of a pipe: <see cref="PipeEndMachine"/>. It only exists; what is sent and waited for lies in the two rings.</summary>
internal sealed unsafe class SharedPipeEnd : SharedObject
{
    private SharedPipeEnd(Participant participant, int index, uint generation) : base(participant, index, generation, ObjectKind.PipeEnd)
    {
    }

    public ObjectInstance Instance => ObjectInstance.Of(this);

    public static SharedPipeEnd Make(Participant participant, int index, uint generation) => new(participant, index, generation);

    public void SetRings(SharedQueue inbox, SharedQueue outbox) => PipeEndMachine.SetRings(ref Header->State, inbox.Index, outbox.Index);

    /// <summary>The end is gone: whoever waits at its rings has to look (PipeEndMachine T3).</summary>
    public static void Tell(Participant participant, ObjectHeader* gone)
    {
        (int inbox, int outbox) = PipeEndMachine.Rings(ref gone->State);
        RingWaiters(participant, inbox);
        RingWaiters(participant, outbox);
    }

    // A ring that went as well may be another object by now, whose waiters then look in vain.
    private static void RingWaiters(Participant participant, int queue)
    {
        if ((uint)queue >= Atomic.LoadAcquire(ref participant.Arena.Header.HighObject))
            return;
        ObjectHeader* header = participant.Arena.Object(queue);
        int words = (int)((Atomic.LoadAcquire(ref participant.Arena.Header.HighSlot) + 63) >> 6);
        for (int word = 0; word < words; word++)
        {
            ulong bits = Atomic.LoadAcquire(ref header->Waiters0[word]) | Atomic.LoadAcquire(ref header->Waiters1[word]);
            for (; bits != 0; bits &= bits - 1)
                participant.Bells.Ring((word * 64) + BitOperations.TrailingZeroCount(bits), queue);
        }
    }

    public override void Wake()
    {
    }

    public override void Close()
    {
    }
}
