namespace AioProcessing.Pools;

/// <summary>A count that many raise and one waits for. Raising it costs one atomic instruction.</summary>
internal sealed class Gauge
{
    private long _count;
    private long _wakeAt = long.MaxValue;
    private TaskCompletionSource? _waiter;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Returns the new count.</summary>
    public long Raise(long by = 1)
    {
        long count = Interlocked.Add(ref _count, by);
        if (count >= Volatile.Read(ref _wakeAt))
            Wake();
        return count;
    }

    /// <summary>Completes when the count is <paramref name="target"/> or more.</summary>
    public Task ReachAsync(long target)
    {
        if (Count >= target)
            return Task.CompletedTask;
        TaskCompletionSource waiter;
        lock (this)
        {
            waiter = _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _wakeAt, target); // A full fence before the look at the count.
        }

        if (Count >= target)
            Wake();
        return waiter.Task;
    }

    private void Wake()
    {
        lock (this)
        {
            if (Count < _wakeAt)
                return;
            Volatile.Write(ref _wakeAt, long.MaxValue);
            _waiter?.TrySetResult();
            _waiter = null;
        }
    }
}
