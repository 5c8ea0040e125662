namespace AioProcessing.Interleavings;

/// <summary>
/// Passes the one turn among the actors of one schedule. There is no scheduler thread: the actor that offers its turn decides, and either
/// goes on without any thread switch or signals the next actor and waits.
/// </summary>
internal sealed class Scheduler(World world, Scope scope, IChooser chooser, IReadOnlyList<Fault> faults, TraceLog? trace)
{
    private readonly List<Choice> _options = [];
    private readonly List<Choice> _choices = [];
    private readonly StepEffects _effects = new(world, scope, faults, trace);
    private Actor? _lastActor;
    private SimProcess? _probed;
    private bool _isUnsettled;
    private int _beats, _preemptions, _deaths, _stops, _spuriousWakes;

    /// <summary>Steps taken by actors.</summary>
    public int Steps { get; private set; }

    /// <summary>What may happen next; never empty when a chooser sees it.</summary>
    public IReadOnlyList<Choice> Options => _options;

    /// <summary>What was chosen so far.</summary>
    public IReadOnlyList<Choice> Choices => _choices;

    public int Preemptions => _preemptions;

    /// <summary>Whether a fault drops the call (<c>Wait</c> or <c>Wake</c>) that the running actor has just begun.</summary>
    public bool DropsCall => _effects.DropsCall;

    /// <summary>Hands the first turn out.</summary>
    public void Start() => HandOver(Decide(null));

    /// <summary>Called by the actor with the turn before its next step, or when it cannot go on; returns when it has the turn again.</summary>
    public void Turn(Actor self)
    {
        Actor? next = Decide(self);
        if (next == self)
            return;
        HandOver(next);
        world.Crew.Park(self);
    }

    /// <summary>Called by the actor with the turn at its end.</summary>
    public void Leave(Actor self)
    {
        self.Status = ActorStatus.Done;
        HandOver(Decide(self));
    }

    /// <summary>Takes a step: from here to its next call the actor has the world to itself.</summary>
    public void Begin(Actor actor, in Operation operation)
    {
        Steps++;
        _lastActor = actor;
        _probed = null;
        _isUnsettled = true;
        ulong seen = _effects.Begin(actor, operation);
        actor.Process.History = StateHash.Mix(actor.Process.History, (ulong)actor.Index, seen);
    }

    /// <summary>Ends the running actor's latest step. Returns whether it has written to shared memory besides: that is its next step.</summary>
    public bool Settle(Actor actor)
    {
        if (_isUnsettled)
            _effects.Settle();
        if (scope.PlainWrites)
            actor.Plain.Find();
        if (_isUnsettled)
            world.CheckInvariants();
        _isUnsettled = false;
        return !actor.Plain.IsEmpty;
    }

    /// <summary>Takes the step that writes the actor's plain writes.</summary>
    public void Publish(Actor actor)
    {
        Steps++;
        (_lastActor, _probed) = (actor, null);
        trace?.Plain(actor);
        actor.Plain.Publish();
        world.CheckInvariants();
    }

    /// <summary>The running actor has looked whether this process lives, so its death right now makes a difference.</summary>
    public void NoteProbe(SimProcess process) => _probed = process;

    /// <summary>One beat of a spin loop: no step that others could notice, but it counts towards a livelock.</summary>
    public int Beat()
    {
        _beats++;
        return Steps;
    }

    /// <summary>Everything that the future depends on, except the preemptions left.</summary>
    public ulong StateKey(Actor? self)
    {
        ulong hash = StateHash.Mix(world.Ram.Hash(), world.Doorbell.Hash(), world.NotesHash);
        // Whose turn it is matters only where taking it away counts.
        int current = scope.Preemptions == int.MaxValue ? -1 : self?.Index ?? -1;
        hash = StateHash.Mix(hash, (ulong)((_deaths << 16) | (_stops << 8) | _spuriousWakes), (ulong)(current + 1));
        hash = StateHash.Mix(hash, (ulong)((MortalIndex(_lastActor?.Process) << 8) | (byte)MortalIndex(_probed)));
        foreach (SimProcess process in world.Processes)
            hash = StateHash.Mix(hash, process.IsGone ? 0 : process.History, (process.IsDead ? 1UL : 0) | (process.IsStopped ? 2UL : 0));
        foreach (Actor actor in world.Actors)
        {
            ulong rests = actor.Status == ActorStatus.Paused && !actor.CanRun ? 1UL : 0;
            hash = StateHash.Mix(hash, ((ulong)actor.Status << 1) | rests, StateHash.Mix(actor.Stores.Hash(), actor.Plain.Hash()));
        }
        return hash;
    }

