using AioProcessing.Os;

namespace AioProcessing.Interleavings;

/// <summary>What one simulated process learns of the others' deaths: by looking, and by a notice that arrives at any later moment.</summary>
internal sealed class SimWatcher : ProcessWatcher
{
    private const int FirstPid = 100;

    private readonly World _world;
    private readonly SimProcess _mine;
    private readonly List<Entry> _watches = [];

    /// <param name="world">Where.</param>
    /// <param name="mine">Whose watcher it is; gets an actor for each other process that there is.</param>
    public SimWatcher(World world, SimProcess mine)
    {
        (_world, _mine) = (world, mine);
        foreach (SimProcess other in world.Processes)
        {
            if (other != mine)
                mine.OnDeath(other, $"hears of {other}", () => Tell(other));
        }
    }

    public static ProcessIdentity IdentityOf(SimProcess process) => new(FirstPid + process.Index, process.Index + 1);

    public override ProcessIdentity Identify(int pid)
    {
        SimProcess process = _world.Processes[pid - FirstPid];
        return IsAlive(process) ? IdentityOf(process) : default;
    }

    public override IDisposable Watch(ProcessIdentity process, Action ended)
    {
        SimProcess target = _world.Processes[process.Pid - FirstPid];
        Entry watch = new(target, ended);
        _watches.Add(watch);
        if (!IsAlive(target))
            watch.Tell();
        return watch;
    }

    /// <summary>A look is a step of an actor, and simply a look in set-up.</summary>
    private static bool IsAlive(SimProcess process) => Actor.Current is null ? !process.IsDead : process.Probe();

    private void Tell(SimProcess dead)
    {
        foreach (Entry watch in _watches.ToArray())
        {
            if (watch.Target == dead)
                watch.Tell();
        }
    }

    public override string ToString() => $"watcher of {_mine}";

    private sealed class Entry(SimProcess target, Action ended) : IDisposable
    {
        private bool _isOver;

        public SimProcess Target => target;

        public void Tell()
        {
            if (_isOver)
                return;
            _isOver = true;
            ended();
        }

        public void Dispose() => _isOver = true;
    }
}
