namespace AioProcessing.Core.Objects;

/// <summary>Who of this process holds a lock that is used as a re-entrant one. Shared by all its handles here.</summary>
/// <remarks>
/// The identity of an owner is the holding itself, kept in the flow's execution context, and not something that outlives it: two tasks started by a flow that
/// held the lock earlier are strangers to each other, and a task that inherited the identity loses it when the holding ends.
/// </remarks>
internal sealed class LockOwnership
{
    private readonly AsyncLocal<OwnedHolding?> _flow = new();
    private volatile OwnedHolding? _current;

    /// <summary>The present holding; null while the lock is not held by this process, or given up during a wait.</summary>
    public OwnedHolding? Current => _current;

    /// <summary>The present holding, if it is the caller's: of this thread, or of the flow that runs on it.</summary>
    public OwnedHolding? Mine =>
        _current is { } current && (current.Thread == Thread.CurrentThread || current == _flow.Value) ? current : null;

    /// <summary>Makes the caller's flow the owner. To reach the caller of an awaitable method it must be called outside of <c>async</c> ones.</summary>
    public void GiveToFlow(OwnedHolding holding)
    {
        holding.Thread = null;
        _flow.Value = holding;
    }

    /// <summary>The lock was granted to this holding.</summary>
    public void Begin(OwnedHolding holding, in LockGrant grant)
    {
        holding.Take(in grant);
        _current = holding;
    }

    /// <summary>To be called before the lock is given away, while nobody else of this process can have it.</summary>
    public void End() => _current = null;
}

/// <summary>A holding that its owner may enter several times.</summary>
/// <param name="thread">The owner; null = the flow that carries it.</param>
internal sealed class OwnedHolding(Thread? thread) : LockHolding
{
    /// <summary>The entry that began it.</summary>
    public const int Outermost = 1;

    private bool _isOutermostOpen = true;
    private List<int>? _inner;
    private int _lastEntry = Outermost;

    public Thread? Thread { get; set; } = thread;

    /// <summary>One level more. False when it is over.</summary>
    public bool TryEnter(out int entry)
    {
        lock (this)
        {
            entry = 0;
            if (!IsOpen)
                return false;
            (_inner ??= []).Add(entry = ++_lastEntry);
            return true;
        }
    }

    /// <summary>Ends one level: the given one, or the last that began (0). False when it has ended before.</summary>
    public bool TryLeave(int entry, out bool isLast)
    {
        lock (this)
        {
            if (entry == 0)
                entry = _inner is [.., var last] ? last : Outermost;
            bool left = entry == Outermost ? _isOutermostOpen : _inner?.Remove(entry) == true;
            if (entry == Outermost)
                _isOutermostOpen = false;
            isLast = left && !IsOpen;
            return left;
        }
    }

    private bool IsOpen => _isOutermostOpen || _inner is { Count: > 0 };
}
