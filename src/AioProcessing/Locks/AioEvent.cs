using System.Threading.Tasks.Sources;
using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A flag that any number of processes, threads and tasks can wait for. It stays set until it is reset.</summary>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.Event</c>. Setting never waits for the waiters: a dead one is skipped. Whoever waited when it was
/// set goes on even if it is reset at once.
/// <para><b>If a process dies</b> while setting, the event is set or not; if it is, everybody who waits is told. Death of a waiter changes nothing.</para>
/// <para><b>Cost</b>: waiting for a set event is one load. Setting is one atomic instruction, and one system call per process that sleeps.</para>
/// </remarks>
public sealed class AioEvent : IAioEvent, IAioHandle, IAioWaitable
{
    private Handle<SharedEvent> _handle;

    /// <summary>Makes an event in the context of this process tree; it is not set.</summary>
    public AioEvent() : this(Place.Default)
    {
    }

    internal AioEvent(Place place) => _handle = Handle<SharedEvent>.Create(place, ObjectKind.Event, SharedEvent.Make);

    /// <summary>Whether it is set. May be out of date when it returns.</summary>
    public bool IsSet => _handle.Target.IsSet;

    /// <summary>Sets it and lets everybody go on who waits. Nothing happens if it is set already.</summary>
    public void Set() => _handle.Target.Set();

    /// <summary>Makes later waits wait again (Python's <c>clear</c>).</summary>
    public void Reset() => _handle.Target.Reset();

    /// <summary>Whether it is set; never waits. The same as <see cref="IsSet"/>, for symmetry with the other waits.</summary>
    public bool TryWait() => IsSet;

    /// <summary>Blocks this thread until it is set.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Wait(CancellationToken cancellationToken = default) => Block(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Blocks this thread until it is set, for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return Block(timeout, cancellationToken);
    }

    /// <summary>Goes on when it is set, without blocking a thread.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        SharedEvent target = _handle.Target;
        if (target.TryPass(out ulong epoch) || target.TrySpin(epoch))
            return default;
        EventWaiter waiter = Park(target, epoch, Timeout.InfiniteTimeSpan, cancellationToken);
        return new ValueTask(waiter, waiter.Version);
    }

    /// <summary>Goes on when it is set or after <paramref name="timeout"/>, without blocking a thread.</summary>
    /// <returns>False on time-out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        SharedEvent target = _handle.Target;
        if (target.TryPass(out ulong epoch))
            return new ValueTask<bool>(true);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(false);
        EventWaiter waiter = Park(target, epoch, timeout, cancellationToken);
        return new ValueTask<bool>(waiter, waiter.Version);
    }

    /// <summary>Lets go of this handle.</summary>
    public void Dispose() => _handle.Dispose();

    bool IAioWaitable.IsReady => IsSet;

    Task IAioWaitable.WaitUntilReadyAsync(CancellationToken cancellationToken) => WaitAsync(cancellationToken).AsTask();

    void IAioHandle.WriteReference(PayloadWriter writer) => _handle.Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader) => _handle = Handle<SharedEvent>.Read(ref reader, ObjectKind.Event, SharedEvent.Make);

    private bool Block(TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SharedEvent target = _handle.Target;
        if (target.TryPass(out ulong epoch))
            return true;
        if (timeout == TimeSpan.Zero)
            return false;
        if (target.TrySpin(epoch))
            return true;
        var waiter = new EventWaiter(this, epoch, isBlocking: true);
        target.Channel.Park(waiter);
        return waiter.Block(timeout, cancellationToken);
    }

    private EventWaiter Park(SharedEvent target, ulong epoch, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waiter = new EventWaiter(this, epoch, isBlocking: false);
        target.Channel.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }

    private sealed class EventWaiter(AioEvent owner, ulong epoch, bool isBlocking)
        : Waiter<ulong, bool>(epoch, owner, isBlocking), IValueTaskSource, IValueTaskSource<bool>
    {
        void IValueTaskSource.GetResult(short token) => GetResult(token);
    }
}
