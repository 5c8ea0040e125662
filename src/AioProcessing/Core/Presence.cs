namespace AioProcessing.Core;

/// <summary>Lets this process's own threads into an arena's memory until the process leaves, and lets leaving wait until they are out.</summary>
/// <remarks>Without it, a dispatcher or a watcher that was in the middle of something would find the memory unmapped.</remarks>
internal sealed class Presence
{
    private readonly object _gate = new();
    private int _inside;
    private bool _isClosed;

    /// <summary>False once the process is leaving: the memory must not be touched.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            _inside += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            if (--_inside == 0 && _isClosed)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets nobody in any more, calls those inside, and waits for them. Not to be called by one of them.</summary>
    /// <param name="call">Wakes those who sleep inside. After the door is closed, so that nobody comes in who would not hear it.</param>
    public void Close(Action call)
    {
        lock (_gate)
            _isClosed = true;
        call();
        lock (_gate)
        {
            while (_inside > 0)
                Monitor.Wait(_gate);
        }
    }
}
