using System.Threading.Tasks.Sources;
using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Locks;

/// <summary>What the two kinds of semaphore have in common: a handle, and the ways to wait.</summary>
internal readonly struct SemaphoreCore(Handle<SharedSemaphore> handle)
{
    public SharedSemaphore Target => handle.Target;

    public static unsafe SemaphoreCore Create(Place place, int initial, SemaphoreSettings settings)
    {
        if (initial < 0 || initial > PermitMachine.MaxPermits)
            throw new ArgumentOutOfRangeException(nameof(initial), initial, $"A semaphore starts with 0 to {PermitMachine.MaxPermits:N0} permits.");
        return new(Handle<SharedSemaphore>.Create(
            place, ObjectKind.Semaphore, SharedSemaphore.Make, (participant, header) => SharedSemaphore.Prepare(participant, header, initial, settings)));
    }

    public static SemaphoreCore Read(ref PayloadReader reader) => new(Handle<SharedSemaphore>.Read(ref reader, ObjectKind.Semaphore, SharedSemaphore.Make));

    public void Write(PayloadWriter writer) => handle.Write(writer);

    public void Dispose() => handle.Dispose();

    public bool Block(object owner, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        SharedSemaphore target = Target;
        if (target.TryAcquire(out bool taken) || timeout == TimeSpan.Zero || (taken = target.TrySpin()))
            return taken;
        var waiter = new SemaphoreWaiter(owner, isBlocking: true);
        target.Channel.Park(waiter);
        return waiter.Block(timeout, cancellationToken);
    }

    /// <summary>Null when a permit was taken at once.</summary>
    public SemaphoreWaiter? TakeOrPark(object owner, TimeSpan timeout, CancellationToken cancellationToken)
    {
        SharedSemaphore target = Target;
        if (target.TryAcquire(out _) || target.TrySpin())
            return null;
        var waiter = new SemaphoreWaiter(owner, isBlocking: false);
        target.Channel.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }

    public ValueTask<AioSemaphoreReleaser> AcquireAsync(object owner, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<AioSemaphoreReleaser>(cancellationToken);
        return TakeOrPark(owner, Timeout.InfiniteTimeSpan, cancellationToken) is { } waiter
            ? new ValueTask<AioSemaphoreReleaser>(waiter, waiter.Version)
            : new ValueTask<AioSemaphoreReleaser>(new AioSemaphoreReleaser(owner));
    }

    public ValueTask<bool> TryAcquireAsync(object owner, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(Target.TryAcquire(out _));
        return TakeOrPark(owner, timeout, cancellationToken) is { } waiter ? new ValueTask<bool>(waiter, waiter.Version) : new ValueTask<bool>(true);
    }

    public void Release(int permits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(permits);
        SharedSemaphore target = Target;
        if (!target.TryRelease(permits, mustHold: false))
            throw new AioException($"The semaphore cannot take {permits:N0} permits back: {target.Free:N0} are free, and there may be {target.Settings.Limit:N0}. Release as often as you acquired.");
    }

    /// <summary>For a releaser: the permit must be one that this process holds.</summary>
    public void ReleaseOne()
    {
        if (!Target.TryRelease(1, mustHold: true))
            throw new AioException($"The semaphore's permit cannot be given back: process {Environment.ProcessId} holds none. Dispose of each releaser once, in the process that acquired.");
    }
}

/// <summary>A wait for a permit, in the two shapes that callers await.</summary>
internal sealed class SemaphoreWaiter(object owner, bool isBlocking)
    : Waiter<None, bool>(default, owner, isBlocking), IValueTaskSource<AioSemaphoreReleaser>, IValueTaskSource<bool>
{
    AioSemaphoreReleaser IValueTaskSource<AioSemaphoreReleaser>.GetResult(short token)
    {
        GetResult(token);
        return new AioSemaphoreReleaser(Owner!);
    }
}
