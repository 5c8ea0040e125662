using System.Diagnostics;
using AioProcessing.Backends;
using AioProcessing.Bootstrap;
using AioProcessing.Os;
using AioProcessing.Processes;

namespace AioProcessing;

/// <summary>A process that runs one of your methods.</summary>
/// <remarks>
/// <para>
/// The child inherits standard output and error, the environment and the working directory; its standard input is empty. It dies with the process that started
/// it, however that ends, and not with the thread that did.
/// </para>
/// <para>Python's counterpart is <c>multiprocessing.Process</c> with the start method "spawn"; here making is starting, and every wait can be awaited.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public partial class AioProcess : IAsyncDisposable
{
    private readonly TaskCompletionSource<AioExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Null where this object does not stand for a child of this process.
    private readonly ChildProcess? _child;
    private readonly Outcome? _outcome;
    private readonly RunningOperation? _telemetry;
    private readonly TimeSpan _killGracePeriod;
    private byte[] _authKey;

    /// <summary>Starts a child. <see cref="Begin"/> has to follow.</summary>
    internal AioProcess(Job job, Outcome outcome, AioProcessOptions options, bool reportsFaults)
    {
        ProcessTree.EnsureMayHaveChildren();
        _outcome = outcome;
        _authKey = ThisProcess.AuthKey;
        _killGracePeriod = options.KillGracePeriod;
        IsDaemon = options.IsDaemon;
        EndsWithParent = options.IsDaemon || options.EndsWithParent;
        string lineage = ThisProcess.NextLineage();
        Name = options.Name ?? $"Process-{lineage}";
        using Operation operation = new(Name);
        ChildSettings settings = new()
        {
            Name = Name,
            Lineage = lineage,
            Launch = options.ToLaunchSettings(),
            Traits = TraitsFor(options, reportsFaults),
            KillGracePeriod = options.KillGracePeriod,
            SharedMemory = SharedMemoryBackend.DescriptorForChildren(),
            LogLevel = LogRouter.LevelForChildren,
            TraceParent = operation.TraceParent,
            TraceState = operation.TraceState,
        };
        _child = ChildProcess.Start(job, settings, AioStandby.Pool, new ChildObserver(this, outcome, options));
        Id = _child.Id;
        LogRouter.Tell(LogRouter.Debug, $"Process '{Name}' (pid {Id}) was started{(_child.WasStandby ? " from a standby child" : "")}.");
        _telemetry = operation.Started(this, _child.WasStandby);
    }

    /// <summary>A relative of this process.</summary>
    internal AioProcess(int id, string name, bool isDaemon = false)
    {
        Id = id;
        Name = name;
        IsDaemon = isDaemon;
        _authKey = ThisProcess.AuthKey;
    }

    /// <summary>The process that this code runs in. It cannot be joined, disposing it does nothing.</summary>
    public static AioProcess Current => ProcessTree.Current;

    /// <summary>The process that started this one; null in the root of a tree. Its exit code is not known to its children.</summary>
    public static AioProcess? Parent => ProcessTree.Parent;

    /// <summary>The children of this process that have not ended, in the order of their start.</summary>
    public static IReadOnlyList<AioProcess> ActiveChildren => ProcessTree.ActiveChildren;

    /// <summary>The pid.</summary>
    public int Id { get; }

    /// <summary>The display name: the one given, or "Process-N"; "MainProcess" for the root of a tree.</summary>
    public string Name { get; }

    /// <summary>See <see cref="AioProcessOptions.IsDaemon"/>. False for <see cref="Parent"/>: daemonic processes have no children.</summary>
    public bool IsDaemon { get; }

    /// <summary>Terminated, and not waited for, at the normal end of this process.</summary>
    internal bool EndsWithParent { get; }

    /// <summary>
    /// The secret by which connections of this process tree know each other: 32 random bytes made by the root, inherited by children. A copy. Only that of
    /// <see cref="Current"/> can be set; children started afterwards inherit it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set on another process.</exception>
    public byte[] AuthKey
    {
        get => [.. ReferenceEquals(this, Current) ? ThisProcess.AuthKey : _authKey];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!ReferenceEquals(this, Current))
                throw new InvalidOperationException($"The key of process '{Name}' (pid {Id}) cannot be set from another process: set that of AioProcess.Current before the start.");
            ThisProcess.AuthKey = _authKey = [.. value];
        }
    }

    /// <summary>False once the process has ended and this process has heard of it.</summary>
    public bool IsAlive => !_exited.Task.IsCompleted;

    /// <summary>Null while the process runs; afterwards see <see cref="AioExit.ExitCode"/>.</summary>
    public int? ExitCode => _exited.Task.IsCompletedSuccessfully ? _exited.Task.Result.ExitCode : null;

    /// <summary>Completes when the process has ended, and never fails. What the process held in shared objects is then repaired.</summary>
    public Task<AioExit> Exited => _exited.Task;

    /// <summary>Completes when the target has returned, which is before the process has ended.</summary>
    /// <remarks>
    /// Errors: <see cref="AioRemoteException"/> when the target threw, <see cref="AioProcessExitedException"/> when the process ended otherwise,
    /// <see cref="OperationCanceledException"/> when the target stopped because it was asked to.
    /// </remarks>
    public Task Completion => _outcome?.Completion ?? throw NotOurs();

    /// <summary>Blocks until the process has ended. Does not throw when it failed. Any number of callers may, also after its end.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the process goes on.</exception>
    /// <exception cref="InvalidOperationException">This is <see cref="Current"/>: a process cannot wait for its own end.</exception>
    public AioExit Join(CancellationToken cancellationToken = default)
    {
        EnsureNotCurrent();
        _exited.Task.Wait(cancellationToken);
        return _exited.Task.Result;
    }

    /// <summary>Awaits the end of the process. Does not throw when it failed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the process goes on.</exception>
    /// <exception cref="InvalidOperationException">This is <see cref="Current"/>: a process cannot wait for its own end.</exception>
    public Task<AioExit> JoinAsync(CancellationToken cancellationToken = default)
    {
        EnsureNotCurrent();
        return _exited.Task.WaitAsync(cancellationToken);
    }

    /// <summary>True when the process has ended. Never waits.</summary>
    public bool TryJoin() => !IsAlive;

    /// <summary>Blocks until the process has ended (true) or <paramref name="timeout"/> is over (false).</summary>
    public bool TryJoin(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        EnsureNotCurrent();
        TimeLimit.Check(timeout);
        return _exited.Task.Wait(timeout, cancellationToken);
    }

    /// <summary>Awaits the end of the process (true) or of <paramref name="timeout"/> (false).</summary>
    public async Task<bool> TryJoinAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        EnsureNotCurrent();
        TimeLimit.Check(timeout);
        try
        {
            await _exited.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// Asks the target to stop: every <see cref="CancellationToken"/> among its arguments is cancelled over there. One that has not ended after
    /// <see cref="AioProcessOptions.KillGracePeriod"/> is killed. Without a token among the arguments, nothing happens.
    /// </summary>
    public void Cancel() => Child.Cancel();

    /// <summary>Sends SIGINT, as Ctrl-C does. Nothing happens when the process has ended.</summary>
    public void Interrupt() => Child.Signal(Signal.Interrupt);

    /// <summary>Sends SIGTERM: the process ends with exit code -15, unless its code handles that signal. Nothing happens when it has ended.</summary>
    public void Terminate() => Child.Signal(Signal.Terminate);

    /// <summary>Sends SIGKILL: the process ends with exit code -9. Nothing happens when it has ended.</summary>
    public void Kill() => Child.Signal(Signal.Kill);

    /// <summary>Awaits the end of the process: disposing is finishing. Never throws; to be rid of a process that will not finish, <see cref="Kill"/> it first.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_child is not null)
            await _exited.Task.ConfigureAwait(false);
    }

    /// <summary>Name, pid and state.</summary>
    public override string ToString() => _exited.Task.IsCompletedSuccessfully ? _exited.Task.Result.ToString() : $"Process '{Name}' (pid {Id}), running";

    internal ChildProcess Child => _child ?? throw NotOurs();

    /// <summary>From here on the child's answers are heard.</summary>
    internal void Begin(AioProcessOptions options)
    {
        ProcessTree.Add(this);
        Child.Begin(options.StartupTimeout);
    }

    internal void SetExited(AioExit exit)
    {
        _telemetry?.Ended(exit);
        _exited.TrySetResult(exit);
    }

    /// <summary>For a process that was asked to end: kills it after the grace period.</summary>
    internal async Task EndOrKillAsync()
    {
        if (!await TryJoinAsync(_killGracePeriod).ConfigureAwait(false))
            Kill();
    }

    private ChildTraits TraitsFor(AioProcessOptions options, bool reportsFaults) =>
        (reportsFaults ? ChildTraits.ReportsFaults : ChildTraits.None)
        | (options.IsDaemon ? ChildTraits.IsDaemon : ChildTraits.None)
        | (options.WaitsForDebugger || DebuggerRequest.Names(Name) ? ChildTraits.WaitsForDebugger : ChildTraits.None);

    private void EnsureNotCurrent()
    {
        if (ReferenceEquals(this, Current))
            throw new InvalidOperationException($"Process '{Name}' (pid {Id}) is the current one, and cannot wait for its own end.");
    }

    private InvalidOperationException NotOurs() =>
        new($"Process '{Name}' (pid {Id}) is not a child of this process: only the process that started it can do this to it.");
}
