namespace AioProcessing.Managers;

/// <summary>A holding of which a client may have several of one object.</summary>
internal interface INumberedHolding : IHolding
{
    Session Session { get; }

    /// <summary>Never 0, and never given to another holding of the object.</summary>
    ulong Id { get; }

    /// <summary>Whether a releaser gives it back by its number. The others are given back without one.</summary>
    bool HasReleaser { get; }
}

/// <summary>The holdings of an object by who has them: permits, readers' places. Guarded by the gate of the object.</summary>
internal sealed class ClientHoldings<T>
    where T : class, INumberedHolding
{
    private readonly Dictionary<Session, List<T>> _all = [];

    public int Count { get; private set; }

    public void Add(T holding)
    {
        if (!_all.TryGetValue(holding.Session, out List<T>? theirs))
            _all[holding.Session] = theirs = [];
        theirs.Add(holding);
        Count++;
    }

    /// <param name="session">The client.</param>
    /// <param name="id">Which of its holdings; 0 = one without a releaser, if it has any.</param>
    public T? Find(Session session, ulong id)
    {
        if (!_all.TryGetValue(session, out List<T>? theirs))
            return null;
        return id != 0 ? theirs.FindLast(one => one.Id == id) : theirs.FindLast(static one => !one.HasReleaser) ?? theirs[^1];
    }

    /// <summary>False when it is no longer there.</summary>
    public bool Remove(T holding)
    {
        if (!_all.TryGetValue(holding.Session, out List<T>? theirs) || theirs.LastIndexOf(holding) is not (>= 0 and var at))
            return false;
        theirs.RemoveAt(at);
        Count--;
        if (theirs.Count == 0)
            _all.Remove(holding.Session);
        return true;
    }

    /// <summary>Takes all that a client has.</summary>
    /// <returns>How many.</returns>
    public int TakeAll(Session session)
    {
        if (!_all.Remove(session, out List<T>? theirs))
            return 0;
        foreach (T holding in theirs)
            session.TryGiveBack(holding);
        Count -= theirs.Count;
        return theirs.Count;
    }
}
