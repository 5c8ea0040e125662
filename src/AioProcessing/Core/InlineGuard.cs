namespace AioProcessing.Core;

/// <summary>Lets the dispatcher run a continuation itself, and finds a new dispatcher when that does not come back soon.</summary>
/// <remarks>
/// Handing a continuation to the thread pool costs about as much as waking the process did. Running it on the dispatcher saves that, but user code may
/// block, even on something that only the dispatcher could deliver. So the turn is counted: odd while a continuation runs. A guard thread looks once
/// a millisecond while there is activity; if it sees the same odd turn twice, it ends that turn by compare-and-swap and starts another dispatcher. Whoever comes
/// back to find its turn ended has lost the role, and goes. While nothing happens the guard sleeps: it says so, looks at the turn once more, and
/// sleeps; a dispatcher makes the turn odd (full fence) and then looks whether the guard sleeps.
/// </remarks>
internal sealed class InlineGuard(Action replaceDispatcher)
{
    private const int TickMilliseconds = 1;
    private const int IdleTicks = 50;
    private const int StackBytes = 128 << 10;

    // The guard whose continuation this thread runs, and its turn.
    [ThreadStatic]
    private static InlineGuard? t_inside;

    [ThreadStatic]
    private static long t_turn;

    private readonly AutoResetEvent _wake = new(false);
    private long _turn;
    private int _isAsleep;
    private Thread? _thread;

    /// <summary>Runs a continuation on the calling dispatcher. False when the role has gone to another thread meanwhile.</summary>
    public bool Run(IContinuation continuation)
    {
        if (_thread is null)
            Start();
        long turn = Interlocked.Increment(ref _turn);
        if (Volatile.Read(ref _isAsleep) != 0)
            _wake.Set();
        (t_inside, t_turn) = (this, turn);
        continuation.Continue();
        t_inside = null;
        return Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;
    }

    /// <summary>For a continuation that is about to block: another thread takes this one's role now, unless one has done so already.</summary>
    public void GiveUp()
    {
        if (t_inside == this && Interlocked.CompareExchange(ref _turn, t_turn + 1, t_turn) == t_turn)
            replaceDispatcher();
    }

    private void Start()
    {
        _thread = new Thread(Watch, StackBytes) { IsBackground = true, Name = "AioProcessing guard" };
        _thread.UnsafeStart();
    }

    private void Watch()
    {
        long last = 0;
        for (int idle = 0; ; idle++)
        {
            _wake.WaitOne(TickMilliseconds); // A tick; nobody sets it while the guard is awake, and it would only shorten the tick.
            long turn = Volatile.Read(ref _turn);
            bool isInside = (turn & 1) != 0;
            if (isInside && turn == last && Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn)
                replaceDispatcher();
            if (isInside || turn != last)
                idle = 0;
            last = turn;
            if (idle >= IdleTicks)
                Sleep();
        }
    }

    private void Sleep()
    {
        Interlocked.Exchange(ref _isAsleep, 1); // A full fence before the look at the turn.
        if ((Volatile.Read(ref _turn) & 1) == 0)
            _wake.WaitOne();
        Volatile.Write(ref _isAsleep, 0);
    }
}

/// <summary>What is to go on when a wait is over.</summary>
internal interface IContinuation
{
    /// <summary>Runs it on this thread, unless it asked for another.</summary>
    void Continue();
}
