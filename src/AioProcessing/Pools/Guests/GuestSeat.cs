using System.Collections.Concurrent;
using AioProcessing.Os;
using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

/// <summary>One guest in the pool's process: what it asks for, and the answers on their way to it.</summary>
/// <remarks>If the guest dies, its calls are cancelled: what waits never begins, what runs is stopped as a cancelled task is, and nobody else's task notices.</remarks>
internal sealed class GuestSeat : MessagePump, IThreadPoolWorkItem
{
    private const int FullBytes = 24 << 10;
    private const int LargeBytes = 4 << 20;

    private readonly Lock _gate = new();
    private readonly PoolCore _core;
    private readonly PoolDoor _door;
    private readonly Greeting _greeting;
    private readonly MessageFeed _replies;
    private readonly ConcurrentDictionary<long, GuestCall> _calls = [];
    private readonly ConcurrentDictionary<int, FunctionEntry> _functions = [];
    private PayloadWriter _batch = PayloadWriter.Rent();
    private GuestCall? _batchCall;
    private IDisposable? _watch;
    private bool _isFlushDue;
    private volatile bool _isClosed;

    public GuestSeat(PoolCore core, PoolDoor door, Greeting greeting) : base(greeting.Requests)
    {
        _core = core;
        _door = door;
        _greeting = greeting;
        _replies = new MessageFeed(greeting.Replies, Lost);
        Lineage = PoolCore.LineageOf(greeting.Guest.Pid);
    }

    /// <summary>The pids of the guest and of those that it descends from.</summary>
    public int[] Lineage { get; }

    /// <summary>Whether the pool takes no more work.</summary>
    public bool IsClosed => _isClosed;

    public void Open()
    {
        _core.Started.ContinueWith(static (started, seat) => ((GuestSeat)seat!).TellStarted(started), this, TaskScheduler.Default);
        _watch = Platform.ProcessWatcher.Watch(_greeting.Guest, () => ThreadPool.UnsafeQueueUserWorkItem(static seat => seat.EndRequests(), this, preferLocal: false));
        Start();
    }

    /// <summary>What the guest has handed over is done; more is refused, so that the pool's end does not depend on it.</summary>
    public void Close()
    {
        if (_core.HasWorkerAmong(Lineage))
            return; // What its tasks call for is part of them, and they were accepted.
        _isClosed = true;
        _replies.Send(new[] { (byte)GuestMessage.Closed });
        foreach (GuestCall call in _calls.Values)
        {
            if (call.IsIdle)
                Settlement.Later(call);
        }
    }

    /// <summary>The pool has ended.</summary>
    public void Leave()
    {
        Flush();
        EndRequests();
    }

    public AioCompletedException TakesNoMore() => new($"Pool '{_core.Name}' takes no more work: it was completed or killed meanwhile. What it had before is done, unless it was killed.");

    /// <summary>Gathers answers, until a message is full or there are no more for the moment.</summary>
    public void Answer(GuestCall call, long index, WorkOutcome outcome, ReadOnlySpan<byte> result)
    {
        lock (_gate)
        {
            if (_batchCall != call)
                Flush();
            if (_batchCall is null)
                _batch.WriteBytes(stackalloc byte[GuestResultsHead.Bytes]);
            _batchCall = call;
            ResultsHead.WriteRecord(_batch, index, outcome, result);
            if (_batch.WrittenCount > FullBytes)
            {
                Flush();
            }
            else if (!_isFlushDue)
            {
                _isFlushDue = true;
                Settlement.Later(this);
            }
        }
    }

    public void Abort(GuestCall call, Exception error)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteByte((byte)GuestMessage.Aborted);
        writer.WriteInt64(call.GuestId);
        PoolErrorCodec.Write(writer, error);
        lock (_gate)
        {
            Flush();
            _replies.Send(writer.WrittenMemory);
        }

