using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A first-in-first-out queue between any number of producers and consumers in any number of processes.</summary>
/// <typeparam name="T">What it carries. A type without references is copied as bytes; any other goes through the serialiser. Handles such as
/// <see cref="AioLock"/> may be anywhere in it, and arrive as the same object.</typeparam>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.Queue</c>, with these differences: no feeder thread, so an item that cannot be serialised makes the put
/// itself throw, and a process may end with its items unread; the counts are exact; every wait can be awaited and cancelled.
/// <para><b>If a process dies</b>: an item is in the queue for good when its put has returned. A producer that dies earlier leaves the whole item or nothing. A
/// consumer that dies inside a get gives the item back, and the next get of anybody gets it, before newer ones; so it is lost only with a process in which
/// the get had returned. Where that must not be either, lease the item (<see cref="LeaseAsync"/>). Nobody stays blocked: what a dead process was in the
/// middle of is undone within milliseconds. A process that is <i>stopped</i> (SIGSTOP, a debugger) within the 50 ns of a put or get delays the
/// others on that side until it goes on; it is not taken for dead.</para>
/// <para><b>Order</b>: the items of one producer come in its order; one that came back comes before those that are still there.</para>
/// <para><b>Cost</b>: a put or a get of a small unmanaged item is three atomic instructions, no system call and no allocation. An item of more than 4 KiB
/// is copied once into a block of its own. Items of type <c>byte[]</c> are copied as they are; with <see cref="Rent"/> not even that.</para>
/// <para><b>Memory</b>: an item may have up to 2 GiB. Where no memory is left, the put throws <see cref="AioContextException"/> and nothing was put. The memory of
/// large items goes back to the system when they are done with, but for some 32 MiB per size that the next ones are put into.</para>
/// </remarks>
public sealed partial class AioQueue<T> : IAioQueue<T>, IAioHandle
{
    private Handle<SharedQueue> _handle;
    private IAioSerializer? _serializer;

    /// <summary>Makes an empty queue in the context of this process tree.</summary>
    /// <param name="capacity">Most items it holds before puts wait; 0 = bounded by memory only.</param>
    /// <param name="serializer">For items with references; null = the built-in one. It must be able to cross to other processes itself.</param>
    public AioQueue(int capacity = 0, IAioSerializer? serializer = null) : this(Place.Default, capacity, serializer)
    {
    }

    internal AioQueue(Place place, int capacity, IAioSerializer? serializer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _serializer = serializer;
        _handle = Handle<SharedQueue>.Create(place, ObjectKind.Queue, SharedQueue.Make, Prepare(capacity));
    }

    private AioQueue(Handle<SharedQueue> handle, IAioSerializer? serializer)
    {
        _handle = handle;
        _serializer = serializer;
    }

    /// <summary>Most items it holds; 0 = bounded by memory only.</summary>
    public int Capacity => _handle.Target.Capacity;

    /// <summary>Items in it: exact at the time of reading, and an item counts as soon as its put has returned.</summary>
    public int Count => _handle.Target.Count;

    /// <summary>Whether it holds no item.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Whether a put would have to wait.</summary>
    public bool IsFull => _handle.Target is var target && target.Capacity != 0 && target.Count >= target.Capacity;

    /// <summary>Whether <see cref="Complete"/> was called; items may still be there.</summary>
    public bool IsCompleted => _handle.Target.IsCompleted;

    /// <summary>This queue for those who read from a <c>ChannelReader</c>. Its <c>Completion</c> is over when it has come upon the end itself.</summary>
    public ChannelReader<T> Reader => field ??= new QueueReader<T>(this);

    /// <summary>This queue for those who write to a <c>ChannelWriter</c>.</summary>
    public ChannelWriter<T> Writer => field ??= new QueueWriter<T>(this);

    internal SharedQueue Target => _handle.Target;

    internal Handle<SharedQueue> Handle => _handle;

    private bool IsRaw => ItemFormat.IsRaw<T>(_serializer);

