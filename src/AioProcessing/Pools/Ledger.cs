namespace AioProcessing.Pools;

/// <summary>Which items a worker was sent and has not answered for, by their numbers.</summary>
internal sealed class Ledger
{
    private LedgerEntry[] _entries = new LedgerEntry[64];

    /// <summary>Items from here on; those before are settled.</summary>
    public long First { get; private set; }

    /// <summary>The number of the next item.</summary>
    public long Next { get; private set; }

    /// <summary>Unsettled items.</summary>
    public int Count { get; private set; }

    public ref LedgerEntry this[long number] => ref _entries[number & (_entries.Length - 1)];

    public bool Holds(long number) => number >= First && number < Next && this[number].Chunk is not null;

    public void Add(Chunk chunk)
    {
        while (Next - First + chunk.Count > _entries.Length)
            Grow();
        for (int i = 0; i < chunk.Count; i++)
            this[Next++] = new LedgerEntry { Chunk = chunk, Index = i };
        Count += chunk.Count;
    }

    /// <summary>Settles an item. False when it is not here: the record of a result that was delivered twice.</summary>
    public bool TryTake(long number, out LedgerEntry entry)
    {
        entry = default;
        if (!Holds(number))
            return false;
        entry = this[number];
        this[number] = default;
        Count--;
        while (First < Next && this[First].Chunk is null)
            First++;
        return true;
    }

    /// <summary>Takes out all items from <paramref name="number"/> on, as chunks in their order.</summary>
    public void TakeFrom(long number, List<Chunk> into)
    {
        number = Math.Max(number, First);
        for (long at = number; at < Next;)
        {
            LedgerEntry entry = this[at];
            int count = 0;
            while (at < Next && this[at].Chunk == entry.Chunk)
            {
                this[at++] = default;
                count++;
            }

            if (entry.Chunk is null)
                continue;
            Count -= count;
            into.Add(entry.Index == 0 && count == entry.Chunk.Count ? entry.Chunk : entry.Chunk.Slice(entry.Index, count));
        }

        Next = Math.Min(Next, number);
        First = Math.Min(First, Next);
    }

    private void Grow()
    {
        LedgerEntry[] larger = new LedgerEntry[_entries.Length * 2];
        for (long number = First; number < Next; number++)
            larger[number & (larger.Length - 1)] = this[number];
        _entries = larger;
    }
}

/// <summary>An item that a worker was sent.</summary>
internal struct LedgerEntry
{
    public Chunk? Chunk;

    /// <summary>Its place in the chunk.</summary>
    public int Index;

    /// <summary>When it was first seen running, in milliseconds of the system's tick count; 0 = not yet.</summary>
    public long SeenRunning;

    /// <summary>When its worker is to be killed; 0 = not at all.</summary>
    public long KillAt;

    /// <summary>Why it is being stopped: what it fails with.</summary>
    public Exception? StopReason;
}
