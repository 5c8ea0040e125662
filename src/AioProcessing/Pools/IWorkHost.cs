namespace AioProcessing.Pools;

/// <summary>What carries out the calls of an <see cref="AioPool"/>: the pool itself, or the way to it from another process.</summary>
internal interface IWorkHost
{
    AioPoolOptions Options { get; }

    FunctionTable Functions { get; }

    /// <summary>How many workers there should be.</summary>
    int Target { get; }

    /// <summary>Completes when a worker is ready, or with the reason why none ever will be.</summary>
    Task Started { get; }

    /// <summary>Completes when it was closed and all its calls are done.</summary>
    Task Ended { get; }

    long NextCallId();

    /// <summary>Admits a call.</summary>
    /// <exception cref="ObjectDisposedException">The pool was killed.</exception>
    /// <exception cref="AioCompletedException">The pool takes no more work.</exception>
    /// <exception cref="AioException">No worker can be started, or the pool's process has ended.</exception>
    void Begin(WorkCall call);

    /// <summary>Takes over items of a call. Each is answered for exactly once, unless the call is aborted.</summary>
    void Enqueue(Chunk chunk);

    /// <summary>Ends a call before its time: what has not begun never will.</summary>
    /// <param name="call">Which.</param>
    /// <param name="reason">What its items fail with.</param>
    /// <param name="kills">Whether what runs is stopped, in the end by a kill; else it is asked, and left to its end.</param>
    void Stop(WorkCall call, Exception reason, bool kills);

    /// <summary>The call has its result, and no further items.</summary>
    void End(WorkCall call);

    /// <summary>Whether the item of a call with one item runs; and where, if that is a child of this process.</summary>
    bool IsRunning(WorkCall call, out AioProcess? where);

    IReadOnlyList<AioProcess> Processes();

    AioPoolStatistics Statistics();

    void Resize(int workers);

    void Close();

    void Kill();

    /// <summary>What another process needs to find the pool.</summary>
    Guests.PoolReference Refer(AioPool pool);
}
