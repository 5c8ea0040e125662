namespace AioProcessing.Interleavings;

/// <summary>What surrounds one access: planted faults, delayed stores, and the trace. The access itself is real and in between.</summary>
internal sealed class StepEffects(World world, Scope scope, IReadOnlyList<Fault> faults, TraceLog? trace)
{
    private Operation _operation;
    private Actor _actor = null!;
    private ulong _visible;
    private ulong _seen;
    private bool _isUndone;
    private bool _isDelayed;

    /// <summary>Whether a fault drops the call that has just begun.</summary>
    public bool DropsCall { get; private set; }

    /// <returns>What the actor sees in the word, which together with its past decides what it does next.</returns>
    public ulong Begin(Actor actor, in Operation operation)
    {
        _actor = actor;
        _operation = operation;
        Fault? fault = faults.Count == 0 ? null : Find(actor, operation);
        _isDelayed = scope.StoreBuffers && (operation.IsStore || fault is { Effect: FaultEffect.Weaken });
        _isUndone = fault is { Effect: not FaultEffect.Weaken };
        DropsCall = fault is { Effect: FaultEffect.Drop };
        if (!operation.IsLoad && !_isDelayed)
            actor.Stores.DrainAll();
        ulong seen = _seen = operation.HasWord ? Show(actor, operation) : 0;
        trace?.Begin(world, actor, operation, seen, fault);
        if (fault is { Effect: FaultEffect.Fail })
            operation.Write(~seen);
        return operation.IsStore ? 0 : seen; // Who only stores does not learn what was there.
    }

    /// <summary>After the access, before anybody else looks: undoes what must not have happened, and hides what is to be seen later.</summary>
    public void Settle()
    {
        ulong? written = _operation.HasWord ? _operation.Read() : null;
        if (_isDelayed && !_isUndone && (_operation.IsStore || written != _seen))
            _actor.Stores.Add(_operation, written!.Value);
        if (_operation.HasWord && (_isDelayed || _isUndone))
            _operation.Write(_visible);
        trace?.End(_isDelayed || written is null ? written : _operation.Read());
        world.Ram.Account(_operation);
    }

    /// <summary>The actor sees its own delayed stores; while it looks, nobody else does.</summary>
    private ulong Show(Actor actor, in Operation operation)
    {
        _visible = operation.Read();
        if (actor.Stores.IsEmpty || !actor.Stores.TryForward(operation, out ulong own))
            return _visible;
        operation.Write(own);
        _isUndone |= operation.IsLoad;
        return own;
    }

    private Fault? Find(Actor actor, in Operation operation)
    {
        foreach (Fault fault in faults)
        {
            if (fault.Strike(operation, actor, world.Ram))
                return fault;
        }
        return null;
    }
}
