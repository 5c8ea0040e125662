using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AioProcessing.Interleavings;

/// <summary>Runs a scenario under every schedule within a scope, or under random ones, with death at every step.</summary>
/// <remarks>
/// How it works. 1. The scenario builds a <see cref="World"/> with processes and actors. 2. Actors are threads of which one runs at a time;
/// each access to a shared word, each gate and each doorbell call is a step, before which the turn may pass to another actor, or a process
/// may die. 3. After each step invariants are checked; when nobody can go on, whoever is unfinished has missed a wake-up. 4. A
/// <see cref="IChooser"/> makes all choices, so a schedule is a list of choices, and can be run again.
/// </remarks>
internal sealed class Explorer(Action<World> scenario, Scope? scope = null, params Fault[] faults)
{
    private readonly Scope _scope = (scope ?? new Scope()).Deepened();

    /// <summary>Runs every schedule within the scope, until one fails.</summary>
    public Report Explore()
    {
        DepthFirst chooser = new(_scope.MergeStates);
        return Run(_ => chooser.MoveNext() ? chooser : null, _scope) with { States = chooser.States };
    }

    /// <summary>Runs random schedules without a bound on preemptions, until one fails.</summary>
    /// <param name="schedules">How many.</param>
    /// <param name="seed">Where the numbers start; AIO_EXPLORE_SEED replaces it.</param>
    public Report Walk(int schedules, int seed = 1)
    {
        int first = Scope.Setting("AIO_EXPLORE_SEED", seed);
        return Run(run => run < schedules ? new RandomWalk(first + run) : null, _scope with { Preemptions = int.MaxValue });
    }

    /// <summary>Runs one schedule again.</summary>
    /// <param name="schedule">As printed by a failure of the same scenario.</param>
    public Report Replay(string schedule)
    {
        List<Choice> choices = Schedule.Parse(schedule);
        return Run(run => run == 0 ? new Rerun(choices) : null, _scope with { Preemptions = int.MaxValue });
    }

    /// <summary>Builds the world, plays it, and returns what the caller may still look at.</summary>
    private World Play(SimMemory ram, Crew crew, Scope within, IChooser chooser, TraceLog? trace = null)
    {
        ram.Reset();
        foreach (Fault fault in faults)
            fault.StartSchedule();
        World world = new(ram, crew, within, chooser, faults, trace);
        World.Raw(() => scenario(world));
        crew.Play(world);
        return world;
    }

    /// <summary>Runs on a thread of its own, next to those of the actors.</summary>
    private Report Run(Func<int, IChooser?> choosers, Scope within)
    {
        Report? report = null;
        ExceptionDispatchInfo? error = null;
        int processor = OneCore.Next();
        Thread thread = new(() =>
        {
            OneCore.Pin(processor);
            try
            {
                report = Run(choosers, within, processor);
            }
            catch (Exception exception)
            {
                error = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        error?.Throw();
        return report!;
    }

    private Report Run(Func<int, IChooser?> choosers, Scope within, int processor)
    {
        using SimMemory ram = new();
        using Crew crew = new(processor);
        Stopwatch clock = Stopwatch.StartNew();
        Report report = new() { Faults = faults };
        for (int run = 0; ; run++)
        {
            if (clock.Elapsed > within.MaxTime)
                return report with { Elapsed = clock.Elapsed };
            if (choosers(run) is not { } chooser)
                return report with { Elapsed = clock.Elapsed, IsComplete = true };
            World world = Play(ram, crew, within, chooser);
            report = report with { Schedules = report.Schedules + 1, Steps = report.Steps + world.Scheduler.Steps };
            if (world.Failure is { } failure)
                return Explain(report with { Failure = failure, Elapsed = clock.Elapsed }, world, ram, crew, within);
        }
    }

    /// <summary>Runs the failing schedule once more, with a trace.</summary>
    private Report Explain(Report report, World failed, SimMemory ram, Crew crew, Scope within)
    {
        TraceLog trace = new();
        IReadOnlyList<Choice> choices = failed.Scheduler.Choices;
        World again = Play(ram, crew, within with { Preemptions = int.MaxValue }, new Rerun(choices), trace);
        string outcome = again.Failure?.ToString() == report.Failure!.ToString()
            ? ""
            : $"!!!!  run again it ends differently ({again.Failure?.ToString() ?? "no failure"}): the scenario is not deterministic\n";
        return report with { Schedule = Schedule.Format(choices), Trace = trace + outcome };
    }
}
