namespace AioProcessing.Interleavings;

/// <summary>A simulated process: a name, its actors, and whether the explorer may kill or stop it.</summary>
internal sealed unsafe class SimProcess(World world, int index, string name)
{
    public int Index { get; } = index;

    public string Name { get; } = name;

    /// <summary>Makes the explorer try its death after each of its steps, in every schedule.</summary>
    public bool CanDie { get; set; }

    /// <summary>Makes the explorer try to stop it (SIGSTOP) for good after each of its steps, in every schedule.</summary>
    public bool CanStop { get; set; }

    public bool IsDead { get; internal set; }

    public bool IsStopped { get; internal set; }

    /// <summary>What its actors did and saw, in order: everything in its own memory is a function of this.</summary>
    internal ulong History { get; set; }

    /// <summary>Looks at the clock so far.</summary>
    internal long Looks { get; set; }

    internal bool IsGone => IsDead || IsStopped;

    /// <summary>Adds an actor: a thread that must end in every schedule in which this process is neither killed nor stopped.</summary>
    public void Actor(string name, Action body) => world.Add(new Actor(world, this, name, body));

    /// <summary>Adds an actor whose task must complete; what follows an incomplete await runs on the actor that completes it.</summary>
    public void Actor(string name, Func<Task> body) => Actor(name, () =>
    {
        Task task = body();
        World.WaitUntil(() => task.IsCompleted);
        task.GetAwaiter().GetResult();
    });

    /// <summary>Adds an actor that may still be asleep when all others have ended, such as a dispatcher.</summary>
    public void Daemon(string name, Action body) => world.Add(new Actor(world, this, name, body) { IsDaemon = true });

    /// <summary>Adds an actor that starts at any moment after the death of <paramref name="process"/>, and never if it lives.</summary>
    public void OnDeath(SimProcess process, string name, Action body) => world.Add(new Actor(world, this, name, body) { StartsAtDeathOf = process });

    /// <summary>Looks whether this process lives, as one step of the calling actor; it may die right after that.</summary>
    public bool Probe()
    {
        Interleavings.Actor actor = Interleavings.Actor.Current ?? throw new InvalidOperationException("Only an actor can probe; read IsDead elsewhere.");
        actor.Step(new Operation($"Probe {Name}", default, 0));
        world.Scheduler.NoteProbe(this);
        return !IsDead;
    }

    public override string ToString() => Name;
}
