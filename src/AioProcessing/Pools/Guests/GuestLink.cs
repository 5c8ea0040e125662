using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>This process's connection to a pool of another one. All handles on that pool here share it.</summary>
/// <remarks>
/// Every call is made here, with its batches, its order and its limits on what is under way, as it is in the pool's own process; what it encodes goes to the
/// pool as it is, and what the worker answers comes back as it is. The pool schedules.
/// </remarks>
internal sealed partial class GuestLink : MessagePump
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<(int Index, uint Generation), GuestLink> s_links = [];

    private readonly Lock _gate = new();
    private readonly Dictionary<long, LinkedCall> _calls = [];
    private readonly HashSet<int> _known = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PoolReference _pool;
    private readonly Greeting _greeting;
    private readonly MessageFeed _requests;
    private IDisposable? _watch;
    private Exception? _end;
    private bool _isClosed;
    private bool _ownerIsDead;
    private long _lastCallId;
    private int _users;

    private GuestLink(PoolReference pool, Greeting greeting) : base(greeting.Replies)
    {
        _pool = pool;
        _greeting = greeting;
        _requests = new MessageFeed(greeting.Requests, Lost);
        Target = pool.Workers;
    }

    public FunctionTable Functions { get; } = new();

    public int Target { get; private set; }

    public Task Started => _started.Task;

    public long NextCallId() => Interlocked.Increment(ref _lastCallId);

    /// <summary>The connection to a pool, for one more handle.</summary>
    public static GuestLink Join(PoolReference pool)
    {
        lock (s_gate)
        {
            if (!s_links.TryGetValue(pool.Key, out GuestLink? link))
            {
                link = new GuestLink(pool, new Greeting(PoolReference.ThisProcess, new BytePipe(), new BytePipe()));
                s_links.Add(pool.Key, link);
                link.Greet();
            }

            link._users++;
            return link;
        }
    }

    /// <summary>One handle less. The last one ends the connection.</summary>
    public void Leave()
    {
        lock (s_gate)
        {
            if (--_users > 0)
                return;
            Forget();
        }

        _requests.Complete();
    }

    /// <exception cref="AioException">The pool is gone, or takes no more work.</exception>
    public void Begin(WorkCall call)
    {
        lock (_gate)
        {
            if (Refusal() is { } reason)
                throw reason;
            _calls.Add(call.Id, new LinkedCall(call));
        }
    }

    public void Enqueue(Chunk chunk)
    {
        WorkCall call = chunk.Call;
        lock (_gate)
        {
            if ((call.StopReason ?? Refusal()) is { } reason || !_calls.TryGetValue(call.Id, out LinkedCall? linked))
            {
                FailAll(call, chunk.FirstIndex, chunk.Count, call.StopReason ?? Refusal() ?? new OperationCanceledException());
                chunk.Settled(chunk.Count);
                return;
            }

            Introduce(linked);
            ReadOnlyMemory<byte> message = chunk.Message(new WorkHead(call.Function.Id, call.Listens, (ulong)call.Id, chunk.FirstIndex, chunk.Count));
            linked.Sending(chunk);
            _requests.Send(message);
            if (!chunk.HasPins)
                chunk.Settled(chunk.Count);
        }
    }

    public void Stop(WorkCall call, Exception reason, bool kills)
    {
        lock (_gate)
        {
            if (call.StopReason is not null || !_calls.TryGetValue(call.Id, out LinkedCall? linked))
                return;
            call.StopReason = reason;
            if (linked.IsAnnounced)
                Say(GuestMessage.Stop, call.Id, [kills ? (byte)1 : (byte)0]);
        }
    }

    /// <summary>True for the call's first end.</summary>
    public bool End(WorkCall call)
    {
        lock (_gate)
        {
            if (!_calls.TryGetValue(call.Id, out LinkedCall? linked) || linked.IsEnded)
                return false;
            linked.IsEnded = true;
            if (linked.IsAnnounced && !call.IsSingle && _end is null)
                Say(GuestMessage.End, call.Id, []);
            ForgetIfOver(linked);
            return true;
        }
    }

    public bool IsRunning(WorkCall call)
    {
        lock (_gate)
            return _calls.TryGetValue(call.Id, out LinkedCall? linked) && linked.IsRunning;
    }

    public void Resize(int workers)
    {
        lock (_gate)
        {
            if (Refusal() is { } reason)
                throw reason;
            Target = workers;
            _requests.Send(new[] { (byte)GuestMessage.Resize }.Concat(BitConverter.GetBytes(workers)).ToArray());
        }
    }

    private void Greet()
    {
        PayloadWriter hello = PayloadWriter.Rent();
        _greeting.Write(hello);
        IPin[] pins = hello.DetachPins(); // The pool's, if it reads them.
        var door = new MessageFeed(_pool.Door, (_, error) =>
        {
            foreach (IPin pin in pins)
                pin.Release();
            Close(error ?? Completed());
            EndReplies();
        });
        door.Send(hello.WrittenMemory);
        hello.Return();
        _watch = Platform.ProcessWatcher.Watch(_pool.Owner, () => ThreadPool.UnsafeQueueUserWorkItem(static link => link.OwnerDied(), this, preferLocal: false));
        Start();
    }

    private void OwnerDied()
    {
        _ownerIsDead = true;
        EndReplies();
    }

    private void EndReplies()
    {
        try
        {
            _greeting.Replies.Complete();
        }
        catch (ObjectDisposedException)
        {
            // It had come to its end before.
        }
    }

    private void Introduce(LinkedCall linked)
    {
        WorkCall call = linked.Call;
        if (linked.IsAnnounced)
            return;
        linked.IsAnnounced = true;
        PayloadWriter writer = PayloadWriter.Rent();
        if (_known.Add(call.Function.Id))
        {
            writer.WriteByte((byte)GuestMessage.Function);
            writer.WriteInt32(call.Function.Id);
            writer.WriteBool(call.Function.Listens);
            writer.WriteBool(call.Function.IsShared);
            writer.WriteString(call.Function.Name);
            writer.WriteBytes(call.Function.Code);
            _requests.Send(writer.WrittenMemory);
            writer.Clear();
        }

        new CallOrder(call.Id, call.Function.Id, call.IsSingle, call.Limits).Write(writer);
        _requests.Send(writer.WrittenMemory);
        writer.Return();
    }

    private void Say(GuestMessage kind, long call, ReadOnlySpan<byte> more)
    {
        byte[] message = [(byte)kind, .. BitConverter.GetBytes(call), .. more];
        _requests.Send(message);
    }

    private Exception? Refusal() => _end ?? (_isClosed ? Completed() : null);

    private AioCompletedException Completed() => new($"Pool '{_pool.Name}' takes no more work: process '{_pool.OwnerName}' (pid {_pool.Owner.Pid}), whose pool it is, has completed or killed it.");

    private AioProcessExitedException OwnerIsGone() => new(
        $"Pool '{_pool.Name}' is gone: process '{_pool.OwnerName}' (pid {_pool.Owner.Pid}), whose pool it was, has ended, and its workers with it.", _pool.Owner.Pid, _pool.OwnerName, exitCode: null, signalName: null);

    private void ForgetIfOver(LinkedCall linked)
    {
        if (!linked.IsOver)
            return;
        FunctionEntry function = linked.Call.Function;
        _calls.Remove(linked.Call.Id);
        if (!function.IsShared && _known.Remove(function.Id))
            function.Release();
    }

    private void Forget()
    {
        if (s_links.TryGetValue(_pool.Key, out GuestLink? known) && known == this)
            s_links.Remove(_pool.Key);
    }

    private static void FailAll(WorkCall call, long first, int count, Exception error)
    {
        for (int i = 0; i < count; i++)
            call.Failed(first + i, error);
    }
}
