namespace AioProcessing.Interleavings;

/// <summary>One schedule's simulated machine: shared memory, processes with actors, and what must hold. A scenario fills it anew each time.</summary>
/// <remarks>
/// Actors must be deterministic: no clocks, no random numbers, no other threads. What actors of <em>different</em> processes remember
/// together belongs into <see cref="Word{T}"/>, <see cref="Memory"/>, <see cref="Mark"/> or <see cref="Note"/>; the explorer cannot see other variables, and
/// would take two states for one that differ only there.
/// </remarks>
internal sealed unsafe class World
{
    [ThreadStatic]
    private static bool t_isRaw;

    private readonly List<SimProcess> _processes = [];
    private readonly List<Actor> _actors = [];
    private readonly List<string> _notes = [];
    private readonly List<Action> _invariants = [];
    private readonly List<Action> _finals = [];

    public World(SimMemory ram, Crew crew, Scope scope, IChooser chooser, IReadOnlyList<Fault> faults, TraceLog? trace)
    {
        Ram = ram;
        Crew = crew;
        Doorbell = new SimDoorbell(this);
        Scheduler = new Scheduler(this, scope, chooser, faults, trace);
    }

    /// <summary>True on a thread that runs set-up, an invariant, a guard or a final check: its accesses are no steps.</summary>
    internal static bool IsRaw => t_isRaw;

    public SimDoorbell Doorbell { get; }

    /// <summary>By how much each look at the clock moves it, in nanoseconds; 0 = time stands still.</summary>
    public long TimePerLook { get; set; }

    public List<SimProcess> Processes => _processes;

    /// <summary>What actors noted, in order.</summary>
    public IReadOnlyList<string> Notes => _notes;

    internal List<Actor> Actors => _actors;

    internal SimMemory Ram { get; }

    internal Crew Crew { get; }

    internal Scheduler Scheduler { get; }

    internal ulong NotesHash { get; private set; }

    internal Failure? Failure { get; private set; }

    /// <summary>Adds a process.</summary>
    public SimProcess Process(string name)
    {
        SimProcess process = new(this, _processes.Count, name);
        _processes.Add(process);
        return process;
    }

    /// <summary>A zeroed word in shared memory.</summary>
    public Word<T> Word<T>(string name) where T : unmanaged => new((T*)Ram.Take(name, sizeof(T)));

    /// <summary>
    /// A zeroed word of the test's own, such as "who is inside". The explorer tells states apart by it, but accesses to it are no steps:
    /// they happen together with the access before them.
    /// </summary>
    public Word<ulong> Mark() => new((ulong*)Ram.TakeMark());

    /// <summary>Zeroed bytes in shared memory, aligned to 128.</summary>
    public byte* Memory(string name, int sizeBytes) => Ram.Take(name, sizeBytes);

    /// <summary>Sparse address space, as an arena wants it; only what is watched may be touched.</summary>
    public SimMapping Map(long sizeBytes) => Ram.Map(sizeBytes);

    /// <summary>Explores a part of the mapping: zeroes it now, and lets actors touch it.</summary>
    public void Watch(void* start, int sizeBytes, string name) => Ram.Watch(start, sizeBytes, name);

    /// <summary>
    /// Promises that actors only read this part: reading it is then no step, which saves schedules. Whoever writes to it fails.
    /// </summary>
    public void Freeze(void* start, int sizeBytes) => Ram.Freeze(start, sizeBytes);

    /// <summary>Names a part of shared memory for traces and faults.</summary>
    public void Name(void* start, int sizeBytes, string name) => Ram.Name(start, sizeBytes, name);

    /// <summary>Runs after every step of every actor; throws when something is wrong. It reads raw: its accesses are no steps.</summary>
    public void Invariant(Action check) => _invariants.Add(check);

    /// <summary>Runs when nobody runs any more and nobody hangs; throws when something is wrong.</summary>
    public void Finally(Action check) => _finals.Add(check);

    /// <summary>Remembers what happened, in order, where the explorer can see it.</summary>
    public void Note(string text)
    {
        _notes.Add(text);
        NotesHash = StateHash.Mix(StateHash.Mix(NotesHash, text), (ulong)_notes.Count);
    }

    /// <summary>Lets the calling actor go on only when <paramref name="guard"/> is true; it reads raw, and must not change anything.</summary>
    public static void WaitUntil(Func<bool> guard) => (Actor.Current ?? throw new InvalidOperationException("Only actors wait.")).WaitUntil(guard);

    /// <summary>A step that does nothing: others may run here, or the process die. For what lasts, such as being inside a lock.</summary>
    public static void Linger() => (Actor.Current ?? throw new InvalidOperationException("Only actors linger.")).Step(new Operation("Linger", default, 0));

    /// <summary>Lets the calling actor rest until somebody else has taken a step, so that spin loops do not multiply schedules.</summary>
    public static void Pause() => Actor.Current?.Pause();

    internal static void Raw(Action callback) => Raw(() =>
    {
        callback();
        return true;
    });

    internal static bool Raw(Func<bool> guard)
    {
        (Actor? self, Actor.Current) = (Actor.Current, null);
        (bool wasRaw, t_isRaw) = (t_isRaw, true);
        try
        {
            return guard();
        }
        finally
        {
            (Actor.Current, t_isRaw) = (self, wasRaw);
        }
    }

    internal void Add(Actor actor)
    {
        actor.Index = _actors.Count;
        _actors.Add(actor);
    }

    /// <summary>Time is the process's own, so that looking at it tells nobody anything: only the looker's looks count.</summary>
    internal long Tick() => TimePerLook == 0 ? 0 : ++Actor.Current!.Process.Looks * TimePerLook;

    internal void Fail(string what, Exception? exception = null) => Failure ??= new Failure(what, exception);

    internal void Kill(SimProcess process)
    {
        process.IsDead = true;
        Doorbell.Forget(process);
        foreach (Actor actor in _actors)
        {
            // What a core has stored reaches memory even though the process is gone.
            if (actor.Process == process)
                actor.Stores.DrainAll();
        }
    }

    internal void CheckInvariants()
    {
        if (_invariants.Count != 0 && Failure is null)
            Check(_invariants, "An invariant does not hold");
    }

    /// <summary>Judges a schedule in which nobody can go on.</summary>
    internal void Conclude()
    {
        List<Actor> stuck = _actors.FindAll(static actor => actor.IsOwed);
        if (stuck.Count != 0)
            Fail("Nobody can go on, yet " + string.Join(", ", stuck.Select(actor => actor.Describe(Ram))));
        else
            Check(_finals, "The final state is wrong");
        if (Ram.Escape is { } escape)
            Fail(escape);
    }

    private void Check(List<Action> checks, string failure)
    {
        try
        {
            foreach (Action check in checks)
                Raw(check);
        }
        catch (Exception exception)
        {
            Fail(failure, exception);
        }
    }
}
