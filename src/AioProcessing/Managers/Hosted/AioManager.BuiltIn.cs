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
    public IAioQueue<T> Queue<T>(int capacity = 0) => QueueAsync<T>(capacity).GetAwaiter().GetResult();

    /// <summary>The queue of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="capacity">Most items it holds before puts wait; 0 = bounded by the manager's memory only.</param>
    /// <exception cref="AioNotHostedException">The name is that of an object of another kind, or made with other numbers.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioQueue<T> Queue<T>(string name, int capacity = 0) => QueueAsync<T>(name, capacity).GetAwaiter().GetResult();

    /// <summary>Makes an empty joinable queue. Blocks for a round trip.</summary>
    /// <inheritdoc cref="Queue{T}(int)"/>
    public IAioJoinableQueue<T> JoinableQueue<T>(int capacity = 0) => JoinableQueueAsync<T>(capacity).GetAwaiter().GetResult();

    /// <summary>The joinable queue of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)"/>
    public IAioJoinableQueue<T> JoinableQueue<T>(string name, int capacity = 0) => JoinableQueueAsync<T>(name, capacity).GetAwaiter().GetResult();

    /// <summary>Makes an empty simple queue. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSimpleQueue<T> SimpleQueue<T>() => SimpleQueueAsync<T>().GetAwaiter().GetResult();

    /// <summary>The simple queue of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSimpleQueue<T> SimpleQueue<T>(string name) => SimpleQueueAsync<T>(name).GetAwaiter().GetResult();

    /// <summary>Makes a free lock. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioLock Lock() => LockAsync().GetAwaiter().GetResult();

    /// <summary>The lock of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioLock Lock(string name) => LockAsync(name).GetAwaiter().GetResult();

    /// <summary>Makes a free re-entrant lock. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioReentrantLock ReentrantLock() => ReentrantLockAsync().GetAwaiter().GetResult();

    /// <summary>The re-entrant lock of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioReentrantLock ReentrantLock(string name) => ReentrantLockAsync(name).GetAwaiter().GetResult();

    /// <summary>Makes a free reader-writer lock. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioReaderWriterLock ReaderWriterLock() => ReaderWriterLockAsync().GetAwaiter().GetResult();

    /// <summary>The reader-writer lock of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioReaderWriterLock ReaderWriterLock(string name) => ReaderWriterLockAsync(name).GetAwaiter().GetResult();

    /// <summary>Makes a semaphore. Blocks for a round trip.</summary>
    /// <param name="initial">Permits free at first: 0 to 262,143.</param>
    /// <param name="permitsAreOwned">Whether a permit belongs to the client that took it, until it is given back.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSemaphore Semaphore(int initial = 1, bool permitsAreOwned = true) => SemaphoreAsync(initial, permitsAreOwned).GetAwaiter().GetResult();

    /// <summary>The semaphore of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="initial">Permits free at first: 0 to 262,143.</param>
    /// <param name="permitsAreOwned">Whether a permit belongs to the client that took it, until it is given back.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSemaphore Semaphore(string name, int initial = 1, bool permitsAreOwned = true) => SemaphoreAsync(name, initial, permitsAreOwned).GetAwaiter().GetResult();

    /// <summary>Makes a bounded semaphore. Blocks for a round trip.</summary>
    /// <param name="initial">Permits free at first, and the most there may ever be: 1 to 262,143.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSemaphore BoundedSemaphore(int initial = 1) => BoundedSemaphoreAsync(initial).GetAwaiter().GetResult();

    /// <summary>The bounded semaphore of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="initial">Permits free at first, and the most there may ever be: 1 to 262,143.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSemaphore BoundedSemaphore(string name, int initial = 1) => BoundedSemaphoreAsync(name, initial).GetAwaiter().GetResult();

    /// <summary>Makes an event; it is not set. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioEvent Event() => EventAsync().GetAwaiter().GetResult();

    /// <summary>The event of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioEvent Event(string name) => EventAsync(name).GetAwaiter().GetResult();

    /// <summary>Makes a condition with a lock of its own. Blocks for two round trips.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioCondition Condition() => ConditionAsync().GetAwaiter().GetResult();

    /// <summary>Makes a condition over a lock of this manager, re-entrant or not, which may have several. Blocks for two round trips.</summary>
    /// <param name="mutex">What <see cref="Lock()"/> or <see cref="ReentrantLock()"/> gave. The condition has a proxy of its own of it.</param>
    /// <exception cref="ArgumentException">It is no lock of this manager.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioCondition Condition(IAioLock mutex) => ConditionAsync(mutex).GetAwaiter().GetResult();

    /// <summary>The condition of that name, with a lock of its own, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioCondition Condition(string name) => ConditionAsync(name).GetAwaiter().GetResult();

    /// <summary>The condition of that name over a lock of this manager, made if there is none. Everybody must come with the same lock.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="mutex">What <see cref="Lock(string)"/> or <see cref="ReentrantLock(string)"/> gave.</param>
    /// <exception cref="ArgumentException">It is no lock of this manager.</exception>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioCondition Condition(string name, IAioLock mutex) => ConditionAsync(name, mutex).GetAwaiter().GetResult();

    /// <summary>Makes a barrier. Blocks for a round trip.</summary>
    /// <param name="parties">How many must arrive: 1 to 65,535.</param>
    /// <param name="action">Run each time by the party that comes last, in its own process, before any goes on.</param>
    /// <param name="timeout">The time limit of the waits through this proxy, and its copies in other processes, that name none; null = none.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioBarrier Barrier(int parties, Action? action = null, TimeSpan? timeout = null) => BarrierAsync(parties, action, timeout).GetAwaiter().GetResult();

    /// <summary>The barrier of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="parties">How many must arrive: 1 to 65,535.</param>
    /// <param name="action">Run by the party that comes last if it has come through this proxy or one of its copies; not shared through the name.</param>
    /// <param name="timeout">The time limit of the waits through this proxy that name none; null = none.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioBarrier Barrier(string name, int parties, Action? action = null, TimeSpan? timeout = null) => BarrierAsync(name, parties, action, timeout).GetAwaiter().GetResult();

    /// <summary>Makes an empty dictionary. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioDictionary<TKey, TValue> Dictionary<TKey, TValue>()
        where TKey : notnull => DictionaryAsync<TKey, TValue>().GetAwaiter().GetResult();

    /// <summary>The dictionary of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioDictionary<TKey, TValue> Dictionary<TKey, TValue>(string name)
        where TKey : notnull => DictionaryAsync<TKey, TValue>(name).GetAwaiter().GetResult();

    /// <summary>Makes an empty list. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioList<T> List<T>() => ListAsync<T>().GetAwaiter().GetResult();

    /// <summary>The list of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioList<T> List<T>(string name) => ListAsync<T>(name).GetAwaiter().GetResult();

    /// <summary>Makes an empty set. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioSet<T> Set<T>()
        where T : notnull => SetAsync<T>().GetAwaiter().GetResult();

    /// <summary>The set of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioSet<T> Set<T>(string name)
        where T : notnull => SetAsync<T>(name).GetAwaiter().GetResult();

    /// <summary>Makes an empty namespace. Blocks for a round trip.</summary>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioNamespace Namespace() => NamespaceAsync().GetAwaiter().GetResult();

    /// <summary>The namespace of that name, made if there is none.</summary>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioNamespace Namespace(string name) => NamespaceAsync(name).GetAwaiter().GetResult();

    /// <summary>Makes a value. Blocks for a round trip.</summary>
    /// <param name="initial">What it is at first.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioValue<T> Value<T>(T initial = default, bool isRaw = false)
        where T : unmanaged => ValueAsync<T>(initial, isRaw).GetAwaiter().GetResult();

    /// <summary>The value of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="initial">What it is when it is made.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioValue<T> Value<T>(string name, T initial = default, bool isRaw = false)
        where T : unmanaged => ValueAsync<T>(name, initial, isRaw).GetAwaiter().GetResult();

    /// <summary>Makes an array of zeroes. Blocks for a round trip.</summary>
    /// <param name="length">How many elements; 0 or more.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioArray<T> Array<T>(int length, bool isRaw = false)
        where T : unmanaged => ArrayAsync<T>(length, isRaw).GetAwaiter().GetResult();

    /// <summary>The array of that name, made of zeroes if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="length">How many elements; 0 or more.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioArray<T> Array<T>(string name, int length, bool isRaw = false)
        where T : unmanaged => ArrayAsync<T>(name, length, isRaw).GetAwaiter().GetResult();

    /// <summary>Makes a pool, whose workers are children of the manager's process. Blocks for a round trip.</summary>
    /// <param name="workers">How many; null = the processors that this process may use.</param>
    /// <exception cref="AioNotHostedException">The manager is served to clients that it does not trust: it does not run their code.</exception>
    /// <exception cref="AioManagerLostException">The manager has ended.</exception>
    public IAioPool Pool(int? workers = null) => PoolAsync(workers).GetAwaiter().GetResult();

    /// <summary>The pool of that name, made if there is none.</summary>
    /// <param name="name">Of any length.</param>
    /// <param name="workers">How many; null = the processors that this process may use.</param>
    /// <inheritdoc cref="Queue{T}(string, int)" path="/exception"/>
    public IAioPool Pool(string name, int? workers = null) => PoolAsync(name, workers).GetAwaiter().GetResult();
}
