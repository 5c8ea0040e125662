using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Tests.Core;

public sealed class SharedSemaphoreTests : IDisposable
{
    private readonly SimulatedProcesses _processes = new();

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void Holder_Dies_ItsPermitsComeBackAndNoMore()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedSemaphore mine, SharedSemaphore theirs) = Share(a, b, 5, areOwned: true);
        Assert.True(mine.TryAcquire(out _));
        Assert.True(mine.TryAcquire(out _));
        Assert.True(theirs.TryAcquire(out _));
        Assert.Equal((2, 1, 2), (mine.Held, theirs.Held, theirs.Free));
        _processes.Kill(a);
        Assert.Equal((1, 4), (theirs.Held, theirs.Free));
    }

    [Fact]
    public void Holder_DiesWithoutOwning_NothingComesBack()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedSemaphore mine, SharedSemaphore theirs) = Share(a, b, 5, areOwned: false);
        Assert.True(mine.TryAcquire(out _));
        _processes.Kill(a);
        Assert.Equal(4, theirs.Free);
    }

    [Fact]
    public unsafe void Holder_DiesBetweenTheStateAndItsWord_ItsPermitComesBack()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedSemaphore mine, SharedSemaphore theirs) = Share(a, b, 3, areOwned: true);

        // Torn by hand: the state says that a holds one, a's word does not say so yet.
        mine.Header->State = PermitMachine.Read(ref mine.Header->State).Changed(2, a.Tag.Slot, 1).Bits;
        _processes.Kill(a);
        Assert.Equal(3, theirs.Free);
        Assert.True(theirs.TryAcquire(out _));
        Assert.Equal((1, 2), (theirs.Held, theirs.Free));
    }

    [Fact]
    public void Successor_InTheSlotOfADeadHolder_HoldsNothing()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedSemaphore mine, SharedSemaphore theirs) = Share(a, b, 3, areOwned: true);
        Assert.True(mine.TryAcquire(out _));
        Participant c = _processes.Replace(a);
        SharedSemaphore again = c.Objects.Open(theirs.Index, theirs.Generation, ObjectKind.Semaphore, SharedSemaphore.Make);
        Assert.Equal(0, again.Held);
        Assert.True(again.TryAcquire(out _));
        Assert.Equal((1, 2), (again.Held, again.Free));
    }

    [Fact]
    public void Release_MoreThanTheLimit_IsRefused()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        SharedSemaphore bounded = MakeOne(a, 2, new SemaphoreSettings(2, areOwned: true));
        Assert.False(bounded.TryRelease(1, mustHold: false));
        Assert.True(bounded.TryAcquire(out _));
        Assert.True(bounded.TryRelease(1, mustHold: false));
        _ = b;
    }

    [Fact]
    public void ManySequences_WrapAround_KeepTheBooksRight()
    {
        Participant a = _processes.Join(), b = _processes.Join();
        (SharedSemaphore mine, SharedSemaphore theirs) = Share(a, b, 2, areOwned: true);
        Assert.True(mine.TryAcquire(out _));
        for (int i = 0; i < 70_000; i++)
        {
            Assert.True(theirs.TryAcquire(out _));
            Assert.True(theirs.TryRelease(1, mustHold: true));
            if (i % 101 == 0)
            {
                Assert.True(mine.TryAcquire(out _));
                Assert.Equal(2, mine.Held);
                Assert.True(mine.TryRelease(1, mustHold: true));
            }
        }

        Assert.Equal((1, 0, 1), (mine.Held, theirs.Held, mine.Free));
    }

    private static (SharedSemaphore, SharedSemaphore) Share(Participant a, Participant b, int initial, bool areOwned)
    {
        SharedSemaphore first = MakeOne(a, initial, new SemaphoreSettings(PermitMachine.MaxPermits, areOwned));
        return (first, b.Objects.Open(first.Index, first.Generation, ObjectKind.Semaphore, SharedSemaphore.Make));
    }

    private static unsafe SharedSemaphore MakeOne(Participant participant, int initial, SemaphoreSettings settings) =>
        participant.Objects.Create(ObjectKind.Semaphore, SharedSemaphore.Make, (header, _) => SharedSemaphore.Prepare(participant, header, initial, settings));
}
