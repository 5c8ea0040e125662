namespace AioProcessing.Connections;

/// <summary>Strangers at the door, a limited number of them: one more sends the oldest away, so that silent ones keep nobody out.</summary>
internal sealed class PendingHandshakes(int limit)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<CancellationTokenSource> _oldestFirst = [];

    /// <summary>Cancelled when this one is sent away. <see cref="Leave"/> has to follow.</summary>
    public LinkedListNode<CancellationTokenSource> Enter(CancellationToken listenerCloses)
    {
        CancellationTokenSource mine = CancellationTokenSource.CreateLinkedTokenSource(listenerCloses);
        CancellationTokenSource? oldest = null;
        LinkedListNode<CancellationTokenSource> node;
        lock (_lock)
        {
            if (_oldestFirst.Count >= limit)
            {
                oldest = _oldestFirst.First!.Value;
                _oldestFirst.RemoveFirst();
            }
            node = _oldestFirst.AddLast(mine);
        }
        try
        {
            oldest?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just left by itself.
        }
        return node;
    }

    public void Leave(LinkedListNode<CancellationTokenSource> node)
    {
        lock (_lock)
        {
            if (node.List is not null)
                _oldestFirst.Remove(node);
        }
        node.Value.Dispose();
    }
}
