using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>An object lives while somebody alive has a handle or a reference is on its way, and is freed once.</summary>
public sealed class LifeMachineTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Close_AllAtOnce_FreesItOnce(int processes, int preemptions) =>
        Explore(world => CloseTogether(world, processes), new Scope { Preemptions = preemptions, Deaths = 0 }).MustPass();

    [Fact]
    public void Close_OneDiesAtAnyStep_FreesItOnce() => Explore(world => CloseTogether(world, 2), new Scope { Preemptions = 1 }).MustPass();

    [Fact]
    public void Send_SenderClosesAtOnce_ReceiverFindsItAlive() => Explore(Send, new Scope { Preemptions = 2, Deaths = 0 }).MustPass();

    [Fact]
    public void Send_OneDiesAtAnyStep_TheReceiverIsNotFooled() => Explore(Send, new Scope { Preemptions = 1 }).MustPass();

    /// <summary>Also where it was the first ever to use the header with that index.</summary>
    [Fact]
    public void Create_MakerDiesAtAnyStep_OthersStillMakeObjects() => Explore(
        world =>
        {
            CoreWorld core = new(world, slots: 2, objects: 2);
            Member[] members = core.Join(2);
            members[0].Process.CanDie = true;
            members[0].Process.Daemon("make", () => members[0].Participant.Objects.Create(ObjectKind.Event, SharedEvent.Make));
            members[1].Process.OnDeath(members[0].Process, "make after", () =>
            {
                World.WaitUntil(() => new SlotWord(core.Arena.Slot(0).State).State == SlotState.Free);
                members[1].Participant.Objects.Create(ObjectKind.Event, SharedEvent.Make);
            });
        },
        new Scope { Preemptions = 0 }).MustPass();

    [Fact]
    public void Mutant_NoPin_IsCaught() => Explore(
        Send, new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "TrySwap") { Word = "life", Method = "LifeMachine.TryPin" }).MustFail(500, "it is gone");

    [Fact]
    public void Mutant_ReceiverSetsNoOpenerBit_IsCaught() => Explore(
        Send, new Scope { Preemptions = 1, Deaths = 0 },
        new Fault(FaultEffect.Drop, "Or") { Word = "openers", Actor = "B" }).MustFail(500, "freed under a handle");

    [Fact]
    public void Mutant_HalfTakenApartIsNotTakenOver_IsCaught() => Explore(
        world => CloseTogether(world, 2), new Scope { Preemptions = 0 },
        new Fault(FaultEffect.Fail, "TrySwap") { Word = "life", Method = "LifeMachine.TryTakeOver" }).MustFail(1_000, "not free");

    private static Report Explore(Action<World> scenario, Scope scope, params Fault[] faults) => new Explorer(scenario, scope, faults).Explore();

    /// <summary>Everybody has a handle, and lets go of it.</summary>
    private static void CloseTogether(World world, int processes)
    {
        (Member[] members, SharedEvent[] handles) = Share(world, processes);
        for (int index = 0; index < processes; index++)
        {
            Member member = members[index];
            SharedEvent handle = handles[index];
            member.Process.CanDie = true;
            member.Process.Actor("close", () => member.Participant.Objects.CloseHandle(handle));
        }
        world.Finally(() => MustBeFreedOnce(members, handles[0]));
    }

    /// <summary>A pins its object, tells B of it, and lets go; B opens it, unpins it, and lets go as well.</summary>
    private static void Send(World world)
    {
        (Member[] members, SharedEvent[] handles) = Share(world, processes: 1, more: 1);
        SharedEvent sent = handles[0];
        Word<ulong> isSent = world.Mark(), hasHandle = world.Mark();
        ObjectTable sender = members[0].Participant.Objects, receiver = members[1].Participant.Objects;
        members[0].Process.CanDie = members[1].Process.CanDie = true;
        members[0].Process.Actor("send", () =>
        {
            sender.Pin(sent);
            isSent.Ref = 1;
            sender.CloseHandle(sent);
        });
        members[1].Process.Daemon("receive", () =>
        {
            World.WaitUntil(() => isSent.Ref == 1);
            SharedEvent got = receiver.Open(sent.Index, sent.Generation, ObjectKind.Event, SharedEvent.Make);
            receiver.Unpin(sent.Index, sent.Generation);
            hasHandle.Ref = 1;
            World.Linger();
            hasHandle.Ref = 0;
            receiver.CloseHandle(got);
        });
        world.Invariant(() => Assert.True(hasHandle.Ref == 0 || members[1].Process.IsDead || Life(sent).IsLive(sent.Generation), "It was freed under a handle"));
        world.Finally(() =>
        {
            // Between the pin and its end a receiver's death leaks the pin, which is documented.
            if (!members[1].Process.IsDead && isSent.Ref == 1)
                MustBeFreedOnce(members, sent);
        });
    }

    private static void MustBeFreedOnce(Member[] members, SharedEvent shared)
    {
        if (members.All(member => member.Process.IsDead))
            return;
        LifeWord life = Life(shared);
        Assert.True(life.IsFree, $"It is not free but {life.Kind}, and everybody has let go");
        Assert.True(life.Generation == shared.Generation + 1, $"It was freed {life.Generation - shared.Generation} times");
    }

    private static unsafe LifeWord Life(SharedEvent shared) => new(shared.Header->Life);

    private static (Member[] Members, SharedEvent[] Handles) Share(World world, int processes, int more = 0)
    {
        CoreWorld core = new(world, slots: processes + more);
        Member[] members = core.Join(processes + more);
        SharedEvent made = members[0].Participant.Objects.Create(ObjectKind.Event, SharedEvent.Make);
        return (members, [made, .. members[1..processes].Select(member =>
            member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Event, SharedEvent.Make))]);
    }
}
