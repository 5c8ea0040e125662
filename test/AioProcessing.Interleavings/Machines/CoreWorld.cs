using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Interleavings.Machines;

/// <summary>The product's own core in a simulated machine: an arena, and members that run in processes which may die.</summary>
internal sealed unsafe class CoreWorld
{
    private readonly Dictionary<SimProcess, SimWatcher> _watchers = [];

    /// <param name="world">The machine.</param>
    /// <param name="slots">Process slots in use, at most.</param>
    /// <param name="objects">Object headers in use, at most.</param>
    public CoreWorld(World world, int slots, int objects = 1)
    {
        World = world;
        SharedMapping mapping = world.Map(ArenaLayout.TotalBytes);
        byte* start = mapping.Base;
        world.Watch(start, 512, "header");
        world.Name(start + 128, 8, "high slot");
        world.Name(start + 256, 8, "high object");
        world.Watch(start + ArenaLayout.ClassHeadsOffset, 128 * ArenaLayout.ClassCount, "block classes");
        Arena = Arena.Create(mapping);
        for (int slot = 0; slot < slots; slot++)
            WatchSlot(slot);
        for (int index = 0; index < objects; index++)
            WatchObject(index);
    }

    /// <summary>Explores a block's word and the first bytes of its memory.</summary>
    public byte* WatchBlock(int blockClass, int index, int sizeBytes)
    {
        BlockId block = new(blockClass, index);
        World.Watch(Unsafe(ref Arena.BlockWord(blockClass, index)), sizeof(ulong), $"block word {blockClass}.{index}");
        World.Watch(Arena.Hold(block), sizeof(HoldRecord), $"hold {blockClass}.{index}");
        World.Watch(Arena.Block(block), sizeBytes, $"block {blockClass}.{index}");
        return Arena.Block(block);
    }

    /// <summary>Promises that from now on nobody joins, and no object and no block is made: their bounds and hints only get read.</summary>
    public void FreezeBounds()
    {
        byte* start = World.Map(ArenaLayout.TotalBytes).Base;
        World.Freeze(start, 512);
        World.Freeze(start + ArenaLayout.ClassHeadsOffset, 128 * ArenaLayout.ClassCount);
    }

    public World World { get; }

    public Arena Arena { get; }

    /// <summary>Adds processes that joined the arena before anything else happened, each with its dispatcher running.</summary>
    /// <param name="count">How many; their names are A, B, …</param>
    public Member[] Join(int count)
    {
        Member[] members = [.. AddProcesses(count).Select(Join)];
        foreach (Member member in members)
        {
            // What joining has rung for; an empty doorbell would put set-up to sleep.
            while (Arena.Slot(member.Tag.Slot).Doorbell != 0)
                member.Participant.Dispatcher.RunOnce();
        }
        return members;
    }

    /// <summary>Adds processes that hear of each other's death, and are no members yet.</summary>
    public SimProcess[] AddProcesses(int count)
    {
        SimProcess[] processes = [.. Enumerable.Range(0, count).Select(index => World.Process($"{(char)('A' + index)}"))];
        foreach (SimProcess process in processes)
            _watchers.Add(process, new SimWatcher(World, process));
        return processes;
    }

    /// <summary>Makes this process a member, in set-up or as steps of the calling actor.</summary>
    public Member Join(SimProcess process)
    {
        Participant participant = Participant.Join(Arena, World.Doorbell, _watchers[process], SimWatcher.IdentityOf(process));
        process.Daemon("dispatcher", () => RunDispatcher(participant));
        return new Member(process, participant);
    }

    private static void RunDispatcher(Participant participant)
    {
        while (participant.Dispatcher.RunOnce())
        {
        }
    }

    private static void* Unsafe(ref ulong word) => System.Runtime.CompilerServices.Unsafe.AsPointer(ref word);

    private void WatchSlot(int index)
    {
        byte* start = (byte*)Unsafe(ref Arena.Slot(index).State);
        World.Watch(start, 256 + sizeof(PendingWords), $"slot{index}");
        World.Name(start + 128, 4, $"doorbell{index}");
        World.Name(start + 256, sizeof(PendingWords), $"pending{index}");
    }

    private void WatchObject(int index)
    {
        ObjectHeader* header = Arena.Object(index);
        World.Watch(header, sizeof(ObjectHeader), $"object{index}");
        World.Name(&header->Life, 8, $"life{index}");
        World.Name(&header->State, 8, $"state{index}");
        World.Name(&header->Block, 8, $"ring block{index}");
        World.Name(&header->Waiters0, 128, $"waiters{index}");
        World.Name(&header->Waiters1, 128, $"room waiters{index}");
        World.Name(&header->Openers, 128, $"openers{index}");
    }
}

/// <summary>A member of the arena, and the simulated process that it runs in.</summary>
internal sealed record Member(SimProcess Process, Participant Participant)
{
    public ProcessTag Tag => Participant.Tag;
}

/// <summary>A wait of an actor: parked where the product would suspend or block.</summary>
internal sealed class SimWait<TRequest, TResult>(TRequest request) : Waiter<TRequest, TResult>(request, null, isBlocking: false)
{
    public bool IsOver { get; private set; }

    /// <summary>Parks, and sleeps until it is served.</summary>
    public static TResult Await(WaitChannel<TRequest, TResult> channel, TRequest request = default!)
    {
        SimWait<TRequest, TResult> wait = new(request);
        channel.Park(wait);
        World.WaitUntil(() => wait.IsOver);
        return wait.Error is null ? wait.Result : throw wait.Error;
    }

    protected override void Settle() => IsOver = true;
}
