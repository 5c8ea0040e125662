using AioProcessing.Core;

namespace AioProcessing.Interleavings.HarnessTests;

/// <summary>The simulated doorbell has the semantics of a futex.</summary>
public sealed class SimDoorbellTests
{
    [Fact]
    public void Wait_WordDiffers_ReturnsAtOnce() => new Explorer(world =>
    {
        Word<uint> bell = world.Word<uint>("bell");
        world.Process("A").Actor("wait", () => world.Doorbell.Wait(ref bell.Ref, expected: 1));
    }).Explore().MustPass();

    [Fact]
    public void Wait_NobodyWakes_IsReportedAsStuck()
    {
        Report report = new Explorer(world =>
        {
            Word<uint> bell = world.Word<uint>("bell");
            world.Process("A").Actor("wait", () => world.Doorbell.Wait(ref bell.Ref, 0));
        }).Explore();

        report.MustFail(1, "Nobody can go on, yet A.wait sleeps on bell");
    }

    [Fact]
    public void Wake_AfterTheWordChanged_LosesNobody() => new Explorer(world =>
    {
        Word<uint> bell = world.Word<uint>("bell");
        world.Process("A").Actor("wait", () => world.Doorbell.Wait(ref bell.Ref, 0));
        world.Process("B").Actor("ring", () =>
        {
            Atomic.StoreRelease(ref bell.Ref, 1);
            world.Doorbell.Wake(ref bell.Ref);
        });
    }).Explore().MustPass();

    [Fact]
    public void Wake_BeforeTheWordChanged_LosesTheSleeper() => new Explorer(world =>
    {
        Word<uint> bell = world.Word<uint>("bell");
        world.Process("A").Actor("wait", () => world.Doorbell.Wait(ref bell.Ref, 0));
        world.Process("B").Actor("ring", () =>
        {
            world.Doorbell.Wake(ref bell.Ref);
            Atomic.StoreRelease(ref bell.Ref, 1);
        });
    }).Explore().MustFail(10, "A.wait sleeps on bell");

    [Fact]
    public void Wake_TwoSleep_WakesTheOneThatSleptFirst() => new Explorer(world =>
    {
        Word<uint> bell = world.Word<uint>("bell");
        world.Process("A").Actor("wait", () => Sleep(world, bell, "A"));
        world.Process("B").Actor("wait", () =>
        {
            World.WaitUntil(() => IsAsleep(world, 0));
            Sleep(world, bell, "B");
        });
        world.Process("C").Actor("ring", () =>
        {
            World.WaitUntil(() => IsAsleep(world, 1));
            world.Doorbell.Wake(ref bell.Ref);
            World.WaitUntil(() => world.Notes.Count == 1);
            world.Doorbell.Wake(ref bell.Ref);
        });
        world.Finally(() => Assert.Equal(["A", "B"], world.Notes));
    }).Explore().MustPass();

    [Fact]
    public void Wake_AnotherWord_WakesNobody() => new Explorer(world =>
    {
        Word<uint> bell = world.Word<uint>("bell");
        Word<uint> other = world.Word<uint>("other");
        world.Process("A").Actor("wait", () => world.Doorbell.Wait(ref bell.Ref, 0));
        world.Process("B").Actor("ring", () => world.Doorbell.Wake(ref other.Ref));
    }).Explore().MustFail(10, "A.wait sleeps on bell");

    [Fact]
    public void Kill_Sleeper_LeavesTheWakeToTheNext()
    {
        int deaths = 0;
        Explorer explorer = new(world =>
        {
            Word<uint> bell = world.Word<uint>("bell");
            SimProcess dying = world.Process("A");
            dying.CanDie = true;
            dying.Daemon("wait", () => Sleep(world, bell, "A"));
            world.Process("B").Daemon("wait", () =>
            {
                World.WaitUntil(() => IsAsleep(world, 0));
                Sleep(world, bell, "B");
            });
            world.Process("C").OnDeath(dying, "ring", () =>
            {
                World.WaitUntil(() => IsAsleep(world, 1));
                world.Doorbell.Wake(ref bell.Ref);
            });
            world.Finally(() =>
            {
                Assert.Equal(dying.IsDead ? ["B"] : [], world.Notes);
                deaths += dying.IsDead ? 1 : 0;
            });
        });

        explorer.Explore().MustPass();
        Assert.True(deaths > 0, "Nobody died, so nothing was tested.");
    }

    [Fact]
    public void Stop_Sleeper_SwallowsTheWake() => new Explorer(world =>
    {
        Word<uint> bell = world.Word<uint>("bell");
        SimProcess stopping = world.Process("A");
        stopping.CanStop = true;
        stopping.Actor("wait", () => world.Doorbell.Wait(ref bell.Ref, 0));
        world.Process("B").Actor("wait", () => world.Doorbell.Wait(ref bell.Ref, 0));
        world.Process("C").Actor("ring", () =>
        {
            World.WaitUntil(() => IsAsleep(world, 0) && IsAsleep(world, 1));
            world.Doorbell.Wake(ref bell.Ref);
            if (!stopping.IsStopped)
                world.Doorbell.Wake(ref bell.Ref);
        });
    }).Explore().MustFail(20, "B.wait sleeps on bell");

    [Fact]
    public void Wait_SpuriousWake_ReturnsEarly()
    {
        bool returned = false;
        Explorer explorer = new(
            world =>
            {
                Word<uint> bell = world.Word<uint>("bell");
                world.Process("A").Daemon("wait", () =>
                {
                    world.Doorbell.Wait(ref bell.Ref, 0);
                    returned = true;
                });
            },
            new Scope { SpuriousWakes = 1 });

        Report report = explorer.Explore();

        report.MustPass();
        Assert.Equal(2, report.Schedules);
        Assert.True(returned);
    }

    private static bool IsAsleep(World world, int actor) => world.Actors[actor].Status == ActorStatus.Asleep;

    private static void Sleep(World world, Word<uint> bell, string noteWhenAwake)
    {
        world.Doorbell.Wait(ref bell.Ref, 0);
        world.Note(noteWhenAwake);
    }
}
