using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Managers;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <content>
/// The built-in objects. Each comes twice: without a name a new one; with a name the one of that name, made if there is none, by whoever asks first. A named one stays until
/// <see cref="RemoveAsync"/>, or the end of the manager; who asks for it must ask for the same type and numbers.
/// </content>
public sealed partial class AioManager
{
    /// <summary>Makes an empty queue. Blocks for a round trip.</summary>
    /// <param name="capacity">Most items it holds before puts wait; 0 = bounded by the manager's memory only.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioQueue<T> Queue<T>(int capacity = 0) => new HostedQueue<T>(MakeQueue<T>(null, capacity, ""));

    /// <summary>The queue of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="capacity">Most items it holds before puts wait; 0 = bounded by the manager's memory only.</param>
    /// <exception cref="AioNotHostedException">The name is that of an object of another kind, or made with other numbers.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioQueue<T> Queue<T>(string name, int capacity = 0) => new HostedQueue<T>(MakeQueue<T>(Check(name), capacity, ""));

    /// <summary>Makes an empty joinable queue. Blocks for a round trip.</summary>
    /// <inheritdoc cref="Queue{T}(int)"/>
    public IAioJoinableQueue<T> JoinableQueue<T>(int capacity = 0) => new HostedJoinableQueue<T>(MakeQueue<T>(null, capacity, "joinable "));

    /// <summary>The joinable queue of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)"/>
    public IAioJoinableQueue<T> JoinableQueue<T>(string name, int capacity = 0) => new HostedJoinableQueue<T>(MakeQueue<T>(Check(name), capacity, "joinable "));

    /// <summary>Makes an empty simple queue. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSimpleQueue<T> SimpleQueue<T>() => new HostedSimpleQueue<T>(MakeQueue<T>(null, 0, "simple "));

    /// <summary>The simple queue of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSimpleQueue<T> SimpleQueue<T>(string name) => new HostedSimpleQueue<T>(MakeQueue<T>(Check(name), 0, "simple "));

    /// <summary>Makes a free lock. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioLock Lock() => new HostedLock(Make(LockObject.Kind, "a lock", null));

    /// <summary>The lock of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioLock Lock(string name) => new HostedLock(Make(LockObject.Kind, "a lock", Check(name)));

    /// <summary>Makes a free re-entrant lock. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioReentrantLock ReentrantLock() => new HostedReentrantLock(Make(LockObject.Kind, "a re-entrant lock", null));

    /// <summary>The re-entrant lock of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioReentrantLock ReentrantLock(string name) => new HostedReentrantLock(Make(LockObject.Kind, "a re-entrant lock", Check(name)));

    /// <summary>Makes a free reader-writer lock. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioReaderWriterLock ReaderWriterLock() => new HostedReaderWriterLock(Make(ReaderWriterLockObject.Kind, "a reader-writer lock", null));

    /// <summary>The reader-writer lock of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioReaderWriterLock ReaderWriterLock(string name) => new HostedReaderWriterLock(Make(ReaderWriterLockObject.Kind, "a reader-writer lock", Check(name)));

    /// <summary>Makes a semaphore. Blocks for a round trip.</summary>
    /// <param name="initial">Permits free at first: 0 to 262,143.</param>
    /// <param name="permitsAreOwned">Whether a permit belongs to the client that took it, until it is given back.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSemaphore Semaphore(int initial = 1, bool permitsAreOwned = true) => MakeSemaphore(null, initial, PermitMachine.MaxPermits, permitsAreOwned);

    /// <summary>The semaphore of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="initial">Permits free at first: 0 to 262,143.</param>
    /// <param name="permitsAreOwned">Whether a permit belongs to the client that took it, until it is given back.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSemaphore Semaphore(string name, int initial = 1, bool permitsAreOwned = true) => MakeSemaphore(Check(name), initial, PermitMachine.MaxPermits, permitsAreOwned);

    /// <summary>Makes a bounded semaphore. Blocks for a round trip.</summary>
    /// <param name="initial">Permits free at first, and the most there may ever be: 1 to 262,143.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSemaphore BoundedSemaphore(int initial = 1) => MakeBoundedSemaphore(null, initial);

    /// <summary>The bounded semaphore of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="initial">Permits free at first, and the most there may ever be: 1 to 262,143.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSemaphore BoundedSemaphore(string name, int initial = 1) => MakeBoundedSemaphore(Check(name), initial);

    /// <summary>Makes an event; it is not set. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioEvent Event() => new HostedEvent(Make(EventObject.Kind, "an event", null));

    /// <summary>The event of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioEvent Event(string name) => new HostedEvent(Make(EventObject.Kind, "an event", Check(name)));

