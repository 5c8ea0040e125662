using AioProcessing.Core;

namespace AioProcessing.Interleavings.HarnessTests;

/// <summary>Gates, guards, pauses, stops, deaths and unwinding.</summary>
public sealed class SchedulingTests
{
    [Fact]
    public void Gate_TwoActorsOfAProcess_AreNeverInsideTogether() => TwoAdders(gated: true).Explore().MustPass();

    [Fact]
    public void Gate_LeftOut_LosesAnUpdate() => TwoAdders(gated: false).Explore().MustFail(10, "The final state is wrong");

    [Fact]
    public void Gate_TakenInOppositeOrders_IsReportedAsStuck() => new Explorer(world =>
    {
        LocalGate first = new(), second = new();
        Word<ulong> word = world.Word<ulong>("word");
        SimProcess process = world.Process("A");
        process.Actor("up", () => Nest(first, second, word));
        process.Actor("down", () => Nest(second, first, word));
    }).Explore().MustFail(10, "A.up waits for a gate held by A.down, A.down waits for a gate held by A.up");

    [Fact]
    public void Gate_OfAnotherProcess_IsRefused() => new Explorer(world =>
    {
        LocalGate gate = new();
        world.Process("A").Actor("enter", gate.Enter);
        world.Process("B").Actor("enter", gate.Enter);
    }).Explore().MustFail(1, "gates do not cross processes");

    [Fact]
    public void Pause_SpinningUntilAnotherWrites_EndsInEverySchedule()
    {
        Report report = new Explorer(world =>
        {
            Word<ulong> word = world.Word<ulong>("word");
            world.Process("A").Actor("spin", () =>
            {
                while (Atomic.LoadAcquire(ref word.Ref) != 3)
                    Atomic.Pause();
            });
            world.Process("B").Actor("count", () => Repeat(3, () => Atomic.Increment(ref word.Ref)));
        }, new Scope { Preemptions = int.MaxValue, MergeStates = false }).Explore();

        report.MustPass();
        Assert.InRange(report.Schedules, 4, 100);
    }

    [Fact]
    public void Pause_NobodyWrites_IsReportedAsLivelock() => new Explorer(world =>
    {
        Word<ulong> word = world.Word<ulong>("word");
        world.Process("A").Actor("spin", () =>
        {
            while (Atomic.LoadAcquire(ref word.Ref) == 0)
                Atomic.Pause();
        });
    }).Explore().MustFail(1, "Livelock");

    [Fact]
    public void WaitUntil_GuardNeverHolds_IsReportedAsStuck() =>
        new Explorer(world => world.Process("A").Actor("wait", () => World.WaitUntil(() => false)))
            .Explore().MustFail(1, "A.wait waits for a condition that does not come");

    [Fact]
    public void Actor_Throws_IsReportedWithItsException() =>
        new Explorer(world => world.Process("A").Actor("throw", () => throw new FormatException("bad word")))
            .Explore().MustFail(1, "A.throw threw: FormatException: bad word");

    [Fact]
    public void Actor_AwaitsWhatAnotherCompletes_EndsWithIt() => new Explorer(world =>
    {
        TaskCompletionSource source = new();
        SimProcess process = world.Process("A");
        process.Actor("await", async () => await source.Task);
        process.Actor("complete", () => source.SetResult());
    }).Explore().MustPass();

    [Fact]
    public void Invariant_BrokenForOneStep_IsSeen() => new Explorer(world =>
    {
        Word<ulong> word = world.Word<ulong>("word");
        world.Process("A").Actor("blink", () =>
        {
            Atomic.StoreRelease(ref word.Ref, 1);
            Atomic.StoreRelease(ref word.Ref, 0);
        });
        world.Invariant(() => Assert.Equal(0u, Atomic.LoadAcquire(ref word.Ref)));
    }).Explore().MustFail(1, "An invariant does not hold");

    [Fact]
    public void Stop_HolderOfALock_BlocksOthersAndIsReported() => new Explorer(world =>
    {
        ToyLock toy = new(world, 2);
        SimProcess[] processes = [world.Process("A"), world.Process("B")];
        processes[0].CanStop = true;
        foreach (SimProcess process in processes)
        {
            process.Actor("take", () =>
            {
                toy.Acquire(process.Index);
                toy.Release(process.Index);
            });
        }
    }, new Scope { Preemptions = 0 }).Explore().MustFail(10, "Nobody can go on, yet B.take");

    [Fact]
    public void Kill_InsideTryFinally_RunsNothingOfItBeforeTheJudgement()
    {
        int unwound = 0, deaths = 0;
        Explorer explorer = new(world =>
        {
            Word<ulong> word = world.Word<ulong>("word"), left = world.Word<ulong>("left");
            LocalGate gate = new();
            SimProcess process = world.Process("A");
            process.CanDie = true;
            process.Actor("write", () =>
            {
                gate.Enter();
                try
                {
                    Atomic.StoreRelease(ref word.Ref, 1);
                    Atomic.StoreRelease(ref word.Ref, 2);
                }
                finally
                {
                    unwound++;
                    left.Ref = 99;
                    gate.Exit();
                }
            });
            world.Process("B").OnDeath(process, "look", () =>
            {
                deaths++;
                if (Atomic.LoadAcquire(ref word.Ref) < 2)
                    Assert.Equal(0u, left.Ref);
            });
        });

        explorer.Explore().MustPass();
        Assert.True(deaths > 0 && unwound > 0, $"{deaths} deaths, {unwound} unwound");
    }

