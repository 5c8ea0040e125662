using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <content>How the built-in objects are made: the arguments checked, the request sent, the proxy put around the answer.</content>
public sealed partial class AioManager
{
    // What is wrong with the arguments is thrown at the call, not by the task.
    private async Task<TProxy> MakeAsync<TProxy>(
        string kind, string label, string? name, Func<AioProxyTarget, TProxy> wrap, CancellationToken cancellationToken, Action<PayloadWriter>? writeArguments = null) =>
        wrap(await CreateBuiltInAsync(kind, name, writeArguments, cancellationToken, label).ConfigureAwait(false));

    private Task<TQueue> MakeQueueAsync<T, TQueue>(string? name, int capacity, string what, Func<AioProxyTarget, TQueue> wrap, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        return MakeAsync(QueueObject.Kind, $"a {what}queue of {typeof(T)} with capacity {capacity}", name, wrap, cancellationToken, call => call.WriteInt32(capacity));
    }

    private Task<IAioSemaphore> MakeBoundedSemaphoreAsync(string? name, int initial, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(initial);
        return MakeSemaphoreAsync(name, initial, initial, permitsAreOwned: true, cancellationToken);
    }

    private Task<IAioSemaphore> MakeSemaphoreAsync(string? name, int initial, int limit, bool permitsAreOwned, CancellationToken cancellationToken)
    {
        if (initial < 0 || initial > PermitMachine.MaxPermits)
            throw new ArgumentOutOfRangeException(nameof(initial), initial, $"A semaphore starts with 0 to {PermitMachine.MaxPermits:N0} permits.");
        string label = $"a {(limit == initial ? "bounded " : "")}semaphore of {initial} {(permitsAreOwned ? "" : "unowned ")}permits";
        return MakeAsync<IAioSemaphore>(SemaphoreObject.Kind, label, name, target => new HostedSemaphore(target, limit), cancellationToken, call =>
        {
            call.WriteInt32(initial);
            call.WriteInt32(limit);
            call.WriteBool(permitsAreOwned);
        });
    }

    private Task<HostedLockBase> LockOfConditionAsync(string? condition, CancellationToken cancellationToken) => condition is null
        ? MakeAsync<HostedLockBase>(LockObject.Kind, "a lock", null, static target => new HostedLock(target), cancellationToken)
        : MakeAsync<HostedLockBase>(LockObject.Kind, "the lock of a condition", $"{condition} (its lock)", static target => new HostedLock(target), cancellationToken);

    private Task<HostedLockBase> AnotherAsync(IAioLock mutex, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return mutex is HostedLockBase known && known.Client.Address.Id == _client.Address.Id
            ? known.AnotherAsync(cancellationToken)
            : throw new ArgumentException($"A condition of {this} cannot be over this lock: only over one that the same manager hosts. Take the lock from it.", nameof(mutex));
    }

    private async Task<IAioCondition> MakeConditionAsync(string? name, Task<HostedLockBase> making, CancellationToken cancellationToken)
    {
        HostedLockBase mutex = await making.ConfigureAwait(false);
        try
        {
            long id = mutex.Target.Id;
            return await MakeAsync(
                ConditionObject.Kind, $"a condition over lock {id}", name, target => new HostedCondition(target, mutex), cancellationToken, call => call.WriteInt64(id)).ConfigureAwait(false);
        }
        catch
        {
            mutex.Dispose();
            throw;
        }
    }

    private Task<IAioBarrier> MakeBarrierAsync(string? name, int parties, Action? action, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (parties is < 1 or > BarrierMachine.MaxParties)
            throw new ArgumentOutOfRangeException(nameof(parties), parties, $"A barrier has 1 to {BarrierMachine.MaxParties:N0} parties.");
        TimeSpan limit = timeout ?? Timeout.InfiniteTimeSpan;
        TimeLimit.Check(limit);
        if (limit == TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "Nobody can wait for no time: give a positive time limit, or none.");
        return MakeAsync<IAioBarrier>(
            BarrierObject.Kind, $"a barrier of {parties} parties", name, target => new HostedBarrier(target, parties, action, limit), cancellationToken, call => call.WriteInt32(parties));
    }

    private unsafe Task<TProxy> MakeMemoryAsync<T, TProxy>(
        string? name, string what, int length, T initial, bool isRaw, Func<AioProxyTarget, TProxy> wrap, CancellationToken cancellationToken)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return MakeAsync(ArrayObject.Kind, $"a {(isRaw ? "raw " : "")}{what}", name, wrap, cancellationToken, call =>
        {
            call.WriteInt32(sizeof(T));
            call.WriteInt32(length);
            call.WriteInt32(length == 0 ? 0 : sizeof(T));
            if (length > 0)
                call.WriteRaw(initial);
        });
    }

    private Task<IAioPool> MakePoolAsync(string? name, int? workers, CancellationToken cancellationToken)
    {
        int count = workers ?? AioEnvironment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(workers));
        return MakeAsync<IAioPool>(PoolObject.Kind, $"a pool of {count} workers", name, target => new HostedPool(target, count), cancellationToken, call => call.WriteInt32(count));
    }

    private static string Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name;
    }
}