    /// <summary>Makes a condition with a lock of its own. Blocks for two round trips.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioCondition Condition() => MakeCondition(null, new HostedLock(Make(LockObject.Kind, "a lock", null)));

    /// <summary>Makes a condition over a lock of this manager, re-entrant or not, which may have several. Blocks for two round trips.</summary>
    /// <param name="mutex">What <see cref="Lock()"/> or <see cref="ReentrantLock()"/> gave. The condition has a proxy of its own of it.</param>
    /// <exception cref="ArgumentException">It is no lock of this manager.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioCondition Condition(IAioLock mutex) => MakeCondition(null, Another(mutex));

    /// <summary>The condition of that name, with a lock of its own, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioCondition Condition(string name) => MakeCondition(Check(name), new HostedLock(Make(LockObject.Kind, "the lock of a condition", $"{name} (its lock)")));

    /// <summary>The condition of that name over a lock of this manager, made if there is none. Everybody must come with the same lock.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="mutex">What <see cref="Lock(string)"/> or <see cref="ReentrantLock(string)"/> gave.</param>
    /// <exception cref="ArgumentException">It is no lock of this manager.</exception>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioCondition Condition(string name, IAioLock mutex) => MakeCondition(Check(name), Another(mutex));

    /// <summary>Makes a barrier. Blocks for a round trip.</summary>
    /// <param name="parties">How many must arrive: 1 to 65,535.</param>
    /// <param name="action">Run each time by the party that comes last, in its own process, before any goes on.</param>
    /// <param name="timeout">The time limit of the waits through this proxy, and its copies in other processes, that name none; null = none.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioBarrier Barrier(int parties, Action? action = null, TimeSpan? timeout = null) => MakeBarrier(null, parties, action, timeout);

    /// <summary>The barrier of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="parties">How many must arrive: 1 to 65,535.</param>
    /// <param name="action">Run by the party that comes last if it has come through this proxy or one of its copies; not shared through the name.</param>
    /// <param name="timeout">The time limit of the waits through this proxy that name none; null = none.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioBarrier Barrier(string name, int parties, Action? action = null, TimeSpan? timeout = null) => MakeBarrier(Check(name), parties, action, timeout);

    /// <summary>Makes an empty dictionary. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioDictionary<TKey, TValue> Dictionary<TKey, TValue>()
        where TKey : notnull => MakeDictionary<TKey, TValue>(null);

    /// <summary>The dictionary of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioDictionary<TKey, TValue> Dictionary<TKey, TValue>(string name)
        where TKey : notnull => MakeDictionary<TKey, TValue>(Check(name));

    /// <summary>Makes an empty list. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioList<T> List<T>() => new HostedList<T>(Make(ListObject.Kind, $"a list of {typeof(T)}", null));

    /// <summary>The list of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioList<T> List<T>(string name) => new HostedList<T>(Make(ListObject.Kind, $"a list of {typeof(T)}", Check(name)));

    /// <summary>Makes an empty set. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSet<T> Set<T>()
        where T : notnull => new HostedSet<T>(Make(SetObject.Kind, $"a set of {typeof(T)}", null));

    /// <summary>The set of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSet<T> Set<T>(string name)
        where T : notnull => new HostedSet<T>(Make(SetObject.Kind, $"a set of {typeof(T)}", Check(name)));

    /// <summary>Makes an empty namespace. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioNamespace Namespace() => new HostedNamespace(Make(DictionaryObject.Kind, "a namespace", null));

    /// <summary>The namespace of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioNamespace Namespace(string name) => new HostedNamespace(Make(DictionaryObject.Kind, "a namespace", Check(name)));

    /// <summary>Makes a value. Blocks for a round trip.</summary>
    /// <param name="initial">What it is at first.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioValue<T> Value<T>(T initial = default, bool isRaw = false)
        where T : unmanaged => new HostedValue<T>(MakeMemory(null, $"value of {typeof(T)}", 1, initial, isRaw), isRaw);

    /// <summary>The value of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="initial">What it is when it is made.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioValue<T> Value<T>(string name, T initial = default, bool isRaw = false)
        where T : unmanaged => new HostedValue<T>(MakeMemory(Check(name), $"value of {typeof(T)}", 1, initial, isRaw), isRaw);

    /// <summary>Makes an array of zeroes. Blocks for a round trip.</summary>
    /// <param name="length">How many elements; 0 or more.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioArray<T> Array<T>(int length, bool isRaw = false)
        where T : unmanaged => new HostedArray<T>(MakeMemory<T>(null, $"array of {length} {typeof(T)}", length, default, isRaw), length, isRaw);