    /// <summary>Puts an item if there is room; never waits.</summary>
    /// <returns>False when the queue is full.</returns>
    /// <exception cref="AioSerializationException">The item cannot cross; nothing was put.</exception>
    /// <exception cref="AioCompletedException">The queue was completed.</exception>
    public bool TryPut(T item)
    {
        var outgoing = default(Outgoing);
        SharedQueue target = _handle.Target;
        try
        {
            RingOutcome outcome;
            int tries = 0;
            do
                outcome = PutNow(target, item, ref outgoing);
            while (SharedQueue.TryAgain(outcome, ref tries));
            return outcome switch
            {
                RingOutcome.Done => true,
                RingOutcome.Completed => throw Completed("put to"),
                _ => false,
            };
        }
        finally
        {
            outgoing.Drop(target);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Puts an item, blocking this thread until there is room.</summary>
    /// <exception cref="AioSerializationException">The item cannot cross; nothing was put.</exception>
    /// <exception cref="AioCompletedException">The queue was completed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was put.</exception>
    public void Put(T item, CancellationToken cancellationToken = default) => PutBlocking(item, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Puts an item, blocking this thread for at most <paramref name="timeout"/> until there is room.</summary>
    /// <returns>False on time-out; nothing was put.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public bool TryPut(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return PutBlocking(item, timeout, cancellationToken);
    }

    /// <summary>Puts an item as soon as there is room, without blocking a thread. When it has returned, the item survives this process.</summary>
    /// <inheritdoc cref="Put" path="/exception"/>
    public ValueTask PutAsync(T item, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        SharedQueue target = _handle.Target;
        if (IsRaw && target.TryPut(in item) == RingOutcome.Done)
        {
            GC.KeepAlive(this);
            return default;
        }

        return PutSlowly(target, item, Timeout.InfiniteTimeSpan, cancellationToken) is { } waiter ? new ValueTask(waiter, waiter.Version) : default;
    }

    /// <summary>Puts an item, waiting at most <paramref name="timeout"/> for room without blocking a thread.</summary>
    /// <returns>False on time-out; nothing was put.</returns>
    /// <inheritdoc cref="Put" path="/exception"/>
    public ValueTask<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(TryPut(item));
        return PutSlowly(_handle.Target, item, timeout, cancellationToken) is { } waiter ? new ValueTask<bool>(waiter, waiter.Version) : new ValueTask<bool>(true);
    }

    /// <summary>Takes the first item if there is one; never waits.</summary>
    /// <returns>False when the queue is empty, completed or not.</returns>
    public bool TryGet(out T item)
    {
        RingOutcome outcome;
        int tries = 0;
        do
            outcome = GetNow(_handle.Target, out item);
        while (SharedQueue.TryAgain(outcome, ref tries));
        GC.KeepAlive(this);
        return outcome == RingOutcome.Done;
    }

    /// <summary>Takes the first item, blocking this thread until there is one.</summary>
    /// <exception cref="AioCompletedException">The queue was completed and is empty.</exception>
    /// <exception cref="AioSerializationException">The item is not a <typeparamref name="T"/> of this build; it is taken nevertheless.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    public T Get(CancellationToken cancellationToken = default)
    {
        GetBlocking(Timeout.InfiniteTimeSpan, cancellationToken, out T item);
        return item;
    }

    /// <summary>Takes the first item, blocking this thread for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Get" path="/exception"/>
    public bool TryGet(TimeSpan timeout, out T item, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        return GetBlocking(timeout, cancellationToken, out item);
    }

    /// <summary>Takes the first item as soon as there is one, without blocking a thread.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        SharedQueue target = _handle.Target;
        if (GetSoon(target, out T item))
            return new ValueTask<T>(item);
        GetWaiter<T> waiter = ParkGet(target, Timeout.InfiniteTimeSpan, endsQuietly: false, cancellationToken);
        return new ValueTask<T>(waiter, waiter.Version);
    }

