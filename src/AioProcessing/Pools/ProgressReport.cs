using System.Diagnostics;

namespace AioProcessing.Pools;

/// <summary>Tells a user's progress what is done, a few times a second. What the user's code throws ends the reports, and nothing else.</summary>
internal sealed class ProgressReport(IProgress<AioProgress> progress, long? total)
{
    private const int PeriodMilliseconds = 50;

    private readonly Lock _reporting = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _next;
    private long _done;
    private bool _isOver;

    public void Advance(long done)
    {
        Volatile.Write(ref _done, done);
        long next = Volatile.Read(ref _next);
        long now = Environment.TickCount64;
        if (now >= next && Interlocked.CompareExchange(ref _next, now + PeriodMilliseconds, next) == next)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Report(Volatile.Read(ref self._done), isLast: false), this, preferLocal: false);
    }

    /// <summary>The last report.</summary>
    public void Finish(long done) => Report(done, isLast: true);

    private void Report(long done, bool isLast)
    {
        lock (_reporting)
        {
            if (_isOver)
                return;
            _isOver = isLast;
            try
            {
                progress.Report(new AioProgress(done, total, Stopwatch.GetElapsedTime(_start)));
            }
            catch (Exception)
            {
                _isOver = true;
            }
        }
    }
}