    /// <summary>The array of that name, made of zeroes if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="length">How many elements; 0 or more.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioArray<T> Array<T>(string name, int length, bool isRaw = false)
        where T : unmanaged => new HostedArray<T>(MakeMemory<T>(Check(name), $"array of {length} {typeof(T)}", length, default, isRaw), length, isRaw);

    /// <summary>Makes a pool, whose workers are children of the manager's process. Blocks for a round trip.</summary>
    /// <param name="workers">How many; null = the processors that this process may use.</param>
    /// <exception cref="AioNotHostedException">The manager is served to clients that it does not trust: it does not run their code.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioPool Pool(int? workers = null) => MakePool(null, workers);

    /// <summary>The pool of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="workers">How many; null = the processors that this process may use.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioPool Pool(string name, int? workers = null) => MakePool(Check(name), workers);

    private HostedPool MakePool(string? name, int? workers)
    {
        int count = workers ?? AioEnvironment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(workers));
        return new HostedPool(Make(PoolObject.Kind, $"a pool of {count} workers", name, call => call.WriteInt32(count)), count);
    }

    private static string Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name;
    }

    private AioProxyTarget Make(string kind, string label, string? name, Action<PayloadWriter>? writeArguments = null) =>
        CreateBuiltInAsync(kind, name, writeArguments, CancellationToken.None, label).AsTask().GetAwaiter().GetResult();

    private AioProxyTarget MakeQueue<T>(string? name, int capacity, string what)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        return Make(QueueObject.Kind, $"a {what}queue of {typeof(T)} with capacity {capacity}", name, call => call.WriteInt32(capacity));
    }

    private HostedSemaphore MakeBoundedSemaphore(string? name, int initial)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(initial);
        return MakeSemaphore(name, initial, initial, permitsAreOwned: true);
    }

    private HostedSemaphore MakeSemaphore(string? name, int initial, int limit, bool permitsAreOwned)
    {
        if (initial < 0 || initial > PermitMachine.MaxPermits)
            throw new ArgumentOutOfRangeException(nameof(initial), initial, $"A semaphore starts with 0 to {PermitMachine.MaxPermits:N0} permits.");
        string label = $"a {(limit == initial ? "bounded " : "")}semaphore of {initial} {(permitsAreOwned ? "" : "unowned ")}permits";
        return new HostedSemaphore(Make(SemaphoreObject.Kind, label, name, call =>
        {
            call.WriteInt32(initial);
            call.WriteInt32(limit);
            call.WriteBool(permitsAreOwned);
        }), limit);
    }

    private HostedCondition MakeCondition(string? name, HostedLockBase mutex)
    {
        long id = mutex.Target.Id;
        try
        {
            return new HostedCondition(Make(ConditionObject.Kind, $"a condition over lock {id}", name, call => call.WriteInt64(id)), mutex);
        }
        catch
        {
            mutex.Dispose();
            throw;
        }
    }

    private HostedLockBase Another(IAioLock mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return mutex is HostedLockBase known && known.Client.Address.Id == _client.Address.Id
            ? known.Another()
            : throw new ArgumentException($"A condition of {this} cannot be over this lock: only over one that the same manager hosts. Take the lock from it.", nameof(mutex));
    }

    private HostedBarrier MakeBarrier(string? name, int parties, Action? action, TimeSpan? timeout)
    {
        if (parties is < 1 or > BarrierMachine.MaxParties)
            throw new ArgumentOutOfRangeException(nameof(parties), parties, $"A barrier has 1 to {BarrierMachine.MaxParties:N0} parties.");
        TimeSpan limit = timeout ?? Timeout.InfiniteTimeSpan;
        TimeLimit.Check(limit);
        if (limit == TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "Nobody can wait for no time: give a positive time limit, or none.");
        return new HostedBarrier(Make(BarrierObject.Kind, $"a barrier of {parties} parties", name, call => call.WriteInt32(parties)), parties, action, limit);
    }

    private HostedDictionary<TKey, TValue> MakeDictionary<TKey, TValue>(string? name)
        where TKey : notnull => new(Make(DictionaryObject.Kind, $"a dictionary of {typeof(TKey)} and {typeof(TValue)}", name));

    private unsafe AioProxyTarget MakeMemory<T>(string? name, string what, int length, T initial, bool isRaw)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Make(ArrayObject.Kind, $"a {(isRaw ? "raw " : "")}{what}", name, call =>
        {
            call.WriteInt32(sizeof(T));
            call.WriteInt32(length);
            call.WriteInt32(length == 0 ? 0 : sizeof(T));
            if (length > 0)
                call.WriteRaw(initial);
        });
    }
}
