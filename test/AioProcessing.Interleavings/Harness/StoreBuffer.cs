namespace AioProcessing.Interleavings;

/// <summary>The stores of one actor that others cannot see yet, oldest first; the actor itself sees them (x64's total store order).</summary>
internal sealed class StoreBuffer(SimMemory ram)
{
    private readonly Queue<(Operation Store, ulong Value)> _stores = new();

    public bool IsEmpty => _stores.Count == 0;

    public void Add(in Operation store, ulong value) => _stores.Enqueue((store, value));

    /// <summary>Makes the oldest store visible.</summary>
    public void Drain()
    {
        (Operation store, ulong value) = _stores.Dequeue();
        store.Write(value);
        ram.Account(store);
    }

    public void DrainAll()
    {
        while (!IsEmpty)
            Drain();
    }

    /// <summary>The value that the actor itself must see when it loads this word, if it differs from what others see.</summary>
    public unsafe bool TryForward(in Operation load, out ulong value)
    {
        bool found = false;
        value = 0;
        foreach ((Operation store, ulong stored) in _stores)
        {
            if (store.Address == load.Address)
                (found, value) = (true, stored);
        }
        return found;
    }

    public unsafe ulong Hash()
    {
        ulong hash = 0;
        foreach ((Operation store, ulong value) in _stores)
            hash = StateHash.Mix(StateHash.Mix(hash, (ulong)store.Address), value);
        return hash;
    }
}
