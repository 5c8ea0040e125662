using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Locks;
using AioProcessing.Memory;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>Memory in which objects live that several processes share: that of this process tree, or one with a name for unrelated processes of the same user.</summary>
/// <remarks>
/// What is made with <c>new AioLock()</c> lives in <see cref="Default"/>. A named context is shared by every process of the user that opens it, whoever started
/// it: <c>AioContext.OpenOrCreate("deploy").Lock("migrations")</c> is the same lock in all of them. Python has no counterpart; .NET has one in its named
/// <c>Mutex</c>, <c>EventWaitHandle</c> and <c>Semaphore</c>, of which only the first works across processes on Unix, and none can be awaited.
/// <para><b>Life</b>: an object lives as long as a process has a handle on it, and its name with it; a context as long as a process is a member. Nothing is
/// kept for a time when no process is there: what is left of a context all of whose members have died is made anew by the next opener.</para>
/// <para><b>If a process dies</b> at any moment, also while it makes the context or an object, the others go on and the next opener is never stuck. A process
/// that is <i>stopped</i> while it opens or names something (a millisecond) makes others wait: they get <see cref="AioTimeoutException"/>.</para>
/// <para><b>Where</b>: on Linux a file in <c>/dev/shm/aioprocessing-UID</c>, which only the user can enter. Processes in different containers cannot share one,
/// even if they share the mount: no process could learn of another's death.</para>
/// <para><b>Cost</b>: opening a context takes some milliseconds, a thread that sleeps, and 5 TiB of address space, so that a process can have about 20 open. Opening
/// an object by name takes about a millisecond for some ten thousand objects in the context. Their use then costs what it does without a name; a large item
/// also a system call when it makes the context grow.</para>
/// </remarks>
public sealed class AioContext : IAioHandle, IDisposable
{
    private Membership _member;
    private int _isDisposed;

    private AioContext(Membership member) => _member = member;

    /// <summary>The context of this process tree: made by its first process, inherited by all children. Disposing of it changes nothing.</summary>
    public static AioContext Default => Tree.Context;

    /// <summary>The name; null for <see cref="Default"/>.</summary>
    public string? Name => _member.Name;

    /// <summary>Opens the context of that name, and makes it if there is none.</summary>
    /// <param name="name">1 to 100 letters A to Z, digits, '-', '_' and '.', not beginning with '.'.</param>
    /// <param name="options">How; null = the defaults.</param>
    /// <param name="cancellationToken">Ends the wait for another process that is opening it.</param>
    /// <returns>Dispose of it to leave the context, once all handles on its objects are disposed of too; or keep it until the process ends.</returns>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="AioContextException">
    /// Its live members use another version of the library, or live in another container; it is damaged; there is no room for it or for another process; or
    /// the place for contexts is not private to this user. The message gives the values and what to do.
    /// </exception>
    /// <exception cref="AioTimeoutException">A process that is opening or leaving it does not get on; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AioContext OpenOrCreate(string name, AioContextOptions? options = null, CancellationToken cancellationToken = default) =>
        new(ContextRegistry.OpenOrCreate(name, (options ?? new AioContextOptions()).OpenTimeout, cancellationToken));

    /// <summary>Takes the name from a context: who opens it next gets a new one. Its members, if it has any, go on with theirs.</summary>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public static bool Delete(string name) => ContextRegistry.Delete(name);

    /// <summary>The named contexts of this user, by name. Those without members take memory until they are opened or deleted.</summary>
    public static IReadOnlyList<AioContextInfo> List() => ContextRegistry.List();

    /// <summary>
    /// Removes what no living process has open, named contexts and named shared memory: what was left behind by processes that were all killed. Others
    /// remove it as well, when they need its name or its room.
    /// </summary>
    /// <returns>The names of what was removed.</returns>
    public static IReadOnlyList<string> RemoveOrphans() => Orphans.RemoveAll();

    /// <summary>Makes a free lock in this context.</summary>
    public AioLock Lock() => new(Unnamed());

    /// <summary>Opens the lock of that name, or makes it, free.</summary>
    /// <param name="name">1 to 104 bytes of UTF-8.</param>
    /// <exception cref="AioContextException">The name is taken by something else, or there is no room.</exception>
    /// <exception cref="AioTimeoutException">A process that is looking up a name does not get on.</exception>
    public AioLock Lock(string name) => new(Named(name, "a lock"));

