using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>
/// What this client owes a manager for results that would else go back. They travel with the next call, which usually follows at once; if none does, they
/// leave by themselves a moment later.
/// </summary>
internal sealed class Receipts(OutputBuffer output)
{
    private const int DelayMilliseconds = 10;

    private readonly List<(int Call, bool HasReached)> _owed = [];
    private Timer? _timer;
    private bool _isTimed;

    public void Owe(int call, bool hasReached)
    {
        lock (output.Gate)
        {
            _owed.Add((call, hasReached));
            if (_isTimed)
                return;
            _isTimed = true;
            _timer ??= new Timer(static self => ((Receipts)self!).TimeIsUp(), this, Timeout.Infinite, Timeout.Infinite);
            _timer.Change(DelayMilliseconds, Timeout.Infinite);
        }
    }

    /// <summary>Puts what is owed before the next frame. The output's gate is held, and the caller adds a frame.</summary>
    /// <returns>Whether the caller has to flush.</returns>
    public bool AddLocked()
    {
        bool flushes = false;
        foreach ((int call, bool hasReached) in _owed)
        {
            PayloadWriter frame = Frames.Begin(ClientFrame.Receipt, call);
            frame.WriteBool(hasReached);
            Frames.Seal(frame);
            flushes |= output.AddLocked(frame);
        }
        _owed.Clear();
        return flushes;
    }

    public void Flush()
    {
        bool flushes;
        lock (output.Gate)
            flushes = AddLocked();
        if (flushes)
            output.Flush();
    }

    private void TimeIsUp()
    {
        lock (output.Gate)
            _isTimed = false;
        Flush();
    }
}
