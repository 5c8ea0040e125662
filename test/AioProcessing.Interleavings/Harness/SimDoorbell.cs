using System.Runtime.CompilerServices;
using AioProcessing.Os;

namespace AioProcessing.Interleavings;

/// <summary>
/// The doorbell of the simulated machine: comparing and falling asleep are one step, a wake takes the sleeper that has slept longest on
/// that word, in whichever process, and a stopped sleeper swallows it. Nobody wakes by chance, so a lost wake-up is seen.
/// </summary>
internal sealed unsafe class SimDoorbell(World world) : Doorbell
{
    private readonly List<Actor> _sleepers = [];

    public override void Wait(ref uint word, uint expected)
    {
        Actor actor = Caller(nameof(Wait));
        Operation operation = new("Wait", (byte*)Unsafe.AsPointer(ref word), sizeof(uint));
        actor.Step(operation);
        if (operation.Read() != expected || world.Scheduler.DropsCall)
            return;
        _sleepers.Add(actor);
        actor.Sleep(operation.Address);
    }

    public override void Wake(ref uint word)
    {
        byte* address = (byte*)Unsafe.AsPointer(ref word);
        Caller(nameof(Wake)).Step(new Operation("Wake", address, sizeof(uint)));
        if (world.Scheduler.DropsCall)
            return;
        int oldest = _sleepers.FindIndex(sleeper => sleeper.SleepsOn == address);
        if (oldest >= 0)
            Rouse(_sleepers[oldest]);
    }

    /// <summary>Ends the sleep of one actor.</summary>
    internal void Rouse(Actor sleeper)
    {
        _sleepers.Remove(sleeper);
        sleeper.Wake();
    }

    /// <summary>The dead do not sleep.</summary>
    internal void Forget(SimProcess process) => _sleepers.RemoveAll(sleeper => sleeper.Process == process);

    /// <summary>Who sleeps, in the order in which they would be woken.</summary>
    internal ulong Hash()
    {
        ulong hash = 0;
        foreach (Actor sleeper in _sleepers)
            hash = StateHash.Mix(hash, (ulong)sleeper.Index + 1);
        return hash;
    }

    private static Actor Caller(string call) =>
        Actor.Current ?? throw new InvalidOperationException($"Doorbell.{call} was called by a thread that is no actor.");
}
