using AioProcessing.Backends;
using AioProcessing.Core.Objects;
using AioProcessing.Queues;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>A queue that can tell when every item that was put has not only been taken but also dealt with.</summary>
/// <typeparam name="T">What it carries, as in an <see cref="AioQueue{T}"/>.</typeparam>
/// <remarks>
/// Python's counterpart is <c>multiprocessing.JoinableQueue</c>. There a counter is wrong for ever once a consumer was killed between its get and its
/// <c>task_done</c>, and the join never ends. Here nothing is counted: an item that a process took stays that process's until <see cref="TaskDone"/>.
/// <para><b>If a process dies</b>, the items that it took and was not done with go back and are delivered again, before newer ones; a join waits for them.
/// For the rest the rules are those of <see cref="AioQueue{T}"/>.</para>
/// <para><b>Which item a <see cref="TaskDone"/> means</b>: the one that its process took longest ago and was not done with. So it must be called in the
/// process that took the item, other than in Python. Where several tasks of a process work at once and may end in another order, use
/// <see cref="LeaseAsync"/>, which says it for each: <see cref="AioLease{T}.Complete"/> is the <c>TaskDone</c> of its item.</para>
/// </remarks>
public sealed partial class AioJoinableQueue<T> : IAioJoinableQueue<T>, IAioHandle
{
    private AioQueue<T> _queue;

    /// <inheritdoc cref="AioQueue{T}(int, IAioSerializer?)"/>
    public AioJoinableQueue(int capacity = 0, IAioSerializer? serializer = null) => _queue = new AioQueue<T>(capacity, serializer);

    internal AioJoinableQueue(AioQueue<T> queue) => _queue = queue;

    /// <inheritdoc cref="AioQueue{T}.Capacity"/>
    public int Capacity => _queue.Capacity;

    /// <summary>Items that nobody has, exact at the time of reading. Those that were taken and are not done with are not among them.</summary>
    public int Count => _queue.Count;

    /// <inheritdoc cref="AioQueue{T}.IsEmpty"/>
    public bool IsEmpty => _queue.IsEmpty;

    /// <inheritdoc cref="AioQueue{T}.IsFull"/>
    public bool IsFull => _queue.IsFull;

    /// <inheritdoc cref="AioQueue{T}.IsCompleted"/>
    public bool IsCompleted => _queue.IsCompleted;

    /// <inheritdoc cref="AioQueue{T}.TryPut(T)"/>
    public bool TryPut(T item) => _queue.TryPut(item);

