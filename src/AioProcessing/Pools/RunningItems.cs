namespace AioProcessing.Pools;

/// <summary>The items that a worker is running: how many overlap, and the tokens of those that listen.</summary>
internal sealed class RunningItems(int concurrency)
{
    private readonly Dictionary<long, CancellationTokenSource> _sources = [];
    private readonly HashSet<long> _early = [];
    private int _count;
    private long _begun;

    /// <summary>Cancels the items whose numbers come; ends with the process.</summary>
    public async Task ListenAsync(AioQueue<long> cancellations)
    {
        while (true)
            Cancel(await cancellations.GetAsync().ConfigureAwait(false));
    }

    /// <summary>The source of a claimed item's token.</summary>
    public CancellationTokenSource Begin(long number)
    {
        var source = new CancellationTokenSource();
        lock (_sources)
        {
            _begun = number + 1;
            _sources.Add(number, source);
            if (_early.Remove(number))
                source.Cancel();
            _early.RemoveWhere(early => early < number);
        }

        return source;
    }

    public void End(long number)
    {
        lock (_sources)
            _sources.Remove(number);
    }

    /// <summary>Blocks while as many items overlap as may.</summary>
    public void WaitForRoom()
    {
        lock (_early)
        {
            while (_count >= concurrency)
                Monitor.Wait(_early);
        }
    }

    public void WaitForAll()
    {
        lock (_early)
        {
            while (_count > 0)
                Monitor.Wait(_early);
        }
    }

    public void Enter()
    {
        lock (_early)
            _count++;
    }

    public void Leave()
    {
        lock (_early)
        {
            _count--;
            Monitor.PulseAll(_early);
        }
    }

    private void Cancel(long number)
    {
        CancellationTokenSource? source;
        lock (_sources)
        {
            if (!_sources.TryGetValue(number, out source) && number >= _begun)
                _early.Add(number); // Claimed, and about to begin.
        }

        // Elsewhere, because the callbacks are the user's: the next cancellation must not wait for them.
        _ = source?.CancelAsync();
    }
}
