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
}
