using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AioProcessing.Backends;
using AioProcessing.Pools;
using AioProcessing.Pools.Guests;
using AioProcessing.Serialization;

namespace AioProcessing;

/// <summary>Processes that run your functions on many items, and go on whatever becomes of one of them.</summary>
/// <remarks>
/// <para>
/// Functions are static methods, lambdas (what they capture crosses by value, once for each call), local functions and instance methods of objects that can cross; synchronous
/// or asynchronous. Arguments and results cross by value, and handles such as <see cref="AioLock"/> as the same object. A pool may be used by any
/// number of threads and tasks at once, and by code that runs in a worker of another pool.
/// </para>
/// <para>
/// <b>If a worker dies</b> (killed, out of memory, a crash of native code, <c>Environment.Exit</c> in a task), exactly the task that it was running fails, with
/// <see cref="AioWorkerLostException"/>; what it had done is kept, what it had not begun is done by others, and a new worker takes its place. The same
/// happens to a task that overruns its time limit or does not stop when cancelled. A result, an argument or an exception that cannot cross fails its own task only.
/// </para>
/// <para>
/// <b>Disposal is finishing</b>: it awaits the calls that were accepted. <see cref="Kill"/> ends them. A pool that is dropped is killed when it is collected, and workers
/// never outlive this process: when it ends normally and the pool was not disposed of, they are terminated.
/// </para>
/// <para>
/// <b>In other processes</b> that it was handed to, a pool is called as here, and its tasks run in the workers of the process that made it. If the caller's process dies, its tasks are cancelled; if the
/// maker's dies, calls elsewhere fail with <see cref="AioProcessExitedException"/>; if the pool is disposed of or killed, with <see cref="AioCompletedException"/>, but for what it was
/// handed before its disposal. Completion, disposal and <see cref="Kill"/> elsewhere concern the calls made through that handle, and the pool goes on. A task may call the pool that it runs in, also by way of
/// processes that it has started: there is always one worker more than wait for such calls, up to 64.
/// </para>
/// <para>Soon after its start, a pool keeps one worker more than it uses, so that one that was lost is replaced at once. The initialiser runs in it when it is put to use.</para>
/// <para>Python's counterparts are <c>multiprocessing.Pool</c>, whose <c>with</c> kills, and <c>concurrent.futures.ProcessPoolExecutor</c>.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class AioPool : IAioHandle, IAsyncDisposable, IDisposable
{
    private static int s_lastNumber;

    private readonly bool _isMaker;
    private AioPool? _original;
    private IWorkHost _host;

    /// <summary>Starts a pool with a worker for each processor that this process may use.</summary>
    /// <exception cref="AioException">No process could be started.</exception>
    /// <exception cref="PlatformNotSupportedException">This system, or the way this program is published, does not allow it.</exception>
    public AioPool() : this(new AioPoolOptions())
    {
    }

    /// <summary>Starts a pool.</summary>
    /// <param name="workers">How many workers, 1 to 1,024.</param>
    /// <inheritdoc cref="AioPool()" path="/exception"/>
    public AioPool(int workers) : this(new AioPoolOptions { Workers = workers })
    {
    }

    /// <summary>Starts a pool.</summary>
    /// <param name="options">How it works.</param>
    /// <exception cref="ArgumentException">The initialiser does not take the arguments given for it.</exception>
    /// <exception cref="AioSerializationException">The initialiser or the finaliser cannot cross.</exception>
    /// <inheritdoc cref="AioPool()" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public AioPool(AioPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.CheckInitializer();
        Name = options.Name ?? $"Pool-{Interlocked.Increment(ref s_lastNumber)}";
        var core = new PoolCore(options, options.Workers ?? AioEnvironment.ProcessorCount, Name);
        _host = core;
        _isMaker = true;
        core.Start();
    }

    /// <summary>Nobody can use it any more, so nobody will miss its workers.</summary>
    ~AioPool()
    {
        if (_isMaker && _host is PoolCore { IsKnownElsewhere: true })
            GC.ReRegisterForFinalize(this);
        else if (_original is null)
            _host?.Kill();
    }

    /// <summary>Its name: the one given, or "Pool-N".</summary>
    public string Name { get; private set; }

    /// <summary>The processes of its workers, in the order of their start. To end one is to lose the task that it runs.</summary>
    /// <remarks>
    /// Where the pool is that of another process, this blocks until that process has answered. The workers are not this process's children then: pid, name, and whether and when they end
    /// is known of them (without an exit code), and to signal them throws <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <exception cref="AioProcessExitedException">The process whose pool it is has ended.</exception>
    /// <exception cref="AioCompletedException">The pool of another process has ended, or this handle on it was completed.</exception>
    /// <exception cref="AioTimeoutException">The process whose pool it is lives and has not answered for 30 seconds: it is stopped, for example.</exception>
    public IReadOnlyList<AioProcess> Workers => _host.Processes();

    /// <summary>What waits, what runs, and how its workers spend their time.</summary>
    /// <remarks>It is about the whole pool, whoever asks. Where the pool is that of another process, this blocks until that process has answered.</remarks>
    /// <inheritdoc cref="Workers" path="/exception"/>
    public AioPoolStatistics Statistics => _host.Statistics();

    /// <summary>Completes when the first worker is ready; fails with the initialiser's error, or with what prevents a start. Nobody needs to await it: calls do.</summary>
    public Task Started => _host.Started;

    /// <summary>Changes the number of workers. Those that are too many end after the task that they run; what waits in them is done by others.</summary>
    /// <param name="workers">1 to 1,024.</param>
    /// <exception cref="ObjectDisposedException">The pool was killed.</exception>
    public void Resize(int workers)
    {
        _host.Resize(PoolLimits.Workers(nameof(workers), workers));
    }

    /// <summary>Takes no more calls, and blocks until those accepted are done and the workers have ended.</summary>
    /// <exception cref="AioRemoteException">A finaliser threw. All is done nevertheless.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the pool goes on completing.</exception>
    public void Complete(CancellationToken cancellationToken = default) => CompleteAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Takes no more calls, and awaits the end of those accepted, and of the workers. A stream counts until its reader has left it.</summary>
    /// <inheritdoc cref="Complete" path="/exception"/>
    public Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        _host.Close();
        return _host.Ended.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more calls. True when all is done already.</summary>
    public bool TryComplete()
    {
        _host.Close();
        return _host.Ended.IsCompleted;
    }

    /// <summary>As <see cref="Complete"/>, for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; the pool goes on completing.</returns>
    /// <inheritdoc cref="Complete" path="/exception"/>
    public bool TryComplete(TimeSpan timeout, CancellationToken cancellationToken = default) => TryCompleteAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>As <see cref="CompleteAsync"/>, for at most <paramref name="timeout"/>.</summary>
    /// <returns>False on time-out; the pool goes on completing.</returns>
    /// <inheritdoc cref="Complete" path="/exception"/>
    public async ValueTask<bool> TryCompleteAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        _host.Close();
        try
        {
            await _host.Ended.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends all workers now. Calls that are not done fail with <see cref="AioCompletedException"/>; Python's <c>terminate</c> leaves them waiting for ever.</summary>
    public void Kill() => _host.Kill();

    /// <summary>As <see cref="CompleteAsync"/>, and never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        _host.Close();
        await _host.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GC.SuppressFinalize(this);
    }

    /// <summary>As <see cref="Complete"/>, and never throws.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Name and size.</summary>
    public override string ToString() => $"Pool '{Name}' of {_host.Target}";

    void IAioHandle.WriteReference(PayloadWriter writer) => _host.Refer(_original ?? this).Write(writer);

    [MemberNotNull(nameof(_host))]
    void IAioHandle.ReadReference(ref PayloadReader reader)
    {
        PoolReference reference = PoolReference.Read(ref reader);
        Name = reference.Name;
        _host = PoolDoor.TryFind(reference, out _original) ? _original._host : new GuestPool(reference);
    }

    private Task<TResult> RunOne<TDelegate, TArgument, TResult>(
        TDelegate function, Func<TDelegate, WorkFunction> wrap, TArgument argument, CancellationToken cancellationToken, AioTaskOptions? options)
        where TDelegate : Delegate
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);
        return Begin<TDelegate, TArgument, TResult>(function, wrap, argument, cancellationToken, options).Task;
    }

    private ApplyCall<TResult> Begin<TDelegate, TArgument, TResult>(
        TDelegate function, Func<TDelegate, WorkFunction> wrap, TArgument argument, CancellationToken cancellationToken, AioTaskOptions? options)
        where TDelegate : Delegate
    {
        CallLimits limits = CallLimits.From(_host.Options, options?.Timeout, options?.KillGracePeriod, options?.RetryOnWorkerLoss);
        var call = new ApplyCall<TResult>(_host, this, _host.Functions.Get(function, wrap), limits);
        call.Start(argument, cancellationToken);
        return call;
    }

    private AioTask<TResult> HandOver<TDelegate, TArgument, TResult>(
        TDelegate function, Func<TDelegate, WorkFunction> wrap, TArgument argument, CancellationToken cancellationToken, AioTaskOptions? options)
        where TDelegate : Delegate
    {
        ApplyCall<TResult> call = Begin<TDelegate, TArgument, TResult>(function, wrap, argument, cancellationToken, options);
        return new AioTask<TResult>(call, call.Task, call.Cancel);
    }

    private MapCall<TArgument, TResult> RunMany<TDelegate, TArgument, TResult>(
        TDelegate function, Func<TDelegate, WorkFunction> wrap, ItemSource<TArgument> source, AioMapOptions? options, bool settlesAll, CancellationToken cancellationToken)
        where TDelegate : Delegate
    {
        var call = new MapCall<TArgument, TResult>(_host, this, _host.Functions.Get(function, wrap), source, options, settlesAll, cancellationToken);
        call.Start();
        return call;
    }

    private async Task<AioOutcome<TResult>[]> SettleMany<TDelegate, TArgument, TResult>(
        TDelegate function, Func<TDelegate, WorkFunction> wrap, ItemSource<TArgument> source, AioMapOptions? options, CancellationToken cancellationToken)
        where TDelegate : Delegate
    {
        MapCall<TArgument, TResult> call = RunMany<TDelegate, TArgument, TResult>(function, wrap, source, options, settlesAll: true, cancellationToken);
        TResult[] values = await call.Task.ConfigureAwait(false);
        var outcomes = new AioOutcome<TResult>[values.Length];
        for (int i = 0; i < values.Length; i++)
            outcomes[i] = call.Errors.TryGetValue(i, out Exception? error) ? AioOutcome<TResult>.Failure(error) : AioOutcome<TResult>.Success(values[i]);
        return outcomes;
    }

    private async IAsyncEnumerable<TResult> ReadMany<TDelegate, TArgument, TResult>(
        TDelegate function, Func<TDelegate, WorkFunction> wrap, ItemSource<TArgument> source, AioMapOptions? options, bool isOrdered, CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumeration = default)
        where TDelegate : Delegate
    {
        using CancellationTokenSource? both = cancellationToken.CanBeCanceled && enumeration.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumeration) : null;
        CancellationToken either = both?.Token ?? (cancellationToken.CanBeCanceled ? cancellationToken : enumeration);
        var call = new StreamCall<TArgument, TResult>(_host, this, _host.Functions.Get(function, wrap), source, options, isOrdered, either);
        call.Start();
        await foreach (TResult result in call.ReadAsync().ConfigureAwait(false))
            yield return result;
    }
}
