namespace AioProcessing.Pools.Guests;

// What the pool tells of itself, asked of its process.
internal sealed partial class GuestLink
{
    // A stopped process is not a dead one: it may answer when it goes on, which may be never.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<long, TaskCompletionSource<PoolView>> _questions = [];
    private long _lastQuestion;

    /// <summary>The pool as its process sees it now. Blocks until that has answered.</summary>
    /// <exception cref="AioProcessExitedException">The process has ended.</exception>
    /// <exception cref="AioCompletedException">The pool has.</exception>
    /// <exception cref="AioTimeoutException">There was no answer.</exception>
    public PoolView Look()
    {
        long number;
        var answer = new TaskCompletionSource<PoolView>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_end is not null)
                throw _end;
            number = ++_lastQuestion;
            _questions.Add(number, answer);
        }

        Say(GuestMessage.Ask, number, []);
        try
        {
            return answer.Task.WaitAsync(s_patience).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            lock (_gate)
                _questions.Remove(number);
            throw new AioTimeoutException(
                $"Pool '{_pool.Name}' does not tell how it is: process '{_pool.OwnerName}' (pid {_pool.Owner.Pid}), whose pool it is, lives and has not answered for {s_patience.TotalSeconds} s. "
                + "Look whether it is stopped, or all of its threads are taken.");
        }
    }

    private void Told(long number, PoolView view)
    {
        lock (_gate)
        {
            if (_questions.Remove(number, out TaskCompletionSource<PoolView>? answer))
                answer.TrySetResult(view);
        }
    }

    /// <summary>The gate is held.</summary>
    private void FailQuestions(Exception error)
    {
        foreach (TaskCompletionSource<PoolView> answer in _questions.Values)
            answer.TrySetException(error);
        _questions.Clear();
    }
}
