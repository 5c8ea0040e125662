using AioProcessing.Core;

namespace AioProcessing.Interleavings;

internal enum ActorStatus
{
    Unstarted,
    Ready,
    AtGate,
    Asleep,
    Guarded,
    Paused,
    Done,
}

/// <summary>Thrown into an actor that will not run again, once its schedule is over and judged: what unwinds then changes nothing.</summary>
internal sealed class ActorEndedException : Exception;

/// <summary>One thread of a simulated process. It runs only while it has the turn, and offers the turn before each step.</summary>
internal sealed unsafe class Actor(World world, SimProcess process, string name, Action body)
{
    [ThreadStatic]
    private static Actor? t_current;

    private bool _hasTurn;
    private bool _isJustInside;

    /// <summary>The actor that runs on this thread; null in set-up, invariants and final checks.</summary>
    public static Actor? Current
    {
        get => t_current;
        set => t_current = value;
    }

    public SimProcess Process { get; } = process;

    public string Name { get; } = name;

    public int Index { get; internal set; }

    public bool IsDaemon { get; init; }

    /// <summary>Null, or the process whose death starts this actor.</summary>
    public SimProcess? StartsAtDeathOf { get; init; }

    public ActorStatus Status { get; internal set; }

    /// <summary>Set when its schedule is over: every further step throws.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Stores of this actor that the others cannot see yet.</summary>
    public StoreBuffer Stores { get; } = new(world.Ram);

    /// <summary>What it wrote without the door since its last step, and nobody has seen yet.</summary>
    public PlainWrites Plain { get; } = new(world.Ram);

    public byte* SleepsOn { get; private set; }

    private LocalGate? WaitsFor { get; set; }

    private Func<bool>? Guard { get; set; }

    private int PausedAt { get; set; }

    public World World { get; } = world;

    private Scheduler Scheduler => World.Scheduler;

    /// <summary>Whether it could take a step now. A pause ends with the next step of anybody.</summary>
    public bool CanRun => !Process.IsGone && Status switch
    {
        ActorStatus.Unstarted => StartsAtDeathOf is null || StartsAtDeathOf.IsDead,
        ActorStatus.Ready => true,
        ActorStatus.AtGate => WaitsFor!.IsFree,
        ActorStatus.Guarded => Interleavings.World.Raw(Guard!),
        ActorStatus.Paused => Scheduler.Steps > PausedAt,
        _ => false,
    };

    /// <summary>Whether the schedule may not end yet: alive, and neither done nor a daemon at rest.</summary>
    public bool IsOwed => !Process.IsGone && Status switch
    {
        ActorStatus.Done => false,
        ActorStatus.Unstarted => StartsAtDeathOf is null || StartsAtDeathOf.IsDead,
        ActorStatus.Asleep or ActorStatus.Guarded => !IsDaemon,
        _ => true,
    };

    /// <summary>The body, from the first turn to the end.</summary>
    public void Run()
    {
        _hasTurn = true;
        Status = ActorStatus.Ready;
        body();
    }

    /// <summary>A step, unless it reads what nobody writes.</summary>
    public void Access(in Operation access)
    {
        if (IsEnding || !World.Ram.IsFrozen(access))
            Step(access);
    }

    /// <summary>Offers the turn, unless it has just been given, and then takes the step.</summary>
    public void Step(in Operation operation)
    {
        Publish();
        if (!_hasTurn && !_isJustInside)
            Scheduler.Turn(this);
        _hasTurn = _isJustInside = false;
        Scheduler.Begin(this, operation);
    }

    /// <summary>
    /// Takes the gate when it is free. The next access goes on without offering the turn again: nobody else can see the gate's inside, so
    /// others' steps in between might as well come before.
    /// </summary>
    public void Enter(LocalGate gate)
    {
        Publish();
        if (!(_hasTurn && gate.IsFree))
        {
            WaitsFor = gate;
            Block(ActorStatus.AtGate);
        }
        Scheduler.Begin(this, new Operation("Enter gate", default, 0));
        (_hasTurn, _isJustInside) = (false, true);
    }

    /// <summary>No step: nobody can tell whether the gate opened now or before the next step. Draining delayed stores is one, however.</summary>
    public void Exit()
    {
        Publish();
        _hasTurn = _isJustInside = false;
        if (!Stores.IsEmpty)
            Step(new Operation("Exit gate", default, 0));
    }

    /// <summary>Ends the last step; if plain writes followed it, they become the next.</summary>
    public void Publish()
    {
        if (IsEnding)
            throw new ActorEndedException();
        if (!Scheduler.Settle(this))
            return;
        _hasTurn = _isJustInside = false;
        Scheduler.Turn(this);
        Scheduler.Publish(this);
    }

    /// <summary>Sleeps until <see cref="Wake"/>.</summary>
    public void Sleep(byte* address)
    {
        Publish();
        SleepsOn = address;
        Block(ActorStatus.Asleep);
        _hasTurn = true;
    }

    public void Wake() => Status = ActorStatus.Ready;

    public void WaitUntil(Func<bool> guard)
    {
        Publish();
        Guard = guard;
        Block(ActorStatus.Guarded);
        _hasTurn = true;
    }

    public void Pause()
    {
        Publish();
        PausedAt = Scheduler.Beat();
        Block(ActorStatus.Paused);
        _hasTurn = true;
    }

    /// <summary>Where it stands, for reports of those who wait for ever.</summary>
    public string Describe(SimMemory ram) => $"{this} " + Status switch
    {
        ActorStatus.AtGate => $"waits for a gate held by {WaitsFor!.Holder}",
        ActorStatus.Asleep => $"sleeps on {ram.NameOf(SleepsOn)}",
        ActorStatus.Guarded => "waits for a condition that does not come",
        _ => $"is {Status}",
    };

    public override string ToString() => $"{Process.Name}.{Name}";

    private void Block(ActorStatus status)
    {
        Status = status;
        Scheduler.Turn(this);
        Status = ActorStatus.Ready;
    }
}