    /// <summary>Makes an event in this context; it is not set.</summary>
    public AioEvent Event() => new(Unnamed());

    /// <summary>Opens the event of that name, or makes it, not set.</summary>
    /// <inheritdoc cref="Lock(string)"/>
    public AioEvent Event(string name) => new(Named(name, "an event"));

    /// <summary>Makes an empty queue in this context.</summary>
    /// <inheritdoc cref="AioQueue{T}(int, IAioSerializer?)"/>
    public AioQueue<T> Queue<T>(int capacity = 0, IAioSerializer? serializer = null) => new(Unnamed(), capacity, serializer);

    /// <summary>Opens the queue of that name, or makes it, empty. Everybody must give the same item type, capacity and serialiser.</summary>
    /// <param name="name">1 to 104 bytes of UTF-8.</param>
    /// <param name="capacity">Most items it holds before puts wait; 0 = bounded by memory only.</param>
    /// <param name="serializer">For items with references; null = the built-in one.</param>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioQueue<T> Queue<T>(string name, int capacity = 0, IAioSerializer? serializer = null) =>
        new(Named(name, $"a queue of {Describe<T>(serializer)} with capacity {capacity}"), capacity, serializer);

    /// <summary>Opens the joinable queue of that name, or makes it, empty. Everybody must give the same item type, capacity and serialiser.</summary>
    /// <inheritdoc cref="Queue{T}(string, int, IAioSerializer?)"/>
    public AioJoinableQueue<T> JoinableQueue<T>(string name, int capacity = 0, IAioSerializer? serializer = null) =>
        new(new AioQueue<T>(Named(name, $"a joinable queue of {Describe<T>(serializer)} with capacity {capacity}"), capacity, serializer));

    /// <summary>Opens the simple queue of that name, or makes it, empty. Everybody must give the same item type.</summary>
    /// <inheritdoc cref="Lock(string)"/>
    public AioSimpleQueue<T> SimpleQueue<T>(string name) =>
        new(new AioQueue<T>(Named(name, $"a simple queue of {Describe<T>(null)}"), capacity: 0, serializer: null));

    /// <summary>Makes a semaphore in this context.</summary>
    /// <inheritdoc cref="AioSemaphore(int, bool)"/>
    public AioSemaphore Semaphore(int initial = 1, bool permitsAreOwned = true) => new(Unnamed(), initial, permitsAreOwned);

    /// <summary>Opens the semaphore of that name, or makes it with that many free permits. Everybody must give the same numbers.</summary>
    /// <param name="name">1 to 104 bytes of UTF-8.</param>
    /// <param name="initial">Permits free at first: 0 to 262,143.</param>
    /// <param name="permitsAreOwned">Whether a permit belongs to the process that took it, until it is given back.</param>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioSemaphore Semaphore(string name, int initial = 1, bool permitsAreOwned = true) =>
        new(Named(name, $"a semaphore of {initial} {(permitsAreOwned ? "" : "unowned ")}permits"), initial, permitsAreOwned);

    /// <summary>Opens the bounded semaphore of that name, or makes it with that many free permits. Everybody must give the same number.</summary>
    /// <param name="name">1 to 104 bytes of UTF-8.</param>
    /// <param name="initial">Permits free at first, and at most.</param>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioBoundedSemaphore BoundedSemaphore(string name, int initial = 1) => new(Named(name, $"a bounded semaphore of {initial} permits"), initial);

    /// <summary>Opens the reader-writer lock of that name, or makes it, free.</summary>
    /// <inheritdoc cref="Lock(string)"/>
    public AioReaderWriterLock ReaderWriterLock(string name) => new(Named(name, "a reader-writer lock"));

    /// <summary>The re-entrant lock of that name, made if there is none.</summary>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioReentrantLock ReentrantLock(string name) => new(Named(name, "a re-entrant lock"));

