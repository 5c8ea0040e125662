using AioProcessing.Core;
using AioProcessing.Core.Layout;
using AioProcessing.Core.Machines;
using AioProcessing.Os;

namespace AioProcessing.Tests.Core;

/// <summary>Several members of one arena inside this process, which can be killed without a process having to die.</summary>
internal sealed class SimulatedProcesses : ProcessWatcher, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Arena _arena = Arena.Create(Platform.CreateMapping(ArenaLayout.TotalBytes));
    private readonly Dictionary<int, Participant> _members = [];
    private readonly HashSet<int> _dead = [];
    private readonly List<(int Pid, Action Ended)> _watches = [];
    private int _lastPid = 1000;

    public Arena Arena => _arena;

    public Participant Join()
    {
        int pid = Interlocked.Increment(ref _lastPid);
        Participant member = Participant.Join(_arena, Platform.Doorbell, this, new ProcessIdentity(pid, pid * 7));
        lock (_gate)
            _members[pid] = member;
        member.Dispatcher.Start();
        return member;
    }

    /// <summary>Ends a member as SIGKILL would: nothing of it runs any more, and then the others are told.</summary>
    public void Kill(Participant member)
    {
        Freeze(member);
        Bury(member);
    }

    /// <summary>As <see cref="Kill"/>; the next one to join gets its slot, as soon as whoever repairs what it left is done with it.</summary>
    public Participant Replace(Participant member)
    {
        Kill(member);
        Assert.True(SpinWait.SpinUntil(() => SlotMachine.Read(_arena, member.Tag.Slot).State == SlotState.Free, Eventually.Patience), "The slot was not given back.");
        Participant heir = Join();
        Assert.Equal(member.Tag.Slot, heir.Tag.Slot);
        return heir;
    }

    /// <summary>Stops what a member runs; nobody is told.</summary>
    public static void Freeze(Participant member)
    {
        member.Dispatcher.Stop();
        member.Dispatcher.Join();
    }

    /// <summary>Tells the others that a frozen member has died.</summary>
    public void Bury(Participant member)
    {
        Action[] told;
        lock (_gate)
        {
            int pid = _members.First(pair => pair.Value == member).Key;
            _dead.Add(pid);
            told = [.. _watches.Where(watch => watch.Pid == pid).Select(watch => watch.Ended)];
        }

        foreach (Action ended in told)
            ended();
    }

    public override ProcessIdentity Identify(int pid)
    {
        lock (_gate)
            return _dead.Contains(pid) ? default : new ProcessIdentity(pid, pid * 7);
    }

    public override IDisposable Watch(ProcessIdentity process, Action ended)
    {
        lock (_gate)
            _watches.Add((process.Pid, ended));
        return new Unwatch();
    }

    public void Dispose()
    {
        foreach ((int pid, Participant member) in _members)
        {
            if (!_dead.Contains(pid))
                member.Dispose();
        }

        _arena.Dispose();
    }

    private sealed class Unwatch : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
