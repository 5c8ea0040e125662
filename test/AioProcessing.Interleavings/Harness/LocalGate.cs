using AioProcessing.Interleavings;

namespace AioProcessing.Core;

/// <summary>The explorer's gate: an actor that finds it closed is not scheduled until it is open. It dies with its process.</summary>
internal sealed class LocalGate
{
    private SimProcess? _process;

    /// <summary>The actor inside; null when it is open.</summary>
    public Actor? Holder { get; private set; }

    public bool IsFree => Holder is null;

    public void Enter()
    {
        if (Actor.Current is not { } actor)
            return;
        if (Holder == actor)
            throw new InvalidOperationException($"{actor} entered a gate that it is inside of already; gates are not re-entrant.");
        _process ??= actor.Process;
        if (_process != actor.Process)
            throw new InvalidOperationException($"{actor} entered a gate of process {_process}: gates do not cross processes.");
        actor.Enter(this);
        Holder = actor;
    }

    public void Exit()
    {
        if (Actor.Current is not { } actor || actor.IsEnding)
            return;
        if (Holder != actor)
            throw new InvalidOperationException($"{actor} left a gate that it is not inside of.");
        actor.Exit();
        Holder = null;
    }
}