    /// <summary>Takes the first item, waiting at most <paramref name="timeout"/> for one without blocking a thread.</summary>
    /// <returns>(false, default) on time-out; nothing was taken.</returns>
    /// <inheritdoc cref="Get" path="/exception"/>
    public ValueTask<(bool Taken, T Item)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<(bool, T)>(cancellationToken);
        return GetOrEnd(timeout, endsQuietly: false, cancellationToken);
    }

    /// <summary>The items as they come; ends when the queue was completed and is empty.</summary>
    /// <exception cref="AioCompletedException">It was completed with an exception.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no item is lost.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (bool taken, T item) = await GetOrEnd(Timeout.InfiniteTimeSpan, endsQuietly: true, cancellationToken).ConfigureAwait(false);
            if (!taken)
                yield break;
            yield return item;
        }
    }

    /// <summary>Says that no more items will be put. Those who wait for items get what is there, then learn of it. A second call changes nothing.</summary>
    /// <param name="exception">Why, if the reason is a failure: consumers get it as the inner exception of <see cref="AioCompletedException"/>.</param>
    public void Complete(Exception? exception = null)
    {
        var outgoing = Outgoing.Completion(exception);
        SharedQueue target = _handle.Target;
        if (target.TryPut(ref outgoing.Request) is RingOutcome.Done or RingOutcome.Completed)
        {
            outgoing.Drop(target);
            return;
        }

        var waiter = new PutWaiter(target, this, outgoing, isBlocking: true);
        target.Putters.Park(waiter, beforeOthers: true); // They may wait for room, which completion does not need.
        waiter.Block(Timeout.InfiniteTimeSpan, CancellationToken.None);
    }

    /// <summary>Lets go of this handle. The queue and its items go with the last handle of all processes.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Decodes a held item, and is done with it.</summary>
    internal T Consume(SharedQueue target, in QueueItem item)
    {
        try
        {
            return ItemFormat.Read<T>(target.Bytes(in item), _serializer, takesPins: true);
        }
        finally
        {
            target.Release(in item);
        }
    }

    /// <summary>Is done with a held item that was decoded before.</summary>
    internal void Finish(SharedQueue target, in QueueItem item)
    {
        ItemFormat.DropPins<T>(target.Bytes(in item), _serializer);
        target.Finish(in item);
    }

    internal AioCompletedException Completed(string deed)
    {
        AioRemoteException? cause = ReadEnd();
        return new AioCompletedException($"The queue cannot be {deed}: it was completed{(cause is null ? "" : $" because of {cause.RemoteType}: {cause.RemoteMessage}")}.", cause);
    }

    /// <summary>Why a completed queue was completed, if there is a reason.</summary>
    internal AioRemoteException? ReadEnd()
    {
        ReadOnlySpan<byte> left = _handle.Target.ReadEnd();
        return left.IsEmpty ? null : ItemFormat.ReadException(left);
    }

    internal void Write(PayloadWriter writer)
    {
        _handle.Write(writer);
        ValueCodec.Write(writer, _serializer);
    }

    internal static AioQueue<T> Read(ref PayloadReader reader) =>
        new(Handle<SharedQueue>.Read(ref reader, ObjectKind.Queue, SharedQueue.Make), ValueCodec.Read<IAioSerializer?>(ref reader));

    void IAioHandle.WriteReference(PayloadWriter writer) => Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        AioQueue<T> same = Read(ref reader);
        (_handle, _serializer) = (same._handle, same._serializer);
    }

    private static unsafe PrepareObject Prepare(int capacity)
    {
        int itemBytes = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? 0 : Unsafe.SizeOf<T>();
        return (participant, header) => SharedQueue.Prepare(participant, header, capacity, itemBytes);
    }

    private RingOutcome PutNow(SharedQueue target, in T item, ref Outgoing outgoing)
    {
        if (IsRaw && !outgoing.IsEncoded)
        {
            RingOutcome outcome = target.TryPut(in item);
            if (outcome != RingOutcome.NeedsBlock)
                return outcome;
        }

        outgoing.Encode(target, item, _serializer);
        return PutNow(target, ref outgoing);
    }

    // Null when the item was put; else the parked wait.
    private PutWaiter? PutSlowly(SharedQueue target, in T item, TimeSpan timeout, CancellationToken cancellationToken, bool isBlocking = false)
    {
        var outgoing = default(Outgoing);
        try
        {
            if (PutSoon(target, item, ref outgoing))
                return null;
            outgoing.Encode(target, item, _serializer);
            outgoing.Own();
        }
        catch
        {
            outgoing.Drop(target);
            throw;
        }

        return ParkPut(target, outgoing, timeout, cancellationToken, isBlocking);
    }

    private PutWaiter ParkPut(SharedQueue target, Outgoing outgoing, TimeSpan timeout, CancellationToken cancellationToken, bool isBlocking)
    {
        var waiter = new PutWaiter(target, this, outgoing, isBlocking);
        target.Putters.Park(waiter);
        if (!isBlocking)
            waiter.Limit(timeout, cancellationToken);
        return waiter;
    }

    private bool PutSoon(SharedQueue target, in T item, ref Outgoing outgoing)
    {
        long deadline = 0;
        do
        {
            RingOutcome outcome = PutNow(target, item, ref outgoing);
            if (outcome == RingOutcome.Completed)
                throw Completed("put to");
            if (outcome != RingOutcome.Done)
                continue;
            if (deadline != 0)
                target.Putters.SpinPaid();
            return true;
        }
        while (target.SpinForRoom(ref deadline));
        return false;
    }

    private bool PutBlocking(in T item, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero)
            return TryPut(item);
        if (PutSlowly(_handle.Target, item, timeout, cancellationToken, isBlocking: true) is not { } waiter)
            return true;
        return waiter.Check(waiter.Block(timeout, cancellationToken));
    }

    private RingOutcome GetNow(SharedQueue target, out T item)
    {
        if (IsRaw)
        {
            RingOutcome outcome = target.TryGet(out item);
            if (outcome != RingOutcome.NeedsBlock)
                return outcome;
        }

        if (ItemFormat.IsBytes<T>(_serializer))
        {
            RingOutcome outcome = target.TryGetArray(out byte[] array, out byte trailer);
            item = trailer == ItemFormat.Null ? default! : (T)(object)array;
            if (outcome != RingOutcome.NeedsBlock)
                return outcome;
        }

        RingOutcome encoded = target.TryGet(out QueueItem bytes);
        item = encoded == RingOutcome.Done ? Consume(target, in bytes) : default!;
        return encoded;
    }

    private bool GetSoon(SharedQueue target, out T item)
    {
        long deadline = 0;
        do
        {
            if (target.HasUsedUp)
                target.Gather();
            RingOutcome outcome = GetNow(target, out item);
            if (outcome == RingOutcome.Completed)
                return false;
            if (outcome != RingOutcome.Done)
                continue;
            if (deadline != 0)
                target.Getters.SpinPaid();
            GC.KeepAlive(this);
            return true;
        }
        while (target.SpinForItem(ref deadline));
        return false;
    }

    private ValueTask<(bool Taken, T Item)> GetOrEnd(TimeSpan timeout, bool endsQuietly, CancellationToken cancellationToken)
    {
        SharedQueue target = _handle.Target;
        if (timeout == TimeSpan.Zero)
            return new ValueTask<(bool, T)>((TryGet(out T now), now));
        if (GetSoon(target, out T item))
            return new ValueTask<(bool, T)>((true, item));
        GetWaiter<T> waiter = ParkGet(target, timeout, endsQuietly, cancellationToken);
        return new ValueTask<(bool, T)>(waiter, waiter.Version);
    }

    private bool GetBlocking(TimeSpan timeout, CancellationToken cancellationToken, out T item)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero)
            return TryGet(out item);
        SharedQueue target = _handle.Target;
        if (GetSoon(target, out item))
            return true;
        var waiter = new GetWaiter<T>(this, target, endsQuietly: false, isBlocking: true);
        target.Getters.Park(waiter);
        (bool taken, item) = waiter.Unwrap(waiter.Block(timeout, cancellationToken));
        return taken;
    }

    private GetWaiter<T> ParkGet(SharedQueue target, TimeSpan timeout, bool endsQuietly, CancellationToken cancellationToken)
    {
        var waiter = new GetWaiter<T>(this, target, endsQuietly, isBlocking: false);
        target.Getters.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }
}