    [Fact]
    public void PlainWrite_AfterTheCommit_IsCaught() => CommitAndWrite(commitFirst: true).Explore().MustFail(20, "Values differ");

    [Fact]
    public void PlainWrite_BeforeTheCommit_Passes() => CommitAndWrite(commitFirst: false).Explore().MustPass();

    [Fact]
    public void PlainWrite_WithoutTheScope_IsNotSeen() =>
        CommitAndWrite(commitFirst: true, new Scope { PlainWrites = false }).Explore().MustPass();

    [Fact]
    public void PlainWrite_ProcessDiesBetweenTwoOfThem_LeavesHalf()
    {
        SortedSet<string> left = [];
        new Explorer(world =>
        {
            Word<ulong> turn = world.Word<ulong>("turn"), first = world.Word<ulong>("first"), second = world.Word<ulong>("second");
            SimProcess process = world.Process("A");
            process.CanDie = true;
            process.Actor("write", () =>
            {
                Atomic.Increment(ref turn.Ref);
                first.Ref = 1;
                Atomic.Increment(ref turn.Ref);
                second.Ref = 1;
            });
            world.Finally(() => left.Add($"{turn.Ref}{first.Ref}{second.Ref}"));
        }).Explore().MustPass();

        Assert.Equal(["100", "110", "210", "211"], left);
    }

    [Fact]
    public void Probe_ProcessThatDiesRightAfter_IsExplored()
    {
        bool diedAfterSeenAlive = false;
        Explorer explorer = new(world =>
        {
            SimProcess target = world.Process("A");
            target.CanDie = true;
            target.Actor("rest", () => { });
            world.Process("B").Actor("probe", () =>
            {
                if (target.Probe())
                    world.Note("alive");
            });
            world.Finally(() => diedAfterSeenAlive |= target.IsDead && world.Notes.Count == 1);
        });

        explorer.Explore().MustPass();
        Assert.True(diedAfterSeenAlive);
    }

    [Fact]
    public void Step_ByAThreadThatIsNoActor_IsReported() => new Explorer(world =>
    {
        Word<ulong> word = world.Word<ulong>("word");
        world.Process("A").Actor("escape", () =>
        {
            Thread stray = new(() => Atomic.Increment(ref word.Ref));
            stray.Start();
            stray.Join();
        });
    }).Explore().MustFail(1, "by a thread that is no actor");

    [Fact]
    public void Explore_ScenarioThatIsNotDeterministic_IsReported()
    {
        ulong run = 0;
        Explorer explorer = new(world =>
        {
            Word<ulong> word = world.Word<ulong>("word");
            ulong drift = ++run;
            for (int actor = 0; actor < 2; actor++)
                world.Process($"P{actor}").Actor("store", () => Repeat(2, () => Atomic.StoreRelease(ref word.Ref, drift)));
        });

        explorer.Explore().MustFail(5, "not deterministic");
    }

    [Fact]
    public void Replay_FailingSchedule_FailsTheSameWay()
    {
        Report found = TwoAdders(gated: false).Explore();
        Report again = TwoAdders(gated: false).Replay(found.Schedule);

        Assert.Equal(found.Failure?.ToString(), again.Failure?.ToString());
        Assert.Equal(found.Trace, again.Trace);
        Assert.Equal(1, again.Schedules);
    }

    [Fact]
    public void Replay_OtherSchedule_Passes() => TwoAdders(gated: false).Replay("0*4 1*4").MustPass();

    private static Explorer CommitAndWrite(bool commitFirst, Scope? scope = null) => new(world =>
    {
        Word<ulong> tail = world.Word<ulong>("tail"), record = world.Word<ulong>("record");
        world.Process("A").Actor("put", () =>
        {
            if (!commitFirst)
                record.Ref = 7;
            Atomic.StoreRelease(ref tail.Ref, 1);
            if (commitFirst)
                record.Ref = 7;
        });
        world.Process("B").Actor("get", () =>
        {
            if (Atomic.LoadAcquire(ref tail.Ref) == 1)
                Assert.Equal(7u, record.Ref);
        });
    }, scope);

    private static Explorer TwoAdders(bool gated) => new(world =>
    {
        Word<ulong> word = world.Word<ulong>("word");
        LocalGate gate = new();
        SimProcess process = world.Process("A");
        for (int actor = 0; actor < 2; actor++)
        {
            process.Actor($"add{actor}", () => Repeat(2, () =>
            {
                if (gated)
                    gate.Enter();
                Atomic.StoreRelease(ref word.Ref, Atomic.LoadAcquire(ref word.Ref) + 1);
                if (gated)
                    gate.Exit();
            }));
        }
        world.Finally(() => Assert.Equal(4u, word.Ref));
    });

    private static void Nest(LocalGate outer, LocalGate inner, Word<ulong> word)
    {
        outer.Enter();
        inner.Enter();
        Atomic.Increment(ref word.Ref);
        inner.Exit();
        outer.Exit();
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
            action();
    }
}
