namespace AioProcessing.Pools.Guests;

/// <summary>A guest's call: what it has handed over, and what it has heard of it. Guarded by the link's gate.</summary>
internal sealed class LinkedCall(WorkCall call)
{
    private Dictionary<long, Chunk>? _pinned;

    public WorkCall Call { get; } = call;

    /// <summary>Whether the pool knows of it.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Whether its only item was seen running.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether its user has the result. Answers may still come: they are read, because what they refer to must be let go.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Whether the pool has ended it as a whole: answers that were on their way do not count.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Items that were handed over and not answered for.</summary>
    public long Outstanding { get; private set; }

    public bool IsOver => IsEnded && Outstanding == 0;

    public void Sending(Chunk chunk)
    {
        Outstanding += chunk.Count;
        if (!chunk.HasPins)
            return;
        _pinned ??= [];
        for (int i = 0; i < chunk.Count; i++)
            _pinned.Add(chunk.FirstIndex + i, chunk);
    }

    /// <summary>An item was answered for: what its argument refers to need not be kept any longer.</summary>
    public void Answered(long index)
    {
        Outstanding--;
        if (_pinned is not null && _pinned.Remove(index, out Chunk? chunk))
            chunk.Settled(1);
    }

    /// <summary>No further answer will come.</summary>
    public void GiveUp()
    {
        IsGivenUp = true;
        Outstanding = 0;
        foreach (Chunk chunk in _pinned?.Values ?? Enumerable.Empty<Chunk>())
            chunk.Settled(1);
        _pinned = null;
    }
}
