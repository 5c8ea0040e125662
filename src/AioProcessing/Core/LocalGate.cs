namespace AioProcessing.Core;

/// <summary>A lock between the threads of this process, over waiter bookkeeping that never leaves process memory.</summary>
/// <remarks>A type of its own because the interleaving build replaces it by one that the explorer schedules.</remarks>
internal sealed class LocalGate
{
    private readonly Lock _lock = new();

    public void Enter() => _lock.Enter();

    public void Exit() => _lock.Exit();
}
