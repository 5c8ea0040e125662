using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A queue in its manager, joinable or not: its items, what is taken of them by whom, and who waits for an item, for room, or for the end of all work.</summary>
internal sealed class QueueObject : WaitedObject
{
    public const string Kind = "queue";

    private readonly WaitLine _putters = new();
    private readonly WaitLine _getters = new();
    private readonly WaitLine _joiners = new();
    private readonly QueueItems _items;
    private byte[]? _reason;
    private bool _isCompleted;

    private QueueObject(int capacity) : base(new Lock()) => _items = new QueueItems(this, capacity);

    public enum Member
    {
        Put,
        PutMany,
        Get,
        Finish,
        GiveBack,
        TaskDone,
        Join,
        Complete,
        State,
    }

    /// <summary>How an answer to a put or a get begins.</summary>
    public enum Outcome : byte
    {
        Done,
        NotNow,

        /// <summary>The reason follows, if there is one.</summary>
        Completed,
    }

    /// <summary>What becomes of an item that is taken.</summary>
    public enum Taking : byte
    {
        /// <summary>It is gone for good when it has reached its taker.</summary>
        ForGood,

        /// <summary>It is its taker's until that says what becomes of it.</summary>
        OnLease,

        /// <summary>It is its taker's until TaskDone.</summary>
        ToBeDone,
    }

    public static QueueObject Make(ref PayloadReader arguments, ManagerServer server) => new(arguments.ReadInt32());

    public override ValueTask GoneAsync()
    {
        lock (Gate)
            _items.Clear();
        return default;
    }

    /// <summary>Items come back: they did not reach their taker, or it has gone.</summary>
    public void ComeBack(IReadOnlyList<TakenItem> items) => Change((self: this, items), static ((QueueObject self, IReadOnlyList<TakenItem> items) state, ref Answers answers) =>
    {
        foreach (TakenItem item in state.items)
            state.self._items.TryReturn(item);
        state.self.Serve(ref answers);
    });

    /// <summary>Items have reached their taker. Those that were taken for good are gone.</summary>
    public void Received(IReadOnlyList<TakenItem> items) => Change((self: this, items), static ((QueueObject self, IReadOnlyList<TakenItem> items) state, ref Answers answers) =>
    {
        foreach (TakenItem item in state.items.Where(static item => item.Taking is Taking.ForGood))
            state.self._items.TryFinish(item);
        state.self.Serve(ref answers);
    });

    protected override void Do(int member, ref PayloadReader arguments, HostedCall call, ref Answers answers)
    {
        switch ((Member)member)
        {
            case Member.Put:
                Put(call, mayWait: arguments.ReadBool(), HostedPayload.Read(ref arguments, Entry.Server), ref answers);
                break;
            case Member.PutMany:
                PutMany(call, ref arguments, ref answers);
                break;
            case Member.Get:
                var taking = (Taking)arguments.ReadByte();
                Get(new GetWait(call, Gate, taking, arguments.ReadInt32()), mayWait: arguments.ReadBool(), ref answers);
                break;
            case Member.Finish:
            case Member.GiveBack:
                End(call, arguments.ReadInt64(), isFinished: member == (int)Member.Finish, ref answers);
                break;
            case Member.TaskDone:
                TaskDone(call, ref answers);
                break;
            case Member.Join:
                Join(call, mayWait: arguments.ReadBool(), ref answers);
                break;
            case Member.Complete:
                Complete(call, arguments.ReadBytes(arguments.ReadInt32()), ref answers);
                break;
            case Member.State:
                answers.Add(call, (_items.Capacity, _items.Count, _isCompleted ? 1 : 0));
                break;
            default:
                throw Unknown(member);
        }
    }

    protected override void Leave(Session session, ref Answers answers)
    {
        _putters.EndThoseOf(session, Kind, ref answers);
        _getters.EndThoseOf(session, Kind, ref answers);
        _joiners.EndThoseOf(session, Kind, ref answers);
        _items.ReturnThoseOf(session);
        Serve(ref answers);
    }

    private void Put(HostedCall call, bool mayWait, HostedPayload item, ref Answers answers)
    {
        if (!_isCompleted && _items.HasRoom && _putters.Count == 0)
        {
            _items.Put(item);
            Answer(call, Outcome.Done, ref answers);
            Serve(ref answers);
        }
        else if (mayWait && !_isCompleted)
            _putters.Begin(new PutWait(call, Gate, item), ref answers);
        else
        {
            item.Release();
            Answer(call, _isCompleted ? Outcome.Completed : Outcome.NotNow, ref answers);
        }
    }

    // As many as there is room for; the answer says how many, from the first on.
    private void PutMany(HostedCall call, ref PayloadReader arguments, ref Answers answers)
    {
        int put = 0;
        for (int left = arguments.ReadInt32(); left > 0; left--)
        {
            if (_isCompleted || !_items.HasRoom || _putters.Count > 0)
                break;
            _items.Put(HostedPayload.Read(ref arguments, Entry.Server));
            put++;
        }

        PayloadWriter frame = BeginAnswer(call, _isCompleted ? Outcome.Completed : Outcome.Done);
        if (!_isCompleted)
            frame.WriteInt32(put);
        answers.Add(call, frame);
        Serve(ref answers);
    }