    /// <inheritdoc cref="AioQueue{T}.Put"/>
    public void Put(T item, CancellationToken cancellationToken = default) => _queue.Put(item, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryPut(T, TimeSpan, CancellationToken)"/>
    public bool TryPut(T item, TimeSpan timeout, CancellationToken cancellationToken = default) => _queue.TryPut(item, timeout, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.PutAsync"/>
    public ValueTask PutAsync(T item, CancellationToken cancellationToken = default) => _queue.PutAsync(item, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryPutAsync"/>
    public ValueTask<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _queue.TryPutAsync(item, timeout, cancellationToken);

    /// <inheritdoc cref="AioQueue{T}.TryGet(out T)"/>
    public bool TryGet(out T item)
    {
        bool isTaken = _queue.TryLease(out AioLease<T>? lease);
        item = isTaken ? Keep(lease!) : default!;
        return isTaken;
    }

    /// <inheritdoc cref="AioQueue{T}.Get"/>
    public T Get(CancellationToken cancellationToken = default) => Keep(_queue.Lease(cancellationToken));

    /// <inheritdoc cref="AioQueue{T}.TryGet(TimeSpan, out T, CancellationToken)"/>
    public bool TryGet(TimeSpan timeout, out T item, CancellationToken cancellationToken = default)
    {
        bool isTaken = _queue.TryLease(timeout, out AioLease<T>? lease, cancellationToken);
        item = isTaken ? Keep(lease!) : default!;
        return isTaken;
    }

    /// <inheritdoc cref="AioQueue{T}.GetAsync"/>
    public async ValueTask<T> GetAsync(CancellationToken cancellationToken = default) =>
        Keep(await _queue.LeaseAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc cref="AioQueue{T}.TryGetAsync"/>
    public async ValueTask<(bool Taken, T Item)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        (bool isTaken, AioLease<T>? lease) = await _queue.TryLeaseAsync(timeout, cancellationToken).ConfigureAwait(false);
        return isTaken ? (true, Keep(lease!)) : (false, default!);
    }

    /// <summary>Says that the oldest of the items that this process took is dealt with.</summary>
    /// <exception cref="InvalidOperationException">This process has taken no item that is not done with.</exception>
    public void TaskDone()
    {
        SharedQueue target = _queue.Target;
        if (!target.TryUnkeep(out QueueItem item))
            throw new InvalidOperationException("TaskDone was called too many times: this process has no item of the queue that it took and is not done with. Call it once for each get, in the process that got the item.");
        _queue.Finish(target, in item);
    }

    /// <summary>Whether every item that was put is done with; never waits.</summary>
    public bool TryJoin() => _queue.Target.IsFinished;

    /// <summary>Blocks this thread until every item that was put is done with.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Join(CancellationToken cancellationToken = default) => TryJoin(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Blocks this thread for at most <paramref name="timeout"/> until every item that was put is done with.</summary>
    /// <returns>False on time-out.</returns>
    /// <inheritdoc cref="Join" path="/exception"/>
    public bool TryJoin(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        bool isFinished = TryJoin();
        if (isFinished || timeout == TimeSpan.Zero)
            return isFinished;
        var waiter = new JoinWaiter(this, isBlocking: true);
        _queue.Target.Finishers.Park(waiter);
        return waiter.Block(timeout, cancellationToken);
    }

    /// <summary>Waits until every item that was put is done with, without blocking a thread.</summary>
    /// <inheritdoc cref="Join" path="/exception"/>
    public ValueTask JoinAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        if (TryJoin())
            return default;
        JoinWaiter waiter = Park(Timeout.InfiniteTimeSpan, cancellationToken);
        return new ValueTask(waiter, waiter.Version);
    }

    /// <summary>Waits at most <paramref name="timeout"/> until every item that was put is done with, without blocking a thread.</summary>
    /// <returns>False on time-out.</returns>
    /// <inheritdoc cref="Join" path="/exception"/>
    public ValueTask<bool> TryJoinAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        bool isFinished = TryJoin();
        if (isFinished || timeout == TimeSpan.Zero)
            return new ValueTask<bool>(isFinished);
        JoinWaiter waiter = Park(timeout, cancellationToken);
        return new ValueTask<bool>(waiter, waiter.Version);
    }

    /// <inheritdoc cref="AioQueue{T}.Complete"/>
    public void Complete(Exception? exception = null) => _queue.Complete(exception);

    /// <summary>Lets go of this handle. With the last one of this process, the items that it took and was not done with go back.</summary>
    public void Dispose() => _queue.Dispose();

    void IAioHandle.WriteReference(PayloadWriter writer) => _queue.Write(writer);

    void IAioHandle.ReadReference(ref PayloadReader reader) => _queue = AioQueue<T>.Read(ref reader);

    private static T Keep(AioLease<T> taken)
    {
        var lease = (SharedLease<T>)taken;
        try
        {
            T item = lease.Item;
            lease.HandOver(out QueueItem held).Keep(in held);
            return item;
        }
        catch (AioException)
        {
            // As with any get: it is taken nevertheless, or it would come again for ever.
            lease.HandOver(out QueueItem damaged).Finish(in damaged);
            throw;
        }
    }

    private JoinWaiter Park(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waiter = new JoinWaiter(this, isBlocking: false);
        _queue.Target.Finishers.Park(waiter);
        waiter.Limit(timeout, cancellationToken);
        return waiter;
    }
}
