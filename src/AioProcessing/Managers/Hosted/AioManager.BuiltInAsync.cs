using AioProcessing.Core.Machines;
using AioProcessing.Managers;

namespace AioProcessing;

/// <content>
/// The built-in objects, made without blocking a thread. A call that is cancelled may have made an object with a name; one without a name goes again.
/// </content>
public sealed partial class AioManager
{
    /// <summary>Awaits what <see cref="Queue{T}(int)"/> blocks for.</summary>
    /// <inheritdoc cref="Queue{T}(int)"/>
    public Task<IAioQueue<T>> QueueAsync<T>(int capacity = 0, CancellationToken cancellationToken = default) =>
        MakeQueueAsync<T, IAioQueue<T>>(null, capacity, "", static target => new HostedQueue<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="Queue{T}(string, int)"/> blocks for.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)"/>
    public Task<IAioQueue<T>> QueueAsync<T>(string name, int capacity = 0, CancellationToken cancellationToken = default) =>
        MakeQueueAsync<T, IAioQueue<T>>(Check(name), capacity, "", static target => new HostedQueue<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="JoinableQueue{T}(int)"/> blocks for.</summary>
    /// <inheritdoc cref="JoinableQueue{T}(int)"/>
    public Task<IAioJoinableQueue<T>> JoinableQueueAsync<T>(int capacity = 0, CancellationToken cancellationToken = default) =>
        MakeQueueAsync<T, IAioJoinableQueue<T>>(null, capacity, "joinable ", static target => new HostedJoinableQueue<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="JoinableQueue{T}(string, int)"/> blocks for.</summary>
    /// <inheritdoc cref="JoinableQueue{T}(string, int)"/>
    public Task<IAioJoinableQueue<T>> JoinableQueueAsync<T>(string name, int capacity = 0, CancellationToken cancellationToken = default) =>
        MakeQueueAsync<T, IAioJoinableQueue<T>>(Check(name), capacity, "joinable ", static target => new HostedJoinableQueue<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="SimpleQueue{T}()"/> blocks for.</summary>
    /// <inheritdoc cref="SimpleQueue{T}()"/>
    public Task<IAioSimpleQueue<T>> SimpleQueueAsync<T>(CancellationToken cancellationToken = default) =>
        MakeQueueAsync<T, IAioSimpleQueue<T>>(null, 0, "simple ", static target => new HostedSimpleQueue<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="SimpleQueue{T}(string)"/> blocks for.</summary>
    /// <inheritdoc cref="SimpleQueue{T}(string)"/>
    public Task<IAioSimpleQueue<T>> SimpleQueueAsync<T>(string name, CancellationToken cancellationToken = default) =>
        MakeQueueAsync<T, IAioSimpleQueue<T>>(Check(name), 0, "simple ", static target => new HostedSimpleQueue<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="Lock()"/> blocks for.</summary>
    /// <inheritdoc cref="Lock()"/>
    public Task<IAioLock> LockAsync(CancellationToken cancellationToken = default) =>
        MakeAsync<IAioLock>(LockObject.Kind, "a lock", null, static target => new HostedLock(target), cancellationToken);

    /// <summary>Awaits what <see cref="Lock(string)"/> blocks for.</summary>
    /// <inheritdoc cref="Lock(string)"/>
    public Task<IAioLock> LockAsync(string name, CancellationToken cancellationToken = default) =>
        MakeAsync<IAioLock>(LockObject.Kind, "a lock", Check(name), static target => new HostedLock(target), cancellationToken);

    /// <summary>Awaits what <see cref="ReentrantLock()"/> blocks for.</summary>
    /// <inheritdoc cref="ReentrantLock()"/>
    public Task<IAioReentrantLock> ReentrantLockAsync(CancellationToken cancellationToken = default) =>
        MakeAsync<IAioReentrantLock>(LockObject.Kind, "a re-entrant lock", null, static target => new HostedReentrantLock(target), cancellationToken);

    /// <summary>Awaits what <see cref="ReentrantLock(string)"/> blocks for.</summary>
    /// <inheritdoc cref="ReentrantLock(string)"/>
    public Task<IAioReentrantLock> ReentrantLockAsync(string name, CancellationToken cancellationToken = default) =>
        MakeAsync<IAioReentrantLock>(LockObject.Kind, "a re-entrant lock", Check(name), static target => new HostedReentrantLock(target), cancellationToken);

    /// <summary>Awaits what <see cref="ReaderWriterLock()"/> blocks for.</summary>
    /// <inheritdoc cref="ReaderWriterLock()"/>
    public Task<IAioReaderWriterLock> ReaderWriterLockAsync(CancellationToken cancellationToken = default) =>
        MakeAsync<IAioReaderWriterLock>(ReaderWriterLockObject.Kind, "a reader-writer lock", null, static target => new HostedReaderWriterLock(target), cancellationToken);

    /// <summary>Awaits what <see cref="ReaderWriterLock(string)"/> blocks for.</summary>
    /// <inheritdoc cref="ReaderWriterLock(string)"/>
    public Task<IAioReaderWriterLock> ReaderWriterLockAsync(string name, CancellationToken cancellationToken = default) =>
        MakeAsync<IAioReaderWriterLock>(ReaderWriterLockObject.Kind, "a reader-writer lock", Check(name), static target => new HostedReaderWriterLock(target), cancellationToken);

    /// <summary>Awaits what <see cref="Semaphore(int, bool)"/> blocks for.</summary>
    /// <inheritdoc cref="Semaphore(int, bool)"/>
    public Task<IAioSemaphore> SemaphoreAsync(int initial = 1, bool permitsAreOwned = true, CancellationToken cancellationToken = default) =>
        MakeSemaphoreAsync(null, initial, PermitMachine.MaxPermits, permitsAreOwned, cancellationToken);

    /// <summary>Awaits what <see cref="Semaphore(string, int, bool)"/> blocks for.</summary>
    /// <inheritdoc cref="Semaphore(string, int, bool)"/>
    public Task<IAioSemaphore> SemaphoreAsync(string name, int initial = 1, bool permitsAreOwned = true, CancellationToken cancellationToken = default) =>
        MakeSemaphoreAsync(Check(name), initial, PermitMachine.MaxPermits, permitsAreOwned, cancellationToken);

    /// <summary>Awaits what <see cref="BoundedSemaphore(int)"/> blocks for.</summary>
    /// <inheritdoc cref="BoundedSemaphore(int)"/>
    public Task<IAioSemaphore> BoundedSemaphoreAsync(int initial = 1, CancellationToken cancellationToken = default) =>
        MakeBoundedSemaphoreAsync(null, initial, cancellationToken);

    /// <summary>Awaits what <see cref="BoundedSemaphore(string, int)"/> blocks for.</summary>
    /// <inheritdoc cref="BoundedSemaphore(string, int)"/>
    public Task<IAioSemaphore> BoundedSemaphoreAsync(string name, int initial = 1, CancellationToken cancellationToken = default) =>
        MakeBoundedSemaphoreAsync(Check(name), initial, cancellationToken);

    /// <summary>Awaits what <see cref="Event()"/> blocks for.</summary>
    /// <inheritdoc cref="Event()"/>
    public Task<IAioEvent> EventAsync(CancellationToken cancellationToken = default) =>
        MakeAsync<IAioEvent>(EventObject.Kind, "an event", null, static target => new HostedEvent(target), cancellationToken);

    /// <summary>Awaits what <see cref="Event(string)"/> blocks for.</summary>
    /// <inheritdoc cref="Event(string)"/>
    public Task<IAioEvent> EventAsync(string name, CancellationToken cancellationToken = default) =>
        MakeAsync<IAioEvent>(EventObject.Kind, "an event", Check(name), static target => new HostedEvent(target), cancellationToken);

    /// <summary>Awaits what <see cref="Condition()"/> blocks for.</summary>
    /// <inheritdoc cref="Condition()"/>
    public Task<IAioCondition> ConditionAsync(CancellationToken cancellationToken = default) =>
        MakeConditionAsync(null, LockOfConditionAsync(null, cancellationToken), cancellationToken);

    /// <summary>Awaits what <see cref="Condition(IAioLock)"/> blocks for.</summary>
    /// <inheritdoc cref="Condition(IAioLock)"/>
    public Task<IAioCondition> ConditionAsync(IAioLock mutex, CancellationToken cancellationToken = default) =>
        MakeConditionAsync(null, AnotherAsync(mutex, cancellationToken), cancellationToken);

    /// <summary>Awaits what <see cref="Condition(string)"/> blocks for.</summary>
    /// <inheritdoc cref="Condition(string)"/>
    public Task<IAioCondition> ConditionAsync(string name, CancellationToken cancellationToken = default) =>
        MakeConditionAsync(Check(name), LockOfConditionAsync(name, cancellationToken), cancellationToken);

    /// <summary>Awaits what <see cref="Condition(string, IAioLock)"/> blocks for.</summary>
    /// <inheritdoc cref="Condition(string, IAioLock)"/>
    public Task<IAioCondition> ConditionAsync(string name, IAioLock mutex, CancellationToken cancellationToken = default) =>
        MakeConditionAsync(Check(name), AnotherAsync(mutex, cancellationToken), cancellationToken);

    /// <summary>Awaits what <see cref="Barrier(int, Action, TimeSpan?)"/> blocks for.</summary>
    /// <inheritdoc cref="Barrier(int, Action, TimeSpan?)"/>
    public Task<IAioBarrier> BarrierAsync(int parties, Action? action = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        MakeBarrierAsync(null, parties, action, timeout, cancellationToken);

    /// <summary>Awaits what <see cref="Barrier(string, int, Action, TimeSpan?)"/> blocks for.</summary>
    /// <inheritdoc cref="Barrier(string, int, Action, TimeSpan?)"/>
    public Task<IAioBarrier> BarrierAsync(string name, int parties, Action? action = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        MakeBarrierAsync(Check(name), parties, action, timeout, cancellationToken);

    /// <summary>Awaits what <see cref="Dictionary{TKey, TValue}()"/> blocks for.</summary>
    /// <inheritdoc cref="Dictionary{TKey, TValue}()"/>
    public Task<IAioDictionary<TKey, TValue>> DictionaryAsync<TKey, TValue>(CancellationToken cancellationToken = default)
        where TKey : notnull =>
        MakeAsync<IAioDictionary<TKey, TValue>>(DictionaryObject.Kind, $"a dictionary of {typeof(TKey)} and {typeof(TValue)}", null, static target => new HostedDictionary<TKey, TValue>(target), cancellationToken);

    /// <summary>Awaits what <see cref="Dictionary{TKey, TValue}(string)"/> blocks for.</summary>
    /// <inheritdoc cref="Dictionary{TKey, TValue}(string)"/>
    public Task<IAioDictionary<TKey, TValue>> DictionaryAsync<TKey, TValue>(string name, CancellationToken cancellationToken = default)
        where TKey : notnull =>
        MakeAsync<IAioDictionary<TKey, TValue>>(DictionaryObject.Kind, $"a dictionary of {typeof(TKey)} and {typeof(TValue)}", Check(name), static target => new HostedDictionary<TKey, TValue>(target), cancellationToken);

    /// <summary>Awaits what <see cref="List{T}()"/> blocks for.</summary>
    /// <inheritdoc cref="List{T}()"/>
    public Task<IAioList<T>> ListAsync<T>(CancellationToken cancellationToken = default) =>
        MakeAsync<IAioList<T>>(ListObject.Kind, $"a list of {typeof(T)}", null, static target => new HostedList<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="List{T}(string)"/> blocks for.</summary>
    /// <inheritdoc cref="List{T}(string)"/>
    public Task<IAioList<T>> ListAsync<T>(string name, CancellationToken cancellationToken = default) =>
        MakeAsync<IAioList<T>>(ListObject.Kind, $"a list of {typeof(T)}", Check(name), static target => new HostedList<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="Set{T}()"/> blocks for.</summary>
    /// <inheritdoc cref="Set{T}()"/>
    public Task<IAioSet<T>> SetAsync<T>(CancellationToken cancellationToken = default)
        where T : notnull =>
        MakeAsync<IAioSet<T>>(SetObject.Kind, $"a set of {typeof(T)}", null, static target => new HostedSet<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="Set{T}(string)"/> blocks for.</summary>
    /// <inheritdoc cref="Set{T}(string)"/>
    public Task<IAioSet<T>> SetAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : notnull =>
        MakeAsync<IAioSet<T>>(SetObject.Kind, $"a set of {typeof(T)}", Check(name), static target => new HostedSet<T>(target), cancellationToken);

    /// <summary>Awaits what <see cref="Namespace()"/> blocks for.</summary>
    /// <inheritdoc cref="Namespace()"/>
    public Task<IAioNamespace> NamespaceAsync(CancellationToken cancellationToken = default) =>
        MakeAsync<IAioNamespace>(DictionaryObject.Kind, "a namespace", null, static target => new HostedNamespace(target), cancellationToken);

    /// <summary>Awaits what <see cref="Namespace(string)"/> blocks for.</summary>
    /// <inheritdoc cref="Namespace(string)"/>
    public Task<IAioNamespace> NamespaceAsync(string name, CancellationToken cancellationToken = default) =>
        MakeAsync<IAioNamespace>(DictionaryObject.Kind, "a namespace", Check(name), static target => new HostedNamespace(target), cancellationToken);

    /// <summary>Awaits what <see cref="Value{T}(T, bool)"/> blocks for.</summary>
    /// <inheritdoc cref="Value{T}(T, bool)"/>
    public Task<IAioValue<T>> ValueAsync<T>(T initial = default, bool isRaw = false, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        MakeMemoryAsync<T, IAioValue<T>>(null, $"value of {typeof(T)}", 1, initial, isRaw, target => new HostedValue<T>(target, isRaw), cancellationToken);

    /// <summary>Awaits what <see cref="Value{T}(string, T, bool)"/> blocks for.</summary>
    /// <inheritdoc cref="Value{T}(string, T, bool)"/>
    public Task<IAioValue<T>> ValueAsync<T>(string name, T initial = default, bool isRaw = false, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        MakeMemoryAsync<T, IAioValue<T>>(Check(name), $"value of {typeof(T)}", 1, initial, isRaw, target => new HostedValue<T>(target, isRaw), cancellationToken);

    /// <summary>Awaits what <see cref="Array{T}(int, bool)"/> blocks for.</summary>
    /// <inheritdoc cref="Array{T}(int, bool)"/>
    public Task<IAioArray<T>> ArrayAsync<T>(int length, bool isRaw = false, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        MakeMemoryAsync<T, IAioArray<T>>(null, $"array of {length} {typeof(T)}", length, default, isRaw, target => new HostedArray<T>(target, length, isRaw), cancellationToken);

    /// <summary>Awaits what <see cref="Array{T}(string, int, bool)"/> blocks for.</summary>
    /// <inheritdoc cref="Array{T}(string, int, bool)"/>
    public Task<IAioArray<T>> ArrayAsync<T>(string name, int length, bool isRaw = false, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        MakeMemoryAsync<T, IAioArray<T>>(Check(name), $"array of {length} {typeof(T)}", length, default, isRaw, target => new HostedArray<T>(target, length, isRaw), cancellationToken);

    /// <summary>Awaits what <see cref="Pool(int?)"/> blocks for.</summary>
    /// <inheritdoc cref="Pool(int?)"/>
    public Task<IAioPool> PoolAsync(int? workers = null, CancellationToken cancellationToken = default) =>
        MakePoolAsync(null, workers, cancellationToken);

    /// <summary>Awaits what <see cref="Pool(string, int?)"/> blocks for.</summary>
    /// <inheritdoc cref="Pool(string, int?)"/>
    public Task<IAioPool> PoolAsync(string name, int? workers = null, CancellationToken cancellationToken = default) =>
        MakePoolAsync(Check(name), workers, cancellationToken);
}
