namespace AioProcessing.Pools;

// One worker more, up and idle, so that one that is lost, killed or retired is replaced at once. It counts as started when it is put to use.
internal sealed partial class PoolCore
{
    // Pools that live for moments get none.
    private static readonly TimeSpan s_spareDelay = TimeSpan.FromMilliseconds(300);

    private PoolWorker? _spare;
    private bool _isSpareStarting;

    private bool MayHaveSpare => !_isClosed && _broken is null && _spare is null && !_isSpareStarting;

    private void KeepSpare()
    {
        lock (_gate)
        {
            if (!MayHaveSpare)
                return;
            _isSpareStarting = true;
        }

        PoolWorker worker = Launch(isSpare: true, out Exception? error);
        lock (_gate)
        {
            _isSpareStarting = false;
            if (error is null)
                _spare = worker;
            if (_isClosed || _broken is not null)
                _spare?.Kill();
            EndIfDone();
        }

        if (error is null)
            Listen(worker); // Without one, the pool works as well.
    }

    /// <summary>Makes the spare worker one of the pool's.</summary>
    private bool TryUseSpare()
    {
        if (_spare is not { IsReady: true, IsDoomed: false } spare || !spare.TryEnlist(Options.Initializer is not null))
            return false;
        _spare = null;
        spare.IdleSince = Now;
        _workersStarted++;
        _workers.Add(spare);
        ThreadPool.UnsafeQueueUserWorkItem(static core => core.KeepSpare(), this, preferLocal: false);
        return true;
    }
}
