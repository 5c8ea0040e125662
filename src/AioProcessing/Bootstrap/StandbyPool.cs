namespace AioProcessing.Bootstrap;

/// <summary>The children of this process that wait for a job.</summary>
/// <param name="sharedMemory">The descriptor that they inherit; asked when the first one is launched.</param>
internal sealed class StandbyPool(Func<int> sharedMemory)
{
    private readonly Lock _lock = new();
    private readonly List<StandbyChild> _ready = [];
    private readonly List<StandbyChild> _starting = [];
    private int _kept;

    /// <summary>Those that could take a job now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _ready.Count;
        }
    }

    public IReadOnlyList<int> Ids
    {
        get
        {
            lock (_lock)
                return [.. _ready.Select(static child => child.Id)];
        }
    }

    /// <summary>Starts as many as are missing, and completes when so many are ready.</summary>
    /// <exception cref="AioException">One could not be started, or ended before it was ready.</exception>
    public async Task WarmAsync(int count)
    {
        Task<bool>[] missing = StartMissing(count);
        bool[] isReady = await Task.WhenAll(missing).ConfigureAwait(false);
        if (isReady.Contains(false))
            throw new AioException($"{isReady.Count(static ready => !ready)} of {count} standby children ended before they were ready. Their standard error may say why.");
    }

    /// <summary>From now on so many more are kept ready: one that is taken is replaced. Until the result is disposed.</summary>
    public IDisposable Keep(int count)
    {
        lock (_lock)
            _kept += count;
        Refill();
        return new Demand(this, count);
    }

    /// <summary>One that was launched under the conditions that hold now; null when there is none. Those that do not fit any more are ended.</summary>
    public LaunchedChild? TryTake()
    {
        LaunchedChild? taken = null;
        lock (_lock)
        {
            LaunchConditions? now = null;
            while (taken is null && _ready.Count > 0)
            {
                now ??= new();
                StandbyChild last = _ready[^1];
                _ready.RemoveAt(_ready.Count - 1);
                if (last.Conditions.Equals(now))
                    taken = last.TryTake();
                else
                    last.End();
            }
            if (_kept == 0)
                return taken;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.Refill(), this, preferLocal: false);
        return taken;
    }

    /// <summary>Ends all of them. Those being kept come back with the next start.</summary>
    public void Stop()
    {
        StandbyChild[] all;
        lock (_lock)
        {
            all = [.. _ready, .. _starting];
            _ready.Clear();
        }
        foreach (StandbyChild child in all)
            child.End();
    }

    /// <summary>Failures wait for the next start, which meets and reports them itself: to try again at once would be to try without end.</summary>
    private void Refill()
    {
        int kept;
        lock (_lock)
            kept = _kept;
        try
        {
            _ = StartMissing(kept);
        }
        catch (Exception exception) when (exception is AioException or PlatformNotSupportedException)
        {
        }
    }

    /// <summary>Those on their way, with those that were missing.</summary>
    private Task<bool>[] StartMissing(int count)
    {
        LaunchConditions? conditions = null;
        lock (_lock)
        {
            while (_ready.Count + _starting.Count < count)
            {
                conditions ??= new();
                StandbyChild child = StandbyChild.Launch(conditions, sharedMemory(), Remove);
                _starting.Add(child);
                _ = child.Ready.ContinueWith(_ => Settle(child), TaskScheduler.Default);
            }
            return [.. _starting.Select(SettledAsync)];
        }
    }

    /// <summary>Ready only once it can be taken.</summary>
    private async Task<bool> SettledAsync(StandbyChild child)
    {
        bool isReady = await child.Ready.ConfigureAwait(false);
        Settle(child);
        return isReady;
    }

    private void Settle(StandbyChild child)
    {
        lock (_lock)
        {
            if (_starting.Remove(child) && child.IsIdle && child.Ready is { IsCompletedSuccessfully: true, Result: true })
                _ready.Add(child);
        }
    }

    private void Remove(StandbyChild child)
    {
        lock (_lock)
            _ready.Remove(child);
    }

    private sealed class Demand(StandbyPool pool, int count) : IDisposable
    {
        private int _count = count;

        /// <summary>Those that nobody wants to be kept any more are ended.</summary>
        public void Dispose()
        {
            List<StandbyChild> surplus = [];
            lock (pool._lock)
            {
                int released = Interlocked.Exchange(ref _count, 0);
                pool._kept -= released;
                int from = Math.Max(pool._kept, pool._ready.Count - released);
                surplus.AddRange(pool._ready[Math.Min(from, pool._ready.Count)..]);
                pool._ready.RemoveRange(pool._ready.Count - surplus.Count, surplus.Count);
            }
            foreach (StandbyChild child in surplus)
                child.End();
        }
    }
}