    private void Get(GetWait wish, bool mayWait, ref Answers answers)
    {
        if (_items.Count > 0)
        {
            Give(wish, ref answers);
            Serve(ref answers);
        }
        else if (mayWait && !_isCompleted)
            _getters.Begin(wish, ref answers);
        else
            Answer(wish.Call, _isCompleted && mayWait ? Outcome.Completed : Outcome.NotNow, ref answers);
    }

    private void Give(GetWait wish, ref Answers answers)
    {
        List<TakenItem> taken = _items.Take(wish.Call.Session, wish.Taking, wish.Most);
        if (taken.Count == 0)
        {
            answers.AddCancel(wish.Call); // Its client has gone.
            return;
        }

        PayloadWriter frame = BeginAnswer(wish.Call, Outcome.Done);
        frame.WriteCount(taken.Count);
        foreach (TakenItem item in taken)
        {
            frame.WriteInt64(item.Id);
            frame.WriteInt32(item.Item.Deliveries);
            HostedPayload.Write(frame, item.Item.Payload, wish.Call.Session);
        }

        answers.AddHeld(wish.Call, frame, new Delivery(this, taken));
    }

    private void End(HostedCall call, long id, bool isFinished, ref Answers answers)
    {
        TakenItem? item = _items.Find(call.Session, id);
        bool hasEnded = item is not null && (isFinished ? _items.TryFinish(item) : _items.TryReturn(item));
        answers.Add(call, hasEnded);
        Serve(ref answers);
    }

    private void TaskDone(HostedCall call, ref Answers answers)
    {
        TakenItem oldest = _items.OldestToBeDone(call.Session) ?? throw new InvalidOperationException(
            "TaskDone was called too many times: this client has no item of the queue that it took and is not done with. Call it once for each get, in the process that got the item.");
        _items.TryFinish(oldest);
        answers.Add(call);
        Serve(ref answers);
    }

    private void Join(HostedCall call, bool mayWait, ref Answers answers)
    {
        if (_items.IsFinished || !mayWait)
            answers.Add(call, _items.IsFinished);
        else
            _joiners.Begin(new JoinWait(call, Gate), ref answers);
    }

    private void Complete(HostedCall call, ReadOnlySpan<byte> reason, ref Answers answers)
    {
        if (!_isCompleted)
        {
            _isCompleted = true;
            _reason = reason.IsEmpty ? null : reason.ToArray();
            while (_putters.TakeFirst<PutWait>() is { } putter)
            {
                putter.GivenUp(ref answers);
                Answer(putter.Call, Outcome.Completed, ref answers);
            }
        }

        answers.Add(call);
        Serve(ref answers);
    }

    // Lets everybody go on who can.
    private void Serve(ref Answers answers)
    {
        while (true)
        {
            while (_items.HasRoom && _putters.TakeFirst<PutWait>() is { } putter)
            {
                _items.Put(putter.Item);
                Answer(putter.Call, Outcome.Done, ref answers);
            }

            if (_items.Count == 0 || _getters.TakeFirst<GetWait>() is not { } getter)
                break;
            Give(getter, ref answers);
        }

        while (_isCompleted && _getters.TakeFirst<GetWait>() is { } late)
            Answer(late.Call, Outcome.Completed, ref answers);
        while (_items.IsFinished && _joiners.TakeFirst<JoinWait>() is { } joiner)
            answers.Add(joiner.Call, true);
    }

    private void Answer(HostedCall call, Outcome outcome, ref Answers answers) => answers.Add(call, BeginAnswer(call, outcome));

    private PayloadWriter BeginAnswer(HostedCall call, Outcome outcome)
    {
        PayloadWriter frame = call.BeginReturn();
        frame.WriteByte((byte)outcome);
        if (outcome is Outcome.Completed)
            frame.WriteBlock(_reason);
        return frame;
    }

    private sealed class PutWait(HostedCall call, Lock gate, HostedPayload item) : Waiting(call, gate)
    {
        public HostedPayload Item => item;

        public override void GivenUp(ref Answers answers) => item.Release();
    }

    private sealed class GetWait(HostedCall call, Lock gate, Taking taking, int most) : Waiting(call, gate)
    {
        public Taking Taking => taking;

        public int Most => most;
    }

    private sealed class JoinWait(HostedCall call, Lock gate) : Waiting(call, gate);

    /// <summary>Items on their way to their taker.</summary>
    private sealed class Delivery(QueueObject owner, List<TakenItem> items) : IReceipt
    {
        public void Undo() => owner.ComeBack(items);

        public void Arrived() => owner.Received(items);
    }
}
