using AioProcessing.Core;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>The parent's side of one child: starts it, sends the job, hears the answer, learns how it ended.</summary>
internal sealed class ChildProcess
{
    private readonly IChildObserver _observer;
    private readonly LaunchedChild _launched;
    private readonly PayloadWriter _message;
    private readonly IReadOnlyList<CancellationToken> _tokens;
    private readonly TimeSpan _killGracePeriod;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<CancellationTokenRegistration> _registrations = [];
    private IDisposable? _watch;
    private IPin[] _pins = [];
    private Timer? _startupTimer;
    private Timer? _killTimer;
    private Task _jobSent = Task.CompletedTask;
    private int _wasAskedToCancel;
    private bool _wasKilledForNotStopping;
    private ChildProgress _progress;

    private ChildProcess(LaunchedChild launched, PayloadWriter message, TimeSpan killGracePeriod, IChildObserver observer)
    {
        _launched = launched;
        _message = message;
        _killGracePeriod = killGracePeriod;
        _observer = observer;
        _tokens = [.. message.LiveTokens];
    }

    public ProcessIdentity Identity => _launched.Handle.Identity;

    public int Id => Identity.Pid;

    /// <summary>It had been started ahead.</summary>
    public bool WasStandby => _launched.HasTakenOver;

    /// <summary>The tokens that the target listens to: each of them cancels it.</summary>
    public IReadOnlyList<CancellationToken> Tokens => _tokens;

    /// <summary>
    /// Takes a process that waits, or starts one and encodes the job while that process starts its runtime. A job that cannot cross is known before the process has
    /// run anything, and takes it along. The observer is not called before <see cref="Begin"/>.
    /// </summary>
    /// <exception cref="AioSerializationException">The job cannot cross.</exception>
    /// <exception cref="AioException">The process could not be started.</exception>
    public static ChildProcess Start(Job job, ChildSettings settings, StandbyPool? standbys, IChildObserver observer)
    {
        LaunchPlan plan = LaunchPlan.Current;
        plan.Library?.EnsureUnchanged();
        LaunchedChild launched = (settings.Launch == LaunchSettings.None ? standbys?.TryTake() : null)
            ?? LaunchedChild.Launch(plan, settings.Name, settings.Launch, settings.SharedMemory);
        PayloadWriter message = PayloadWriter.Rent();
        message.Keeper = PayloadWriter.SendingProcess; // Until the child has decoded them, or has died.
        try
        {
            JobMessage.Write(message, MessageKind.Job, job, settings.MakeProfile(plan), settings.SharedMemory);
            ChildProcess started = new(launched, message, settings.KillGracePeriod, observer);
            started._watch = Platform.ProcessWatcher.Watch(launched.Handle.Identity, started.OnEnded);
            return started;
        }
        catch
        {
            // Pins that the job took are released with the message.
            message.Return();
            launched.Abandon();
            throw;
        }
    }

    /// <summary>Sends the job, and from now on tells the observer. To be called once.</summary>
    public void Begin(TimeSpan startupTimeout)
    {
        _pins = _message.DetachPins();
        if (startupTimeout != Timeout.InfiniteTimeSpan)
            _startupTimer = new Timer(static self => ((ChildProcess)self!).StartupTimedOut(), this, startupTimeout, Timeout.InfiniteTimeSpan);
        _jobSent = SendJobAsync();
        foreach (CancellationToken token in _tokens)
            _registrations.Add(token.UnsafeRegister(static self => ((ChildProcess)self!).Cancel(), this));
        _ = RunAsync();
    }

    /// <summary>
    /// Asks the target to stop: cancels its token over there, and kills it when it does not in time. Says nothing a second time, and nothing to a target without one:
    /// any byte would kill that.
    /// </summary>
    public void Cancel()
    {
        if (_tokens.Count == 0 || Interlocked.Exchange(ref _wasAskedToCancel, 1) != 0)
            return;
        _ = SendCancelAsync();
        if (_killGracePeriod != Timeout.InfiniteTimeSpan)
            _killTimer = new Timer(static self => ((ChildProcess)self!).KillForNotStopping(), this, _killGracePeriod, Timeout.InfiniteTimeSpan);
        // It may have ended before there was a timer.
        if (_ended.Task.IsCompleted)
            _killTimer?.Dispose();
    }

    /// <summary>False when the process has ended.</summary>
    public bool Signal(int number) => _launched.Handle.Signal(number);

    private void KillForNotStopping()
    {
        _wasKilledForNotStopping = true;
        _ = Signal(Os.Signal.Kill);
    }

