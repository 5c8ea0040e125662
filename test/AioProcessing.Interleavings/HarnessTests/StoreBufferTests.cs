using AioProcessing.Core;

namespace AioProcessing.Interleavings.HarnessTests;

/// <summary>The classic litmus tests of total store order: exactly the outcomes that x64 allows.</summary>
public sealed class StoreBufferTests
{
    [Fact]
    public void StoreThenLoad_OnTwoWords_MayBothSeeTheOldValue() => Assert.Equal(["00", "01", "10", "11"], StoreThenLoad(delayed: true));

    [Fact]
    public void StoreThenLoad_WithoutStoreBuffers_NeverBothSeeTheOldValue() => Assert.Equal(["01", "10", "11"], StoreThenLoad(delayed: false));

    [Fact]
    public void ExchangeThenLoad_OnTwoWords_NeverBothSeeTheOldValue() => Assert.Equal(["01", "10", "11"], Outcomes(true, (world, mine, other) =>
    {
        Atomic.Exchange(ref mine.Ref, 1);
        return Atomic.LoadAcquire(ref other.Ref);
    }));

    [Fact]
    public void StoreThenLoad_OnOneWord_SeesItsOwnStore() => Outcomes(true, (world, mine, other) =>
    {
        Atomic.StoreRelease(ref mine.Ref, 5);
        Assert.Equal(5u, Atomic.LoadAcquire(ref mine.Ref));
        return 0;
    });

    [Fact]
    public void TwoStores_ReadInOppositeOrder_AreSeenInOrder() => new Explorer(world =>
    {
        Word<ulong> data = world.Word<ulong>("data"), flag = world.Word<ulong>("flag");
        world.Process("A").Actor("write", () =>
        {
            Atomic.StoreRelease(ref data.Ref, 1);
            Atomic.StoreRelease(ref flag.Ref, 1);
        });
        world.Process("B").Actor("read", () =>
        {
            if (Atomic.LoadAcquire(ref flag.Ref) == 1)
                Assert.Equal(1u, Atomic.LoadAcquire(ref data.Ref));
        });
    }, new Scope { Preemptions = int.MaxValue, StoreBuffers = true }).Explore().MustPass();

    [Fact]
    public void Kill_WithDelayedStores_LosesNone() => new Explorer(world =>
    {
        Word<ulong> word = world.Word<ulong>("word");
        SimProcess process = world.Process("A");
        process.CanDie = true;
        process.Actor("write", () => Atomic.StoreRelease(ref word.Ref, 1));
        world.Process("B").OnDeath(process, "look", () => Assert.Equal(1u, Atomic.LoadAcquire(ref word.Ref)));
    }, new Scope { StoreBuffers = true }).Explore().MustPass();

    private static IEnumerable<string> StoreThenLoad(bool delayed) => Outcomes(delayed, (world, mine, other) =>
    {
        Atomic.StoreRelease(ref mine.Ref, 1);
        return Atomic.LoadAcquire(ref other.Ref);
    });

    /// <summary>What two processes return that each write one word and read the other's, over all schedules.</summary>
    private static SortedSet<string> Outcomes(bool delayed, Func<World, Word<ulong>, Word<ulong>, ulong> body)
    {
        SortedSet<string> outcomes = [];
        new Explorer(world =>
        {
            Word<ulong> x = world.Word<ulong>("x"), y = world.Word<ulong>("y");
            ulong[] seen = new ulong[2];
            world.Process("A").Actor("run", () => seen[0] = body(world, x, y));
            world.Process("B").Actor("run", () => seen[1] = body(world, y, x));
            world.Finally(() => outcomes.Add($"{seen[0]}{seen[1]}"));
        }, new Scope { Preemptions = int.MaxValue, StoreBuffers = delayed }).Explore().MustPass();
        return outcomes;
    }
}
