using AioProcessing.Core;

namespace AioProcessing.Interleavings.HarnessTests;

/// <summary>The explorer's arithmetic: it runs exactly the schedules that there are.</summary>
public sealed class EnumerationTests
{
    private static readonly Scope s_all = new() { Preemptions = int.MaxValue, MergeStates = false };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(2, 6)]
    [InlineData(3, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 2)]
    public void Explore_ActorsWithSteps_RunsTheMultinomialNumberOfSchedules(int actors, int steps)
    {
        Report report = new Explorer(world => AddCounters(world, actors, steps), s_all).Explore();

        report.MustPass();
        Assert.Equal(Factorial(actors * steps) / Math.Pow(Factorial(steps), actors), report.Schedules);
    }

    [Theory]
    [InlineData(2, 4, 0, 2)]
    [InlineData(2, 4, 1, 8)]
    [InlineData(2, 4, 2, 26)]
    [InlineData(3, 3, 1, 42)]
    public void Explore_BoundOnPreemptions_RunsThatManySchedules(int actors, int steps, int preemptions, int schedules)
    {
        Report report = new Explorer(world => AddCounters(world, actors, steps), s_all with { Preemptions = preemptions }).Explore();

        report.MustPass();
        Assert.Equal(schedules, report.Schedules);
    }

    [Fact]
    public void Explore_Schedules_AreAllDifferent()
    {
        HashSet<string> seen = [];
        Explorer explorer = new(
            world =>
            {
                AddCounters(world, 3, 2);
                world.Finally(() => Assert.True(seen.Add(Schedule.Format(world.Scheduler.Choices))));
            },
            s_all);

        explorer.Explore().MustPass();
        Assert.Equal(90, seen.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Explore_ProcessThatCanDie_DiesOnceAfterEachOfItsSteps(int steps)
    {
        List<ulong> survivors = [];
        Explorer explorer = new(
            world =>
            {
                Word<ulong> word = world.Word<ulong>("word");
                SimProcess process = world.Process("A");
                process.CanDie = true;
                process.Actor("count", () => Repeat(steps, () => Atomic.Increment(ref word.Ref)));
                world.Finally(() =>
                {
                    if (process.IsDead)
                        survivors.Add(word.Ref);
                });
            },
            s_all);

        Report report = explorer.Explore();

        report.MustPass();
        Assert.Equal(steps + 1, report.Schedules);
        Assert.Equal(Enumerable.Range(1, steps).Select(step => (ulong)step), survivors.Order());
    }

    [Fact]
    public void Explore_MergingStates_ReachesTheSameFinalStatesWithFewerSchedules()
    {
        (HashSet<ulong> plain, long plainSchedules) = FinalStates(merge: false);
        (HashSet<ulong> merged, long mergedSchedules) = FinalStates(merge: true);

        Assert.True(plain.Count > 3, "The scenario must have several outcomes for the comparison to mean anything.");
        Assert.Equal(plain.Order(), merged.Order());
        Assert.True(mergedSchedules * 2 < plainSchedules, $"{mergedSchedules} merged, {plainSchedules} plain");
    }

    [Fact]
    public void Explore_MergingStates_TellsStatesApartByMemoryAndByNotes()
    {
        HashSet<string> outcomes = [];
        Explorer explorer = new(world =>
        {
            Word<ulong> word = world.Word<ulong>("word");
            foreach (ulong value in new ulong[] { 1, 2, 3 })
            {
                world.Process($"P{value}").Actor("store", () =>
                {
                    Atomic.StoreRelease(ref word.Ref, value);
                    World.Linger();
                    world.Note($"{value}");
                    World.Linger();
                });
            }
            world.Finally(() => outcomes.Add($"{word.Ref} {string.Join("", world.Notes)}"));
        }, s_all with { MergeStates = true });

        explorer.Explore().MustPass();
        Assert.Equal(3 * 6, outcomes.Count); // Whoever stored last, and any order of notes.
    }

    /// <summary>Unprotected read-modify-write in three processes: the outcome depends on the schedule.</summary>
    private static (HashSet<ulong> States, long Schedules) FinalStates(bool merge)
    {
        HashSet<ulong> states = [];
        Explorer explorer = new(
            world =>
            {
                Word<ulong> word = world.Word<ulong>("word");
                for (ulong actor = 1; actor <= 3; actor++)
                {
                    ulong addend = actor;
                    world.Process($"P{actor}").Actor("add", () => Repeat(2, () =>
                        Atomic.StoreRelease(ref word.Ref, Atomic.LoadAcquire(ref word.Ref) + addend)));
                }
                world.Finally(() => states.Add(word.Ref));
            },
            s_all with { MergeStates = merge });
        Report report = explorer.Explore();
        report.MustPass();
        return (states, report.Schedules);
    }

    private static void AddCounters(World world, int actors, int steps)
    {
        Word<ulong> word = world.Word<ulong>("word");
        for (int actor = 0; actor < actors; actor++)
            world.Process($"P{actor}").Actor("count", () => Repeat(steps, () => Atomic.Increment(ref word.Ref)));
        world.Finally(() => Assert.Equal((ulong)(actors * steps), word.Ref));
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
            action();
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
