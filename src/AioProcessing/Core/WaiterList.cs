namespace AioProcessing.Core;

/// <summary>Waits in their order, linked through themselves: whoever is cancelled leaves from the middle at no cost. Under its owner's gate.</summary>
internal struct WaiterList<TRequest, TResult>
{
    private Waiter<TRequest, TResult>? _first;
    private Waiter<TRequest, TResult>? _last;

    public readonly Waiter<TRequest, TResult>? First => _first;

    public void Append(Waiter<TRequest, TResult> waiter)
    {
        waiter.IsLinked = true;
        waiter.Previous = _last;
        if (_last is null)
            _first = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
    }

    public void Prepend(Waiter<TRequest, TResult> waiter)
    {
        waiter.IsLinked = true;
        waiter.Next = _first;
        if (_first is null)
            _last = waiter;
        else
            _first.Previous = waiter;
        _first = waiter;
    }

    public void Unlink(Waiter<TRequest, TResult> waiter)
    {
        if (waiter.Previous is null)
            _first = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
        waiter.Next = waiter.Previous = null;
        waiter.IsLinked = false;
    }

    /// <summary>Unlinks all of them.</summary>
    /// <returns>The first; the others hang on it.</returns>
    public Waiter<TRequest, TResult>? Clear()
    {
        Waiter<TRequest, TResult>? first = _first;
        for (Waiter<TRequest, TResult>? waiter = first; waiter is not null; waiter = waiter.Next)
            waiter.IsLinked = false;
        _first = _last = null;
        return first;
    }
}
