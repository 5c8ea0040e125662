namespace AioProcessing.Interleavings;

/// <summary>How far an exploration goes. Small scopes find the bugs: two or three actors, one or two rounds.</summary>
internal sealed record Scope
{
    /// <summary>Preemptions per schedule: turns taken from an actor that could have gone on. Switches at a blocked or ended actor are free.</summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>Deaths per schedule, among processes with <see cref="SimProcess.CanDie"/>.</summary>
    public int Deaths { get; init; } = 1;

    /// <summary>Stops per schedule, among processes with <see cref="SimProcess.CanStop"/>.</summary>
    public int Stops { get; init; } = 1;

    /// <summary>Sleeps per schedule that may end without a wake.</summary>
    public int SpuriousWakes { get; init; }

    /// <summary>
    /// Stores become visible to other actors late, in order, and after later loads, as on x64 (total store order). Finds a missing
    /// full fence; the weaker orders of arm64 remain the hardware litmus tests'.
    /// </summary>
    public bool StoreBuffers { get; init; }

    /// <summary>Writes to shared memory besides <c>Atomic</c>, found after the fact, are steps of their own.</summary>
    public bool PlainWrites { get; init; } = true;

    /// <summary>
    /// Leaves a schedule when it reaches a state that has been explored already. Sound while everything that actors of different processes
    /// remember together is in the arena or in <see cref="World.Note"/>.
    /// </summary>
    public bool MergeStates { get; init; } = true;

    /// <summary>More steps than this in one schedule are a livelock.</summary>
    public int MaxSteps { get; init; } = 1_000;

    /// <summary>Past this the exploration ends as inconclusive.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>This scope, deepened by the environment: AIO_EXPLORE_PREEMPTIONS is added to the bound, AIO_EXPLORE_SECONDS replaces the limit.</summary>
    public Scope Deepened() => this with
    {
        Preemptions = Preemptions + Setting("AIO_EXPLORE_PREEMPTIONS", 0),
        MaxTime = Setting("AIO_EXPLORE_SECONDS", 0) is > 0 and int seconds ? TimeSpan.FromSeconds(seconds) : MaxTime,
    };

    /// <summary>A whole number from the environment, or <paramref name="otherwise"/>.</summary>
    public static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text) : otherwise;
}
