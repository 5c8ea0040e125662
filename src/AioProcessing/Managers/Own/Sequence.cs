namespace AioProcessing.Managers;

/// <summary>Runs pieces of user code one after the other, in the order in which they came, whichever thread runs them.</summary>
internal sealed class Sequence : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private bool _isRunning;

    /// <returns>What is to be run for it; null when it will be run by what is running already.</returns>
    public IThreadPoolWorkItem? Add(Action action)
    {
        lock (_gate)
        {
            _waiting.Enqueue(action);
            if (_isRunning)
                return null;
            _isRunning = true;
            return this;
        }
    }

    public void Execute()
    {
        while (TryNext(out Action? action))
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                // As an exception in any other event handler: the program's own, and not to be hidden.
                ThreadPool.UnsafeQueueUserWorkItem(static caught => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(caught), exception, preferLocal: false);
            }
        }
    }

    private bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Action? action)
    {
        lock (_gate)
            return _isRunning = _waiting.TryDequeue(out action);
    }
}
