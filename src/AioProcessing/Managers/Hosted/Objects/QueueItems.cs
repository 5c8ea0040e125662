namespace AioProcessing.Managers;

/// <summary>An item of a hosted queue.</summary>
internal sealed class QueuedItem(HostedPayload payload, long sequence)
{
    public HostedPayload Payload => payload;

    /// <summary>Its place in the order of the puts.</summary>
    public long Sequence => sequence;

    /// <summary>How often it was given to somebody.</summary>
    public int Deliveries { get; set; }
}

/// <summary>An item that somebody has taken, and what becomes of it then.</summary>
internal sealed class TakenItem(QueueObject owner, QueuedItem item, Session session, QueueObject.Taking taking, long id) : IHolding
{
    public QueuedItem Item => item;

    public Session Session => session;

    public QueueObject.Taking Taking => taking;

    /// <summary>Never given to another one.</summary>
    public long Id => id;

    public bool IsOver { get; set; }

    public void Abandoned() => owner.ComeBack([this]);
}

/// <summary>The items of a hosted queue: those that nobody has, in order, and those that somebody has taken. Guarded by the queue's gate.</summary>
internal sealed class QueueItems(QueueObject owner, int capacity)
{
    /// <summary>About how much of several items goes in one message.</summary>
    public const int MessageBytes = 256 * 1024;

    private readonly Queue<QueuedItem> _queued = new();
    private readonly PriorityQueue<QueuedItem, long> _returned = new();
    private readonly Dictionary<Session, List<TakenItem>> _taken = [];
    private long _lastSequence;
    private long _lastTaken;
    private long _unfinished;

    public int Capacity => capacity;

    /// <summary>Those that nobody has.</summary>
    public int Count => _queued.Count + _returned.Count;

    public bool HasRoom => capacity == 0 || Count < capacity;

    /// <summary>Whether all that were put are done with.</summary>
    public bool IsFinished => _unfinished == 0;

    public void Put(HostedPayload payload)
    {
        _queued.Enqueue(new QueuedItem(payload, ++_lastSequence));
        _unfinished++;
    }

    /// <summary>Takes up to <paramref name="most"/> of those that are there. None if the client has gone.</summary>
    public List<TakenItem> Take(Session session, QueueObject.Taking taking, int most)
    {
        List<TakenItem> taken = [];
        int bytes = 0;
        while (taken.Count < most && bytes < MessageBytes && TryPeek(out QueuedItem? item))
        {
            bytes += item.Payload.Bytes.Length;
            var mine = new TakenItem(owner, item, session, taking, ++_lastTaken);
            if (taking is not QueueObject.Taking.ForGood && !session.TryHold(mine))
                break;
            if (_returned.Count > 0)
                _returned.Dequeue();
            else
                _queued.Dequeue();
            item.Deliveries++;
            ListOf(session).Add(mine);
            taken.Add(mine);
        }

        return taken;
    }

    public TakenItem? Find(Session session, long id) => _taken.GetValueOrDefault(session)?.Find(item => item.Id == id);

    public TakenItem? OldestToBeDone(Session session) =>
        _taken.GetValueOrDefault(session)?.Find(static item => item.Taking is QueueObject.Taking.ToBeDone);

    /// <summary>It is done with. False when it was not taken any more.</summary>
    public bool TryFinish(TakenItem item)
    {
        if (!TryEnd(item))
            return false;
        item.Item.Payload.Release();
        _unfinished--;
        return true;
    }

    /// <summary>It goes back, before newer ones. False when it was not taken any more.</summary>
    public bool TryReturn(TakenItem item)
    {
        if (!TryEnd(item))
            return false;
        _returned.Enqueue(item.Item, item.Item.Sequence);
        return true;
    }

    public void ReturnThoseOf(Session session)
    {
        foreach (TakenItem item in _taken.GetValueOrDefault(session)?.Where(static item => item.Taking is not QueueObject.Taking.ForGood).ToArray() ?? [])
            TryReturn(item);
    }

    public void Clear()
    {
        foreach (QueuedItem item in _queued.Concat(_returned.UnorderedItems.Select(static one => one.Element)))
            item.Payload.Release();
        _queued.Clear();
        _returned.Clear();
    }

    private bool TryPeek([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out QueuedItem? item) =>
        _returned.TryPeek(out item, out _) || _queued.TryPeek(out item);

    private bool TryEnd(TakenItem item)
    {
        if (item.IsOver)
            return false;
        item.IsOver = true;
        item.Session.TryGiveBack(item);
        List<TakenItem> mine = ListOf(item.Session);
        mine.Remove(item);
        if (mine.Count == 0)
            _taken.Remove(item.Session);
        return true;
    }

    private List<TakenItem> ListOf(Session session)
    {
        if (!_taken.TryGetValue(session, out List<TakenItem>? list))
            _taken[session] = list = [];
        return list;
    }
}
