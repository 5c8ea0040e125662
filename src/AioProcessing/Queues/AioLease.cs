namespace AioProcessing;

/// <summary>An item that was taken on condition: unless <see cref="Complete"/> is called, it goes back to its queue.</summary>
/// <typeparam name="T">What the queue carries.</typeparam>
/// <remarks>
/// <code>
/// await using AioLease&lt;Job&gt; lease = await queue.LeaseAsync(ct);
/// await DoAsync(lease.Item);
/// lease.Complete();
/// </code>
/// It goes back when the lease is disposed of, and when its process dies; never by a clock. Then it is delivered again, before newer items, and
/// <see cref="DeliveryCount"/> tells. So it is delivered at least once, and more than once only if a receiver did not complete it. A lease that is
/// forgotten keeps its item until its process ends.
/// <para>Not for several threads at once. Python has no counterpart.</para>
/// </remarks>
public abstract class AioLease<T> : IDisposable, IAsyncDisposable
{
    private T? _item;
    private bool _isDecoded;
    private int _isOver;

    private protected AioLease()
    {
    }

    /// <summary>The item; decoded when it is first asked for, and the same object from then on.</summary>
    /// <exception cref="AioSerializationException">It is not a <typeparamref name="T"/> of this build. The lease goes on: complete it to be rid of it.</exception>
    /// <exception cref="ObjectDisposedException">The lease is over, and the item was not asked for before.</exception>
    public T Item
    {
        get
        {
            if (_isDecoded)
                return _item!;
            ThrowIfOver();
            _item = Decode();
            _isDecoded = true;
            return _item;
        }
    }

    /// <summary>The bytes of an item of a queue of <c>byte[]</c>, where they are: valid until the lease is over. Empty for null.</summary>
    /// <exception cref="NotSupportedException">The queue is not one of byte arrays, or has a serialiser, or is hosted by a manager.</exception>
    /// <exception cref="ObjectDisposedException">The lease is over.</exception>
    public abstract ReadOnlyMemory<byte> Memory { get; }

    /// <summary>How often the item was delivered, this time included: more than 1 when somebody had it before and did not complete it.</summary>
    public abstract int DeliveryCount { get; }

    /// <summary>Says that the item has been dealt with: it is gone from the queue for good. A second call does nothing.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed of before: the item has gone back.</exception>
    public void Complete()
    {
        int before = Interlocked.CompareExchange(ref _isOver, 1, 0);
        ObjectDisposedException.ThrowIf(before == 2, this);
        if (before == 0)
            Finish();
    }

    /// <summary>Gives the item back, unless the lease was completed.</summary>
    public void Dispose()
    {
        if (TryEnd())
            GiveBack();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => TryEnd() ? GiveBackAsync() : ValueTask.CompletedTask;

    /// <summary>Ends the lease without an end for the item. False when it is over already.</summary>
    private protected bool TryEnd() => Interlocked.CompareExchange(ref _isOver, 2, 0) == 0;

    private protected void ThrowIfOver() => ObjectDisposedException.ThrowIf(_isOver != 0, this);

    private protected abstract T Decode();

    private protected abstract void Finish();

    private protected abstract void GiveBack();

    private protected virtual ValueTask GiveBackAsync()
    {
        GiveBack();
        return ValueTask.CompletedTask;
    }
}