    private Actor? Decide(Actor? self)
    {
        Actor.Current = null;
        try
        {
            return DecideRaw(self);
        }
        catch (Exception exception)
        {
            world.Fail("The explorer could not go on", exception);
            return null;
        }
        finally
        {
            Actor.Current = self;
        }
    }

    /// <returns>The actor whose turn it is; null when the schedule is over.</returns>
    private Actor? DecideRaw(Actor? self)
    {
        while (world.Failure is null)
        {
            if (Steps + _beats > scope.MaxSteps)
            {
                world.Fail($"Livelock: more than {scope.MaxSteps} steps. Call Atomic.Pause in loops that wait for others, or raise MaxSteps");
                break;
            }
            bool selfRuns = Collect(self);
            Choice choice = _options[chooser.Choose(this, selfRuns ? self : null)];
            _choices.Add(choice);
            if (choice.Kind == ChoiceKind.Run)
            {
                _preemptions += selfRuns && choice.Index != self!.Index ? 1 : 0;
                return world.Actors[choice.Index];
            }
            if (choice.Kind == ChoiceKind.End)
            {
                world.Conclude();
                break;
            }
            Disturb(choice);
        }
        return null;
    }

    /// <summary>Fills the options, the least disturbing first. Returns whether <paramref name="self"/> could go on.</summary>
    private bool Collect(Actor? self)
    {
        _options.Clear();
        bool selfRuns = self is not null && self.CanRun;
        if (selfRuns)
            _options.Add(new Choice(ChoiceKind.Run, self!.Index));
        CollectDrains();
        if (!selfRuns || _preemptions < scope.Preemptions)
            CollectRuns(self, static actor => actor.CanRun);
        if (_options.Count == 0)
            CollectRuns(null, static actor => actor.Status == ActorStatus.Paused && !actor.Process.IsGone);
        if (_options.Count == 0)
            _options.Add(new Choice(ChoiceKind.End, 0));
        CollectDisturbances(self);
        return selfRuns;
    }

    private void CollectDrains()
    {
        if (!scope.StoreBuffers)
            return;
        foreach (Actor actor in world.Actors)
        {
            if (!actor.Stores.IsEmpty)
                _options.Add(new Choice(ChoiceKind.Drain, actor.Index));
        }
    }

    private void CollectRuns(Actor? except, Func<Actor, bool> canRun)
    {
        foreach (Actor actor in world.Actors)
        {
            if (actor != except && canRun(actor))
                _options.Add(new Choice(ChoiceKind.Run, actor.Index));
        }
    }

    /// <summary>
    /// A process dies or stops right after one of its own steps, and nowhere else: whatever others do before they can notice might as well
    /// come after. Who has looked (a probe) can tell, so then the probed process may die too.
    /// </summary>
    private void CollectDisturbances(Actor? self)
    {
        SimProcess? last = _lastActor?.Process;
        if (MortalIndex(last) >= 0)
            _options.Add(new Choice(ChoiceKind.Kill, last!.Index));
        if (_probed != last && MortalIndex(_probed) >= 0)
            _options.Add(new Choice(ChoiceKind.Kill, _probed!.Index));
        if (last is { CanStop: true, IsGone: false } && _stops < scope.Stops && _options[0].Kind != ChoiceKind.End)
            _options.Add(new Choice(ChoiceKind.Stop, last.Index));
        if (self is { Status: ActorStatus.Asleep, Process.IsGone: false } && _spuriousWakes < scope.SpuriousWakes)
            _options.Add(new Choice(ChoiceKind.Rouse, self.Index));
    }

    private int MortalIndex(SimProcess? process) => process is { CanDie: true, IsGone: false } && _deaths < scope.Deaths ? process.Index : -1;

    private void Disturb(Choice choice)
    {
        trace?.Disturb(world, choice);
        switch (choice.Kind)
        {
            case ChoiceKind.Kill:
                _deaths++;
                world.Kill(world.Processes[choice.Index]);
                break;
            case ChoiceKind.Stop:
                _stops++;
                world.Processes[choice.Index].IsStopped = true;
                break;
            case ChoiceKind.Rouse:
                _spuriousWakes++;
                world.Doorbell.Rouse(world.Actors[choice.Index]);
                break;
            case ChoiceKind.Drain:
                world.Actors[choice.Index].Stores.Drain();
                break;
        }
    }

    private void HandOver(Actor? next)
    {
        if (next is null)
            world.Crew.Over.Signal();
        else
            world.Crew.Resume(next);
    }
}
