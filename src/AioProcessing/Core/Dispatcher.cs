using System.Numerics;
using AioProcessing.Core.Layout;
using AioProcessing.Os;

namespace AioProcessing.Core;

/// <summary>The one thread of a process that sleeps on its doorbell, and looks at the objects that were rung for.</summary>
/// <remarks>
/// When it has looked at everything, it runs the continuation of the first wait that it completed itself, under an <see cref="InlineGuard"/>; all others go
/// to the thread pool. So nothing that it has taken from the doorbell ever waits for user code.
/// </remarks>
internal sealed class Dispatcher
{
    private const uint GroupMask = 0xFFFF;
    private const int SpareMilliseconds = 2_000;

    // The dispatcher that looks at objects on this thread; null outside, and while a continuation runs.
    [ThreadStatic]
    private static Dispatcher? t_looking;

    private readonly Participant _participant;
    private readonly Doorbell _doorbell;
    private readonly Action _refreshPeers;
    private readonly InlineGuard _guard;
    private volatile Thread? _thread;
    private IContinuation? _last;
    private uint _sleeps;
    private Spare? _spare;

    public Dispatcher(Participant participant, Doorbell doorbell, Action refreshPeers)
    {
        _participant = participant;
        _doorbell = doorbell;
        _refreshPeers = refreshPeers;
        _guard = new InlineGuard(Start);
    }

    private ref ProcessSlot Slot => ref _participant.Arena.Slot(_participant.Tag.Slot);

    /// <summary>True when the caller is a dispatcher that will run the continuation itself, after it has looked at everything.</summary>
    public static bool TryDefer(IContinuation continuation)
    {
        if (t_looking is not { _last: null } dispatcher)
            return false;
        dispatcher._last = continuation;
        return true;
    }

    /// <summary>Gives the role to the thread that had it before, if that has nothing else to do; else to a new one.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _spare, null) is { } spare)
        {
            _thread = spare.Thread;
            spare.Role.Release();
            return;
        }

        // The usual stack, because user code may run on it.
        var thread = new Thread(Run) { IsBackground = true, Name = "AioProcessing dispatcher" };
        _thread = thread;
        thread.UnsafeStart();
    }

    /// <summary>Makes the thread end as soon as it has looked at what it is looking at. It may be in a continuation for longer, or be the caller.</summary>
    public void Stop() => _participant.Bells.Call(_participant.Tag.Slot, Bells.Stop);

    /// <summary>Waits for the thread to end, user code and all. Not to be called by that thread, which it would wait for ever for.</summary>
    public void Join()
    {
        if (_thread == Thread.CurrentThread)
            throw new InvalidOperationException("A dispatcher cannot wait for its own end: a continuation that it runs called Join.");
        _thread?.Join();
    }

    /// <summary>Looks at all that was rung for. Sleeps first if there is nothing. False when told to stop.</summary>
    public bool RunOnce()
    {
        uint rung = Bells.RungOf(Atomic.Exchange(ref Slot.Doorbell, 0));
        if (rung == 0)
        {
            // Asleep only if nothing was rung since: then any ring changes the word, so it cannot be slept through.
            uint asleep = Bells.Sleep(++_sleeps);
            if (Atomic.TrySwap(ref Slot.Doorbell, 0, asleep))
                _doorbell.Wait(ref Slot.Doorbell, asleep);
            return true;
        }

        if ((rung & Bells.Peers) != 0)
            _refreshPeers();
        if ((rung & Bells.Scan) != 0)
            _participant.WakeAll();
        for (uint groups = rung & GroupMask; groups != 0; groups &= groups - 1)
            LookAtGroup(BitOperations.TrailingZeroCount(groups));
        return (rung & Bells.Stop) == 0;
    }

    private void LookAtGroup(int group)
    {
        for (ulong bits = Atomic.Exchange(ref Slot.Pending[group], 0); bits != 0; bits &= bits - 1)
            _participant.WakeBucket((group * 64) + BitOperations.TrailingZeroCount(bits));
    }

    private void Run()
    {
        while (!Serve() && WaitForRole())
        {
        }
    }

    // True when told to stop; false when the role has gone to another thread while user code ran.
    private bool Serve()
    {
        bool goesOn = true, hasRole = true;
        while (goesOn && hasRole && _participant.Presence.TryEnter())
        {
            t_looking = this;
            goesOn = RunOnce();
            t_looking = null;
            _participant.Presence.Exit();
            IContinuation? last = _last;
            _last = null;
            hasRole = last is null || _guard.Run(last);
        }

        return hasRole;
    }

    // A program whose continuations regularly run for long needs a new dispatcher every few milliseconds. With one in reserve two threads take turns.
    private bool WaitForRole()
    {
        var me = new Spare(Thread.CurrentThread);
        if (Interlocked.CompareExchange(ref _spare, me, null) is not null)
            return false;
        if (me.Role.Wait(SpareMilliseconds))
            return true;
        if (Interlocked.CompareExchange(ref _spare, null, me) == me)
            return false;
        me.Role.Wait(); // It is being given the role at this moment.
        return true;
    }

    private sealed class Spare(Thread thread)
    {
        public Thread Thread { get; } = thread;

        public SemaphoreSlim Role { get; } = new(0);
    }
}