        writer.Return();
    }

    public void Say(GuestMessage kind, long call) => _replies.Send((byte[])[(byte)kind, .. BitConverter.GetBytes(call)]);

    /// <summary>The call is over, and its function with it if no other call uses that.</summary>
    public void Forget(GuestCall call)
    {
        _calls.TryRemove(call.GuestId, out _);
        if (!call.Function.IsShared)
            _functions.TryRemove(call.GuestFunctionId, out _);
    }

    public void Flush()
    {
        lock (_gate)
        {
            _isFlushDue = false;
            if (_batchCall is null)
                return;
            new GuestResultsHead(_core.Target, _batchCall.GuestId, _batchCall.Function.AverageTicks).Write(_batch.WrittenSpan());
            _batchCall = null;
            _replies.Send(_batch.WrittenMemory);
            bool isLarge = _batch.WrittenCount > LargeBytes;
            _batch.Clear();
            if (isLarge)
                _batch = PayloadWriter.Rent();
        }
    }

    void IThreadPoolWorkItem.Execute() => Flush();

    protected override void Handle(ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message[1..]);
        switch ((GuestMessage)message[0])
        {
            case GuestMessage.Function:
                int id = reader.ReadInt32();
                (bool listens, bool isShared, string name) = (reader.ReadBool(), reader.ReadBool(), reader.ReadString() ?? "");
                _functions[id] = new FunctionEntry(_core.Functions.NextId(), name, listens, isShared, message[(1 + reader.Position)..]);
                break;
            case GuestMessage.Call:
                Begin(CallOrder.Read(ref reader));
                break;
            case GuestMessage.Work:
                Work(message);
                break;
            case GuestMessage.Stop when _calls.TryGetValue(reader.ReadInt64(), out GuestCall? call):
                _core.Stop(call, new OperationCanceledException($"Task {call.NameOf(0)} was canceled."), kills: reader.ReadBool());
                break;
            case GuestMessage.End when _calls.TryGetValue(reader.ReadInt64(), out GuestCall? call):
                call.Execute();
                break;
            case GuestMessage.Resize:
                Resize(reader.ReadInt32());
                break;
            case GuestMessage.Ask:
                Tell(reader.ReadInt64());
                break;
        }
    }

    /// <summary>The guest has left, or has died.</summary>
    protected override void Over()
    {
        _door.Left(this);
        _watch?.Dispose();
        foreach (GuestCall call in _calls.Values)
        {
            _core.Stop(call, new OperationCanceledException($"Process {_greeting.Guest.Pid}, which had asked for it, has ended."), kills: true);
            _core.End(call);
        }

        foreach (FunctionEntry function in _functions.Values)
            _core.Forget(function);
        _replies.Complete();
        _greeting.Requests.Dispose();
    }

    private void Begin(CallOrder order)
    {
        if (!_functions.TryGetValue(order.Function, out FunctionEntry? function))
            return; // It got lost for want of memory, and the guest knows.
        var call = new GuestCall(_core, this, function, order);
        try
        {
            _core.Begin(call);
        }
        catch (ObjectDisposedException)
        {
            call.Refusal = TakesNoMore();
        }
        catch (AioException refusal)
        {
            call.Refusal = refusal;
        }

        _calls[order.Call] = call;
    }

    private void Work(ReadOnlySpan<byte> message)
    {
        WorkHead head = WorkHead.Read(message);
        if (!_calls.TryGetValue((long)head.Epoch, out GuestCall? call))
        {
            Refuse((long)head.Epoch, Enumerable.Range(0, head.Count).Select(i => head.First + i), TakesNoMore());
            return;
        }

        PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteBytes(message);
        call.Take(new Chunk(call, head.First, head.Count, writer), head.Listens);
        writer.Return();
    }

    private void Resize(int workers)
    {
        try
        {
            _core.Resize(workers);
        }
        catch (ObjectDisposedException)
        {
            // Killed meanwhile, which the guest is told.
        }
    }

    private void TellStarted(Task started)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteByte((byte)GuestMessage.Started);
        writer.WriteBool(started.IsFaulted);
        if (started.Exception?.InnerException is { } error)
            PoolErrorCodec.Write(writer, error);
        _replies.Send(writer.WrittenMemory);
        writer.Return();
    }

    private void Tell(long question)
    {
        PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteByte((byte)GuestMessage.Told);
        writer.WriteInt64(question);
        PoolView.Of(_core).Write(writer);
        _replies.Send(writer.WrittenMemory);
        writer.Return();
    }

    private void EndRequests()
    {
        try
        {
            _greeting.Requests.Complete();
        }
        catch (ObjectDisposedException)
        {
            // It had left before.
        }
    }

    /// <summary>An answer could not be handed over: for want of memory, or because nobody reads it any more.</summary>
    private void Lost(ReadOnlyMemory<byte> message, AioException? error)
    {
        if (error is null || (GuestMessage)message.Span[0] != GuestMessage.Results)
            return;
        ReadOnlySpan<byte> records = message.Span[GuestResultsHead.Bytes..];
        var lost = new List<long>();
        bool isRefusal = true;
        int at = 0;
        while (ResultsHead.TryReadRecord(records, ref at, out long index, out WorkOutcome outcome, out _))
        {
            lost.Add(index);
            isRefusal &= outcome == WorkOutcome.Failure;
        }

        if (isRefusal)
            EndRequests(); // Not even the error can be told: the end of the connection can.
        else
            Refuse(GuestResultsHead.Read(message.Span).Call, lost, error);
    }

    private void Refuse(long call, IEnumerable<long> items, AioException error)
    {
        PayloadWriter text = PayloadWriter.Rent();
        PoolErrorCodec.Write(text, error);
        PayloadWriter writer = PayloadWriter.Rent();
        writer.WriteBytes(stackalloc byte[GuestResultsHead.Bytes]);
        new GuestResultsHead(_core.Target, call, AverageTicks: 0).Write(writer.WrittenSpan());
        foreach (long index in items)
            ResultsHead.WriteRecord(writer, index, WorkOutcome.Failure, text.Written);
        _replies.Send(writer.WrittenMemory);
        writer.Return();
        text.Return();
    }
}
