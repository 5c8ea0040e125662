using System.Diagnostics.CodeAnalysis;
using AioProcessing.Backends;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>Messages of bytes from one process to another, in their order: a shared queue without a serialiser.</summary>
internal sealed class BytePipe : IAioHandle, IDisposable
{
    // So many small messages fit without growing; the pool sends fewer at a time.
    private const int Capacity = 256;

    private Handle<SharedQueue> _handle;

    public unsafe BytePipe() => _handle = Handle<SharedQueue>.Create(
        Place.Default, ObjectKind.Queue, SharedQueue.Make, static (participant, header) => SharedQueue.Prepare(participant, header, Capacity, itemBytes: 0));

    public SharedQueue Queue => _handle.Target;

    /// <summary>Puts a message unless the pipe is full.</summary>
    public bool TryPut(ReadOnlyMemory<byte> message)
    {
        SharedQueue queue = Queue;
        var request = new QueueRequest { Payload = message };
        RingOutcome outcome = Put(queue, ref request);
        queue.Release(ref request);
        return outcome == RingOutcome.Done;
    }

    /// <summary>Puts a message, blocking until there is room.</summary>
    public void Put(ReadOnlyMemory<byte> message)
    {
        SharedQueue queue = Queue;
        var request = new QueueRequest { Payload = message };
        if (Put(queue, ref request) != RingOutcome.Done)
            Park(queue, ref request, beforeOthers: false);
    }

    /// <summary>Begins to wait for room for a message, which must not change until then. It may have been put when this returns.</summary>
    public RoomWait BeginPut(ReadOnlyMemory<byte> message)
    {
        var waiter = new RoomWait(this, new QueueRequest { Payload = message }, isBlocking: false);
        Queue.Putters.Park(waiter, beforeOthers: false);
        return waiter;
    }

    /// <summary>Lets the reader read what is there, and then know that there is no more.</summary>
    public void Complete()
    {
        SharedQueue queue = Queue;
        var request = new QueueRequest { IsCompletion = true };
        if (queue.TryPut(ref request) is not (RingOutcome.Done or RingOutcome.Completed))
            Park(queue, ref request, beforeOthers: true);
    }

    public bool TryGet(out QueueItem message)
    {
        SharedQueue queue = Queue;
        RingOutcome outcome;
        int tries = 0;
        do
            outcome = queue.TryGet(out message);
        while (SharedQueue.TryAgain(outcome, ref tries));
        if (outcome == RingOutcome.Completed)
            message = new QueueItem(QueueItemKind.Completed);
        return outcome is RingOutcome.Done or RingOutcome.Completed;
    }

    /// <summary>Takes a message, blocking until there is one.</summary>
    public QueueItem Get()
    {
        SharedQueue queue = Queue;
        long deadline = 0;
        do
        {
            if (!TryGet(out QueueItem message))
                continue;
            if (deadline != 0)
                queue.Getters.SpinPaid();
            return message;
        }
        while (queue.SpinForItem(ref deadline));
        var waiter = new MessageWait(this, isBlocking: true);
        queue.Getters.Park(waiter);
        return waiter.Block(Timeout.InfiniteTimeSpan, CancellationToken.None);
    }

    /// <summary>Begins to wait for a message. It may be there when this returns.</summary>
    public MessageWait BeginGet()
    {
        var waiter = new MessageWait(this, isBlocking: false);
        Queue.Getters.Park(waiter);
        return waiter;
    }

    public void Dispose() => _handle.Dispose();

    public void WriteReference(PayloadWriter writer) => _handle.Write(writer);

    [MemberNotNull(nameof(_handle))]
    public void ReadReference(ref PayloadReader reader) => _handle = Handle<SharedQueue>.Read(ref reader, ObjectKind.Queue, SharedQueue.Make);

    private static RingOutcome Put(SharedQueue queue, ref QueueRequest request)
    {
        RingOutcome outcome;
        int tries = 0;
        do
            outcome = queue.TryPut(ref request);
        while (SharedQueue.TryAgain(outcome, ref tries));
        return outcome;
    }

    private void Park(SharedQueue queue, ref QueueRequest request, bool beforeOthers)
    {
        var waiter = new RoomWait(this, request, isBlocking: true);
        queue.Putters.Park(waiter, beforeOthers);
        waiter.Block(Timeout.InfiniteTimeSpan, CancellationToken.None);
    }
}

/// <summary>A wait for room, blocking or with a callback.</summary>
internal sealed class RoomWait(BytePipe owner, QueueRequest request, bool isBlocking) : Waiter<QueueRequest, QueuePut>(request, owner, isBlocking)
{
    /// <inheritdoc cref="MessageWait.OnCompleted(Action{object?}, object)"/>
    public void OnCompleted(Action<object?> callback, object state) =>
        OnCompleted(callback, state, Version, System.Threading.Tasks.Sources.ValueTaskSourceOnCompletedFlags.None);

    public QueuePut Take() => GetResult(Version);

    protected override void Settle() => owner.Queue.Release(ref Request);
}

/// <summary>A wait for a message, blocking or with a callback.</summary>
internal sealed class MessageWait(BytePipe owner, bool isBlocking) : Waiter<GetWish, QueueItem>(GetWish.Item, owner, isBlocking)
{
    /// <summary>Calls back once the message is there; on whichever thread brings it, which may be the dispatcher.</summary>
    public void OnCompleted(Action<object?> callback, object state) =>
        OnCompleted(callback, state, Version, System.Threading.Tasks.Sources.ValueTaskSourceOnCompletedFlags.None);

    public bool IsComplete => GetStatus(Version) != System.Threading.Tasks.Sources.ValueTaskSourceStatus.Pending;

    public QueueItem Take() => GetResult(Version);
}
