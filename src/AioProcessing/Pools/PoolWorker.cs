using System.Diagnostics;
using AioProcessing.Core.Machines;
using AioProcessing.Processes;

namespace AioProcessing.Pools;

/// <summary>The pool's side of one worker. Everything in it is guarded by the pool's gate.</summary>
internal sealed class PoolWorker
{
    private const int MostMessages = 64;

    // As much work as may wait in a worker: more than two slices of the system's scheduler, for where the workers have all processors that long may pass before the pool's own
    // process is let in to send more. It is taken back when another worker has none.
    private static readonly double s_queueTicks = Stopwatch.Frequency / 125.0;

    private readonly HashSet<int> _known = [];
    private readonly List<int> _toForget = [];
    private readonly Queue<long> _messageEnds = new();
    private readonly int _concurrency;
    private double _averageTicks;

    public PoolWorker(int index, string name, int concurrency)
    {
        Index = index;
        Name = name;
        _concurrency = concurrency;
    }

    public int Index { get; }

    public string Name { get; }

    public BytePipe Inbox { get; } = new();

    public BytePipe Outbox { get; } = new();

    public SheetHandle Sheet { get; } = new();

    public AioQueue<long> Cancellations { get; } = new(capacity: 4096);

    public Ledger Ledger { get; } = new();

    public AioProcess<Nothing>? Process { get; set; }

    public bool IsReady { get; set; }

    /// <summary>Gets nothing more, and goes when it is done.</summary>
    public bool IsRetiring { get; set; }

    /// <summary>Was killed by the pool.</summary>
    public bool IsDoomed { get; set; }

    /// <summary>Left what it was sent lying until others had done it: it may be stopped. Its next answer clears it.</summary>
    public bool IsSuspect { get; set; }

    /// <summary>When it was told to end, in milliseconds of the system's tick count; 0 = not yet.</summary>
    public long QuitAt { get; private set; }

    public long Assigned { get; set; }

    public long Done { get; set; }

    public long MemoryBytes { get; set; }

    public long BusyTicks { get; set; }

    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    public long ReadyAt { get; set; }

    public long IdleSince { get; set; } = Environment.TickCount64;

    /// <summary>Calls to this pool by tasks that it runs, or by processes that those have started: while there are any it may be waiting for them.</summary>
    public int OwnCalls { get; set; }

    public ulong Epoch { get; private set; }

    public bool IsIdle => Ledger.Count == 0;

    public bool TakesWork => IsReady && !IsRetiring && !IsDoomed;

    /// <summary>The first item that it has not begun.</summary>
    public long Unclaimed => (long)Sheet.Sheet.Claim.Next;

    /// <summary>Items that it was sent and has not begun.</summary>
    public long Waiting => Ledger.Next - Math.Max(Unclaimed, Ledger.First);

    /// <summary>How long it will take to begin the last item that waits in it, as far as is known.</summary>
    public double WaitingTicks => Waiting * _averageTicks;

    /// <summary>Whether it may be sent more: it has little, or is quick.</summary>
    public bool HasRoom
    {
        get
        {
            if (!TakesWork || OwnCalls > 0)
                return false;
            while (_messageEnds.TryPeek(out long end) && end <= Ledger.First)
                _messageEnds.Dequeue();
            return _messageEnds.Count <= _concurrency || (_messageEnds.Count < MostMessages && _averageTicks > 0 && Ledger.Count * _averageTicks < s_queueTicks);
        }
    }

    /// <summary>False when it cannot take the chunk now.</summary>
    public bool TrySend(Chunk chunk)
    {
        FunctionEntry function = chunk.Call.Function;
        while (_toForget.Count > 0 && TryForget(_toForget[^1]))
            _toForget.RemoveAt(_toForget.Count - 1);
        if (!_known.Contains(function.Id))
        {
            if (!Inbox.TryPut(function.Message))
                return false;
            _known.Add(function.Id);
        }

        if (!chunk.TrySend(Inbox, Epoch, Ledger.Next))
            return false;
        Ledger.Add(chunk);
        _messageEnds.Enqueue(Ledger.Next);
        _averageTicks = function.AverageTicks;
        Assigned += chunk.Count;
        return true;
    }

    /// <summary>Tells a spare worker that it is needed. It is ready at once, unless it has to be initialised.</summary>
    public bool TryEnlist(bool hasInitializer)
    {
        if (!Inbox.TryPut(new[] { (byte)PoolMessage.Enlist }))
            return false;
        IsReady = !hasInitializer;
        return true;
    }

    public void Forget(int function)
    {
        if (_known.Remove(function) && !IsDoomed && !TryForget(function))
            _toForget.Add(function);
    }

    /// <summary>Takes back what it has not begun.</summary>
    public void Recall(List<Chunk> into)
    {
        ClaimWord claim = Sheet.Sheet.Recall();
        Epoch = claim.Epoch;
        int before = Ledger.Count;
        Ledger.TakeFrom((long)claim.Next, into);
        Assigned -= before - Ledger.Count;
        ForgetMessages();
    }

    /// <summary>Lets it end once it is done with what it has.</summary>
    public void Quit()
    {
        if (QuitAt == 0 && Inbox.TryPut(new[] { (byte)PoolMessage.Quit }))
            QuitAt = Environment.TickCount64;
    }

    public void Kill()
    {
        IsDoomed = true;
        Process?.Kill();
    }

    /// <summary>Lets go of what it shared with the process, which has ended.</summary>
    public void Close()
    {
        Inbox.Dispose();
        Outbox.Dispose();
        Sheet.Dispose();
        Cancellations.Dispose();
    }

    // Messages whose items were all taken back no longer count as on their way; of one, a part may be left.
    private void ForgetMessages()
    {
        long last = Ledger.First;
        for (int left = _messageEnds.Count; left > 0; left--)
        {
            long end = _messageEnds.Dequeue();
            if (end <= Ledger.Next)
                _messageEnds.Enqueue(last = end);
        }

        if (last < Ledger.Next)
            _messageEnds.Enqueue(Ledger.Next);
    }

    private bool TryForget(int function)
    {
        byte[] message = new byte[1 + sizeof(int)];
        message[0] = (byte)PoolMessage.Forget;
        BitConverter.TryWriteBytes(message.AsSpan(1), function);
        return Inbox.TryPut(message);
    }
}
