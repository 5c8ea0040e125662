namespace AioProcessing.Managers;

/// <summary>A call that waits in a line of a hosted object. It is in one line at most, and has been answered when it is in none.</summary>
/// <remarks>Everything here but <see cref="Cancel"/> is called under the gate of the object.</remarks>
internal abstract class Waiting : IHostedWait
{
    private readonly Lock _gate;

    protected Waiting(HostedCall call, Lock gate)
    {
        Call = call;
        _gate = gate;
        Node = new LinkedListNode<Waiting>(this);
    }

    public HostedCall Call { get; }

    public LinkedListNode<Waiting> Node { get; }

    /// <summary>Takes it out of its line; whoever does answers it. False when it was in none.</summary>
    public bool TryLeave()
    {
        if (Node.List is not { } line)
            return false;
        line.Remove(Node);
        return true;
    }

    public void Cancel()
    {
        Answers answers = default;
        lock (_gate)
        {
            if (!TryLeave())
                return;
            answers.AddCancel(Call);
            GivenUp(ref answers);
        }

        answers.Send();
    }

    /// <summary>It has left its line without what it waited for.</summary>
    public virtual void GivenUp(ref Answers answers)
    {
    }
}

/// <summary>Calls that wait for the same, first come, first served. Guarded by the gate of their object.</summary>
internal readonly struct WaitLine()
{
    private readonly LinkedList<Waiting> _line = new();

    public int Count => _line.Count;

    /// <summary>Puts a call at the end, and lets its client and the manager end it.</summary>
    public void Begin(Waiting waiting, ref Answers answers)
    {
        _line.AddLast(waiting.Node);
        if (waiting.Call.TryWait(waiting))
            return;
        waiting.TryLeave();
        answers.AddCancel(waiting.Call);
        waiting.GivenUp(ref answers);
    }

    /// <summary>Puts a call at the end that has waited elsewhere until now.</summary>
    public void Move(Waiting waiting) => _line.AddLast(waiting.Node);

    public T? First<T>()
        where T : Waiting => (T?)_line.First?.Value;

    public T? TakeFirst<T>()
        where T : Waiting
    {
        var first = (T?)_line.First?.Value;
        first?.TryLeave();
        return first;
    }

    public IEnumerable<T> All<T>()
        where T : Waiting => _line.Cast<T>().ToArray();

    /// <summary>A client has let go of the object: its waits are over.</summary>
    public void EndThoseOf(Session session, string what, ref Answers answers)
    {
        Waiting[] theirs = [.. _line.Where(waiting => ReferenceEquals(waiting.Call.Session, session))];
        foreach (Waiting waiting in theirs)
        {
            waiting.TryLeave();
            answers.AddFault(waiting.Call, new ObjectDisposedException(what));
        }

        // When all have left: what one gives up must not go to another of them.
        foreach (Waiting waiting in theirs)
            waiting.GivenUp(ref answers);
    }
}
