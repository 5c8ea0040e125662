using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>A child that was started ahead of its job: its runtime is up, the way of a job through it was gone once, and it sleeps in a read of its channel.</summary>
internal sealed class StandbyChild
{
    private const int Idle = 0, Taken = 1, Ended = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly LaunchedChild _child;
    private readonly Action<StandbyChild> _onEnded;
    private readonly IDisposable _watch;
    private int _state;

    private StandbyChild(LaunchedChild child, LaunchConditions conditions, LaunchPlan plan, int sharedMemory, Action<StandbyChild> onEnded)
    {
        _child = child;
        _onEnded = onEnded;
        Conditions = conditions;
        Ready = PrepareAsync(plan, sharedMemory);
        _watch = Platform.ProcessWatcher.Watch(child.Handle.Identity, OnEnded);
    }

    public LaunchConditions Conditions { get; }

    /// <summary>True when it waits for a job; false when it ended before.</summary>
    public Task<bool> Ready { get; }

    /// <summary>Nobody has taken it, and it has not ended as far as is known.</summary>
    public bool IsIdle => Volatile.Read(ref _state) == Idle;

    public int Id => _child.Handle.Identity.Pid;

    /// <param name="conditions">As they are now.</param>
    /// <param name="sharedMemory">See <see cref="ChildSettings.SharedMemory"/>.</param>
    /// <param name="onEnded">Called when it ended and nobody had taken it, maybe before this returns; must not block.</param>
    /// <exception cref="AioException">The process could not be started.</exception>
    public static StandbyChild Launch(LaunchConditions conditions, int sharedMemory, Action<StandbyChild> onEnded)
    {
        LaunchPlan plan = LaunchPlan.Current;
        plan.Library?.EnsureUnchanged();
        return new(LaunchedChild.Launch(plan, "standby", LaunchSettings.None, sharedMemory), conditions, plan, sharedMemory, onEnded);
    }

    /// <summary>The child, for whoever asks first; null when it has ended or was taken. Only once <see cref="Ready"/>.</summary>
    public LaunchedChild? TryTake()
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Idle) != Idle)
            return null;
        _watch.Dispose();
        return _child with { HasTakenOver = true };
    }

    /// <summary>Ends it, unless it was taken.</summary>
    public void End()
    {
        if (IsIdle)
            _ = _child.Handle.Signal(Signal.Kill);
    }

    private async Task<bool> PrepareAsync(LaunchPlan plan, int sharedMemory)
    {
        PayloadWriter message = PayloadWriter.Rent();
        ChildSettings settings = new() { Name = "standby", Lineage = "" };
        JobMessage.Write(message, MessageKind.WarmUp, WarmUp.MakeJob(), settings.MakeProfile(plan), sharedMemory);
        using Timer timer = new(static self => ((StandbyChild)self!).End(), this, s_patience, Timeout.InfiniteTimeSpan);
        bool wasSent = await _child.Channel.SendAsync(message.WrittenMemory).ConfigureAwait(false);
        message.Return();
        byte[] head = new byte[Message.HeadSize];
        while (wasSent && await Message.TryFillAsync(_child.Channel, head).ConfigureAwait(false))
        {
            if (Message.ReadHead(head, out _) == MessageKind.Ready)
                return true;
        }
        End();
        return false;
    }

    /// <summary>On the watcher's thread.</summary>
    private void OnEnded()
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Idle) != Idle)
            return;
        _child.Channel.PeerEnded();
        _ = BuryAsync();
        _onEnded(this);
    }

    /// <summary>When nobody reads from the channel any more.</summary>
    private async Task BuryAsync()
    {
        _ = await Ready.ConfigureAwait(false);
        _ = _child.Handle.Reap();
        _child.Channel.Dispose();
        _child.Handle.Dispose();
    }
}