    /// <summary>The condition of that name over a lock of this context, made if there is none. Everybody must come with the same lock.</summary>
    /// <param name="name">1 to 104 bytes of UTF-8.</param>
    /// <param name="mutex">A lock of this context, such as <c>context.Lock("jobs")</c>. The condition keeps a handle of its own on it.</param>
    /// <exception cref="ArgumentException">The lock lives in another context.</exception>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioCondition Condition(string name, AioLock mutex) => NamedCondition(name, mutex);

    /// <inheritdoc cref="Condition(string, AioLock)"/>
    public AioCondition Condition(string name, AioReentrantLock mutex) => NamedCondition(name, mutex);

    /// <summary>The barrier of that name, made if there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parties">How many must arrive; must be what the barrier was made with.</param>
    /// <param name="action">What the last party to arrive runs in this process; not shared through the name.</param>
    /// <param name="timeout">The time limit of waits through this handle that name none; null = none.</param>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioBarrier Barrier(string name, int parties, Action? action = null, TimeSpan? timeout = null) =>
        new(Named(name, $"a barrier of {parties} parties"), parties, action, timeout);

    /// <summary>Makes a value in this context.</summary>
    /// <inheritdoc cref="AioValue{T}(T, bool)"/>
    public AioValue<T> Value<T>(T initial = default, bool isRaw = false)
        where T : unmanaged => new(Unnamed(), initial, isRaw ? LockPart.None : LockPart.Own(Unnamed()));

    /// <summary>Opens the value of that name, or makes it. Everybody must give the same type, and the same <paramref name="isRaw"/>.</summary>
    /// <param name="name">1 to 103 bytes of UTF-8.</param>
    /// <param name="initial">What it is when it is made.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioValue<T> Value<T>(string name, T initial = default, bool isRaw = false)
        where T : unmanaged => new(Named(name, $"a {Kind(isRaw)}value of {typeof(T)}"), initial, LockOf(name, isRaw));

    /// <summary>Makes an array of zeroes in this context.</summary>
    /// <inheritdoc cref="AioArray{T}(int, bool)"/>
    public AioArray<T> Array<T>(int length, bool isRaw = false)
        where T : unmanaged => new(Unnamed(), length, isRaw ? LockPart.None : LockPart.Own(Unnamed()));

    /// <summary>Opens the array of that name, or makes it, of zeroes. Everybody must give the same type and length, and the same <paramref name="isRaw"/>.</summary>
    /// <param name="name">1 to 103 bytes of UTF-8.</param>
    /// <param name="length">How many elements; 0 or more.</param>
    /// <param name="isRaw">Without a lock.</param>
    /// <inheritdoc cref="Lock(string)" path="/exception"/>
    public AioArray<T> Array<T>(string name, int length, bool isRaw = false)
        where T : unmanaged => new(Named(name, $"a {Kind(isRaw)}array of {length} {typeof(T)}"), length, LockOf(name, isRaw));

    /// <summary>Closes this way to the context. This process leaves it when it has no handle on any of its objects either.</summary>
    public void Dispose()
    {
        if (_member.Name is not null && Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _member.EndUse();
    }

    void IAioHandle.WriteReference(PayloadWriter writer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        writer.AddPin(new UsePin(_member));
        ContextReference.Write(writer, _member);
    }

    void IAioHandle.ReadReference(ref PayloadReader reader) => _member = ContextReference.Read(ref reader);

    private static string Describe<T>(IAioSerializer? serializer) => serializer is null ? $"{typeof(T)}" : $"{typeof(T)} (by {serializer.GetType()})";

    private static string Kind(bool isRaw) => isRaw ? "raw " : "";

    // A name that no user types, so that the lock does not meet one of the same name.
    private LockPart LockOf(string name, bool isRaw) => isRaw ? LockPart.None : LockPart.Own(Named('\u0001' + name, "the lock of shared data"));

    private Place Unnamed()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return new Place(_member);
    }

    private Place Named(string name, string label)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Unnamed() with { Name = new ObjectName(name, label) };
    }

    private AioCondition NamedCondition(string name, IConditionLock mutex)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(mutex);
        return AioCondition.Named(mutex, Unnamed(), name);
    }

    // Apart, so that a program that only uses named contexts does not make one for its tree.
    private static class Tree
    {
        public static readonly AioContext Context = new(SharedMemoryBackend.Home);
    }
}
