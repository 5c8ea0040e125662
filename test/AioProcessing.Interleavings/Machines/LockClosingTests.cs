using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Interleavings.Machines;

/// <summary>A process lets go of a lock, or gives up a wait, at any moment in the life of the others.</summary>
public sealed class LockClosingTests
{
    private const long Due = 1_000_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(Due)]
    public void Cancel_WhileItWaits_TheOthersGetTheLock(long timePerLook) => Explore(timePerLook, closes: false).MustPass();

    [Theory]
    [InlineData(0)]
    [InlineData(Due)]
    public void Close_WhileItWaits_TheOthersGetTheLock(long timePerLook) => Explore(timePerLook, closes: true).MustPass();

    [Fact]
    public void Close_WhileAnotherThreadParks_EndsThatWaitToo() => new Explorer(
        world =>
        {
            CoreWorld core = new(world, slots: 1);
            Member member = core.Join(1)[0];
            SharedLock shared = member.Participant.Objects.Create(ObjectKind.Lock, SharedLock.Make);
            Assert.True(shared.TryAcquire(out _));
            member.Process.Actor("park", () => Assert.Throws<ObjectDisposedException>(() => SimWait<None, LockGrant>.Await(shared.Channel)));
            member.Process.Actor("close", () => member.Participant.Objects.CloseHandle(shared));
        },
        new Scope { Preemptions = 1 }).Explore().MustPass();

    [Fact]
    public void Walk_CancelWhileItWaits_TheOthersGetTheLock() =>
        new Explorer(world => Populate(world, Due, closes: false), new Scope { Deaths = 1 }).Walk(schedules: 2_000).MustPass();

    private static Report Explore(long timePerLook, bool closes) =>
        new Explorer(world => Populate(world, timePerLook, closes), new Scope { Preemptions = 0, Deaths = 0 }).Explore();

    /// <summary>A holds and gives; B waits, and ends its wait in another actor; C waits too, and must get the lock.</summary>
    private static void Populate(World world, long timePerLook, bool closes)
    {
        world.TimePerLook = timePerLook;
        CoreWorld core = new(world, slots: 3);
        Member[] members = core.Join(3);
        SharedLock made = members[0].Participant.Objects.Create(ObjectKind.Lock, SharedLock.Make);
        SharedLock[] locks = [made, .. members[1..].Select(member =>
            member.Participant.Objects.Open(made.Index, made.Generation, ObjectKind.Lock, SharedLock.Make))];
        Assert.True(made.TryAcquire(out LockGrant first));
        members[0].Process.Actor("give", () => made.TryRelease(first.Held));
        members[2].Process.Actor("take", () => locks[2].TryRelease(SimWait<None, LockGrant>.Await(locks[2].Channel).Held));

        SimWait<None, LockGrant> wait = new(default);
        bool isCancelled = false, isParked = false;
        members[1].Process.Actor("take", () =>
        {
            locks[1].Channel.Park(wait);
            isParked = true;
            World.WaitUntil(() => wait.IsOver || isCancelled);
            if (wait.IsOver && wait.Error is null)
                locks[1].TryRelease(wait.Result.Held);
        });
        members[1].Process.Actor("end", () =>
        {
            World.WaitUntil(() => isParked);
            if (closes)
                members[1].Participant.Objects.CloseHandle(locks[1]);
            else
                isCancelled = locks[1].Channel.TryRemove(wait);
        });
        core.FreezeBounds();
    }
}
