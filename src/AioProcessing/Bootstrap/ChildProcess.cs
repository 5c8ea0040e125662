using AioProcessing.Core;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Bootstrap;

/// <summary>The parent's side of one child: starts it, sends the job, hears the answer, learns how it ended.</summary>
internal sealed class ChildProcess
{
    private readonly IChildObserver _observer;
    private readonly LocalChannel _channel;
    private readonly ChildHandle _child;
    private readonly PayloadWriter _message;
    private readonly IReadOnlyList<CancellationToken> _tokens;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<CancellationTokenRegistration> _registrations = [];
    private IDisposable? _watch;
    private IPin[] _pins = [];
    private Timer? _startupTimer;
    private Task _jobSent = Task.CompletedTask;
    private int _wasAskedToCancel;
    private ChildProgress _progress;

    private ChildProcess(ChildHandle child, LocalChannel channel, PayloadWriter message, IChildObserver observer)
    {
        _child = child;
        _channel = channel;
        _message = message;
        _observer = observer;
        _tokens = [.. message.LiveTokens];
    }

    public int Id => _child.Identity.Pid;

    /// <summary>The tokens that the target listens to: each of them cancels it.</summary>
    public IReadOnlyList<CancellationToken> Tokens => _tokens;

    /// <summary>
    /// Starts a process, and encodes the job while that process starts its runtime. A job that cannot cross is known before the process has run anything, and takes it
    /// along. The observer is not called before <see cref="Begin"/>.
    /// </summary>
    /// <exception cref="AioSerializationException">The job cannot cross.</exception>
    /// <exception cref="AioException">The process could not be started.</exception>
    public static ChildProcess Start(Job job, ChildSettings settings, IChildObserver observer)
    {
        LaunchPlan plan = LaunchPlan.Current;
        plan.Library?.EnsureUnchanged();
        (ChildHandle child, LocalChannel channel) = Platform.ProcessLauncher.Launch(new LaunchRequest(
            plan.Program, [.. plan.Arguments, "--child", settings.Name], ChildEnvironment.Make(plan, settings.Environment), settings.WorkingDirectory, settings.SharedMemory));
        PayloadWriter message = PayloadWriter.Rent();
        try
        {
            WriteJob(message, job, settings.MakeProfile(plan), settings.SharedMemory);
            ChildProcess started = new(child, channel, message, observer);
            started._watch = Platform.ProcessWatcher.Watch(child.Identity, started.OnEnded);
            return started;
        }
        catch
        {
            // Pins that the job took are released with the message.
            message.Return();
            _ = child.Signal(Os.Signal.Kill);
            _ = child.Reap();
            channel.Dispose();
            child.Dispose();
            throw;
        }
    }

    private static void WriteJob(PayloadWriter message, Job job, ChildProfile profile, int sharedMemory)
    {
        Message.Begin(message, MessageKind.Job);
        int listens = message.Reserve();
        profile.Write(message);
        message.WriteInt32(sharedMemory < 0 ? -1 : ProcessLauncher.SharedDescriptor);
        job.Write(message);
        message.Patch(listens, message.LiveTokens.Count > 0 ? 1 : 0);
        Message.Complete(message);
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

    /// <summary>Asks the target to stop: cancels its token over there. Says nothing a second time, and nothing to a target without one: any byte would kill that.</summary>
    public void Cancel()
    {
        if (_tokens.Count > 0 && Interlocked.Exchange(ref _wasAskedToCancel, 1) == 0)
            _ = SendCancelAsync();
    }

    /// <summary>False when the process has ended.</summary>
    public bool Signal(int number) => _child.Signal(number);

    private async Task SendJobAsync()
    {
        // A child that dies meanwhile shows as its end.
        _ = await _channel.SendAsync(_message.WrittenMemory).ConfigureAwait(false);
        _message.Return();
    }

    private async Task SendCancelAsync()
    {
        await _jobSent.ConfigureAwait(false);
        byte[] message = new byte[Message.HeadSize];
        Message.WriteHead(message, MessageKind.Cancel, 0);
        _ = await _channel.SendAsync(message).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        byte[] head = new byte[Message.HeadSize];
        while (await Message.TryFillAsync(_channel, head).ConfigureAwait(false))
        {
            MessageKind kind = Message.ReadHead(head, out int size);
            byte[] payload = size == 0 ? [] : GC.AllocateUninitializedArray<byte>(size);
            if (!await Message.TryFillAsync(_channel, payload).ConfigureAwait(false))
                break;
            Handle(kind, payload);
        }
        // The end of the stream is not the end of the process.
        await _ended.Task.ConfigureAwait(false);
        await _jobSent.ConfigureAwait(false);
        Finish();
    }

    private void Handle(MessageKind kind, byte[] payload)
    {
        PayloadReader reader = new(payload) { TakesPins = true };
        switch (kind)
        {
            case MessageKind.Hello:
                _startupTimer?.Dispose();
                LeaveLaunched(ChildProgress.TookOver);
                break;
            case MessageKind.Decoded:
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
        _channel.PeerEnded();
        _ended.TrySetResult();
    }

    private void StartupTimedOut() => LeaveLaunched(ChildProgress.StartupTimedOut);

    /// <summary>The timer and the hello may come together; the first one decides.</summary>
    private void LeaveLaunched(ChildProgress to)
    {
        if (Interlocked.CompareExchange(ref _progress, to, ChildProgress.Launched) == ChildProgress.Launched && to != ChildProgress.TookOver)
            _ = _child.Signal(Os.Signal.Kill);
    }

    private void Finish()
    {
        ExitStatus? status = _child.Reap();
        foreach (CancellationTokenRegistration registration in _registrations)
            registration.Unregister();
        _watch?.Dispose();
        _startupTimer?.Dispose();
        ReleasePins();
        _channel.Dispose();
        _child.Dispose();
        // Where the system no longer tells, the child's own last word does.
        int? code = status?.Code ?? _progress switch
        {
            ChildProgress.Returned => 0,
            ChildProgress.Failed => 1,
            _ => null,
        };
        _observer.OnExited(code, status?.DumpedCore ?? false, _progress);
    }

    private void ReleasePins()
    {
        foreach (IPin pin in Interlocked.Exchange(ref _pins, []))
            pin.Release();
    }
}