    private async Task SendJobAsync()
    {
        // A child that dies meanwhile shows as its end.
        _ = await _launched.Channel.SendAsync(_message.WrittenMemory).ConfigureAwait(false);
        _message.Return();
    }

    private async Task SendCancelAsync()
    {
        await _jobSent.ConfigureAwait(false);
        byte[] message = new byte[Message.HeadSize];
        Message.WriteHead(message, MessageKind.Cancel, 0);
        _ = await _launched.Channel.SendAsync(message).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await HearAsync().ConfigureAwait(false);
        // The end of the stream is not the end of the process.
        await _ended.Task.ConfigureAwait(false);
        await _jobSent.ConfigureAwait(false);
        // First of all, so that no handler of lines can keep a dead process on the system's books.
        ExitStatus? status = _launched.Handle.Reap();
        await OutputFinishedAsync(_launched.Output).ConfigureAwait(false);
        await OutputFinishedAsync(_launched.Error).ConfigureAwait(false);
        Finish(status);
    }

    private async Task HearAsync()
    {
        byte[] head = new byte[Message.HeadSize];
        try
        {
            while (await Message.TryFillAsync(_launched.Channel, head).ConfigureAwait(false))
            {
                MessageKind kind = Message.ReadHead(head, out int size);
                byte[] payload = size == 0 ? [] : GC.AllocateUninitializedArray<byte>(size);
                if (!await Message.TryFillAsync(_launched.Channel, payload).ConfigureAwait(false))
                    return;
                Handle(kind, payload);
            }
        }
        catch (Exception exception) when (exception is AioException or ArgumentException or OverflowException or OutOfMemoryException)
        {
            // The target wrote to a descriptor that is not its own. What it says cannot be understood any more; its end still can.
            _ = Signal(Os.Signal.Kill);
        }
    }

    private static Task OutputFinishedAsync(OutputPump? pump) => pump?.Finished ?? Task.CompletedTask;

    private void Handle(MessageKind kind, byte[] payload)
    {
        PayloadReader reader = new(payload) { TakesPins = true };
        switch (kind)
        {
            case MessageKind.Hello:
                TookOver();
                break;
            case MessageKind.Log:
                _observer.OnLog(ref reader);
                break;
            case MessageKind.Decoded:
                // A standby child has said its hello long ago: this is the first sign that it is awake.
                TookOver();
                ReleasePins();
                break;
            case MessageKind.Result:
                _progress = ChildProgress.Returned;
                _observer.OnResult(ref reader);
                break;
            case MessageKind.Fault:
                _progress = ChildProgress.Failed;
                _observer.OnFault(ref reader);
                break;
            case MessageKind.Canceled:
                _progress = ChildProgress.Failed;
                _observer.OnCanceled(_tokens.FirstOrDefault(static token => token.IsCancellationRequested));
                break;
        }
    }

    /// <summary>On the watcher's thread. What the child held is repaired before anybody else hears of its end.</summary>
    private void OnEnded()
    {
        ProcessEnded.Notify(Id);
        _launched.Channel.PeerEnded();
        _launched.WriterEnded();
        _ended.TrySetResult();
    }

    private void TookOver()
    {
        _startupTimer?.Dispose();
        LeaveLaunched(ChildProgress.TookOver);
    }

    private void StartupTimedOut() => LeaveLaunched(ChildProgress.StartupTimedOut);

    /// <summary>The timer and the hello may come together; the first one decides.</summary>
    private void LeaveLaunched(ChildProgress to)
    {
        if (Interlocked.CompareExchange(ref _progress, to, ChildProgress.Launched) == ChildProgress.Launched && to != ChildProgress.TookOver)
            _ = Signal(Os.Signal.Kill);
    }

    private void Finish(ExitStatus? status)
    {
        foreach (CancellationTokenRegistration registration in _registrations)
            registration.Unregister();
        _watch?.Dispose();
        _startupTimer?.Dispose();
        _killTimer?.Dispose();
        ReleasePins();
        _launched.Channel.Dispose();
        _launched.Handle.Dispose();
        // Where the system no longer tells, the child's own last word does.
        int? code = status?.Code ?? _progress switch
        {
            ChildProgress.Returned => 0,
            ChildProgress.Failed => 1,
            _ => null,
        };
        bool wasStopped = _wasKilledForNotStopping && code == -Os.Signal.Kill && _progress is (ChildProgress.Launched or ChildProgress.TookOver);
        _observer.OnExited(code, status?.DumpedCore ?? false, wasStopped ? ChildProgress.DidNotStop : _progress);
    }

    private void ReleasePins()
    {
        foreach (IPin pin in Interlocked.Exchange(ref _pins, []))
            pin.Release();
    }
}
