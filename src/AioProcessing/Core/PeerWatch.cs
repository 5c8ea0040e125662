using AioProcessing.Core.Machines;
using AioProcessing.Os;

namespace AioProcessing.Core;

/// <summary>Watches the next few members, cyclically, so that every death is seen by somebody while nobody watches everybody.</summary>
/// <remarks>
/// A joiner rings its predecessors between claiming its slot and looking for its own successors. Of two that join at once, either the first sees the
/// second's slot or the second rings the first. If all watchers of a process die with it, whoever reaps one of them looks for new
/// successors, and finds the next dead one.
/// </remarks>
internal sealed class PeerWatch(Participant me, ProcessWatcher watcher) : IDisposable
{
    private const int Successors = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<ProcessTag, IDisposable> _watched = [];
    private bool _isDisposed;

    /// <summary>Makes the members before me watch me too.</summary>
    public void AnnounceMe()
    {
        foreach (int slot in Neighbours(-1))
            me.Bells.Call(slot, Bells.Peers);
    }

    /// <summary>Watches the members that are my successors now, and reaps those found dead.</summary>
    public void Refresh()
    {
        bool foundDead;
        do
        {
            foundDead = false;
            foreach (int slot in Neighbours(+1))
                foundDead |= Check(slot, SlotMachine.Read(me.Arena, slot));
        }
        while (foundDead);
    }

    /// <summary>Watches the process in a slot, or reaps it. True when it was dead.</summary>
    public bool Check(int slot, SlotWord word)
    {
        var tag = new ProcessTag(slot, word.Generation);
        if (word.State == SlotState.Dying)
            return me.Reaper.Reap(tag); // Its reaper may have died as well.
        if (word.State == SlotState.Free)
            return false;
        ProcessIdentity process = watcher.Identify(word.Pid);
        if (process.StartTime == 0 || !word.Names(process))
            return me.Reaper.Reap(tag);
        lock (_gate)
        {
            if (_isDisposed || _watched.ContainsKey(tag))
                return false;
            _watched.Add(tag, Nothing.Instance); // It may end while the watch is being set up.
        }

        IDisposable watch = watcher.Watch(process, () => Ended(tag));
        lock (_gate)
        {
            if (_watched.ContainsKey(tag) && !_isDisposed)
                _watched[tag] = watch;
            else
                watch.Dispose();
        }

        return false;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (IDisposable watch in _watched.Values)
                watch.Dispose();
            _watched.Clear();
        }
    }

    private void Ended(ProcessTag tag)
    {
        lock (_gate)
        {
            if (_watched.Remove(tag, out IDisposable? watch))
                watch.Dispose();
            if (_isDisposed)
                return;
        }

        if (!me.Presence.TryEnter())
            return;
        me.Reaper.Reap(tag);
        Refresh();
        me.Presence.Exit();
    }

    private List<int> Neighbours(int direction)
    {
        int high = (int)Atomic.LoadAcquire(ref me.Arena.Header.HighSlot);
        var found = new List<int>(Successors);
        for (int step = 1; step < high && found.Count < Successors; step++)
        {
            int slot = (me.Tag.Slot + (direction * step) + high) % high;
            if (SlotMachine.Read(me.Arena, slot).State != SlotState.Free)
                found.Add(slot);
        }

        return found;
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
