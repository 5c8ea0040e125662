using AioProcessing.Backends;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Connections;

/// <summary>One end of a pipe within a process tree: two rings in shared memory, and the object that says whether anybody has the end.</summary>
/// <remarks>
/// Each message is one item of a ring, a large one in a block, so it is there whole or not at all. What was sent to this end is in its inbox, which lives as long as
/// either end does; so it outlives its sender.
/// </remarks>
internal sealed class RingTransport : MessageTransport
{
    private const int Closed = int.MinValue;

    private readonly Handle<SharedPipeEnd> _end;
    private readonly Handle<SharedQueue> _inboxHandle;
    private readonly Handle<SharedQueue> _outboxHandle;
    private readonly SharedQueue _inbox;
    private readonly SharedQueue _outbox;
    private readonly int _maxMessageBytes;
    private readonly CancellationTokenSource _closing = new();
    private AioProtocolException? _fault;

    // Calls that are in the rings' memory just now; below zero once this end was closed. The last of them lets go of the memory.
    private int _uses;
    private int _isClosed;

    private RingTransport(Handle<SharedPipeEnd> end, Handle<SharedQueue> inbox, Handle<SharedQueue> outbox, int maxMessageBytes)
    {
        _end = end;
        _inboxHandle = inbox;
        _outboxHandle = outbox;
        _inbox = inbox.Target;
        _outbox = outbox.Target;
        _maxMessageBytes = maxMessageBytes;
    }

    public override bool IsDisposed => Volatile.Read(ref _isClosed) != 0;

    public override bool IsWithinMessage => false;

    public override object? Keeper => _outbox.Participant;

    /// <summary>Both ends of a new pipe, in the context of this process tree.</summary>
    public static (RingTransport First, RingTransport Second) CreatePair(int maxMessageBytes)
    {
        Handle<SharedPipeEnd> first = MakeEnd(), second = MakeEnd();
        Handle<SharedQueue> toFirst = MakeRing(from: second, to: first), toSecond = MakeRing(from: first, to: second);
        first.Target.SetRings(toFirst.Target, toSecond.Target);
        second.Target.SetRings(toSecond.Target, toFirst.Target);
        return (new RingTransport(first, toFirst, toSecond, maxMessageBytes),
            new RingTransport(second, toSecond.Another(), toFirst.Another(), maxMessageBytes));
    }

    /// <summary>The end that <see cref="WriteReference"/> wrote, in this or another process.</summary>
    public static RingTransport Read(ref PayloadReader reader)
    {
        Handle<SharedPipeEnd> end = Handle<SharedPipeEnd>.Read(ref reader, ObjectKind.PipeEnd, SharedPipeEnd.Make);
        Handle<SharedQueue> inbox = Handle<SharedQueue>.Read(ref reader, ObjectKind.Queue, SharedQueue.Make);
        Handle<SharedQueue> outbox = Handle<SharedQueue>.Read(ref reader, ObjectKind.Queue, SharedQueue.Make);
        return new RingTransport(end, inbox, outbox, reader.ReadInt32());
    }

    public override void WriteReference(PayloadWriter writer)
    {
        Enter();
        try
        {
            _end.Write(writer);
            _inboxHandle.Write(writer);
            _outboxHandle.Write(writer);
            writer.WriteInt32(_maxMessageBytes);
        }
        finally
        {
            Exit();
        }
    }

    // A send copies them into the ring, or into a block, at its first try.
    public override OutgoingMessage Pack(ReadOnlyMemory<byte> bytes, bool copies) => OutgoingMessage.Unframed(bytes);

    public override ValueTask<bool> SendAsync(OutgoingMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            message.Return();
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        var sending = new RingSend(this, _outbox, message);
        try
        {
            Enter();
        }
        catch (ObjectDisposedException closed)
        {
            sending.Drop();
            return ValueTask.FromException<bool>(closed);
        }

        try
        {
            if (sending.TrySend(spins: timeout != TimeSpan.Zero))
                return new ValueTask<bool>(true);
            if (timeout == TimeSpan.Zero)
            {
                sending.Drop();
                return new ValueTask<bool>(false);
            }

            return sending.Park(timeout, cancellationToken, _closing.Token);
        }
        catch (AioException failed)
        {
            sending.Drop();
            return ValueTask.FromException<bool>(failed);
        }
        finally
        {
            Exit();
        }
    }

    public override bool TryReceive(out IncomingMessage message)
    {
        Enter();
        try
        {
            bool hasCome = TryGet(spins: false, out QueueItem item);
            message = hasCome ? Admit(in item) : default;
            return hasCome;
        }
        finally
        {
            Exit();
        }
    }

    public override ValueTask<(bool HasCome, IncomingMessage Message)> ReceiveAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<(bool, IncomingMessage)>(cancellationToken);
        try
        {
            Enter();
            try
            {
                if (TryGet(spins: timeout != TimeSpan.Zero, out QueueItem item))
                    return new ValueTask<(bool, IncomingMessage)>((true, Admit(in item)));
                return timeout == TimeSpan.Zero ? default : new RingReceive(this, GetWish.Item).Park(_inbox.Getters, timeout, cancellationToken, _closing.Token);
            }
            finally
            {
                Exit();
            }
        }
        catch (Exception failed) when (failed is AioException or ObjectDisposedException)
        {
            return ValueTask.FromException<(bool, IncomingMessage)>(failed);
        }
    }

    public override bool TryPoll()
    {
        Enter();
        bool isReady = _fault is not null || _inbox.HasItem;
        Exit();
        return isReady;
    }

    public override ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (TryPoll())
            return new ValueTask<bool>(true);
        return timeout == TimeSpan.Zero ? new ValueTask<bool>(false) : ParkLook(timeout, cancellationToken);
    }

    public override ReadOnlySpan<byte> SpanOf(scoped in IncomingMessage message) => _inbox.Bytes(message.Held);

    public override void Take(in IncomingMessage message) => _inbox.Release(message.Held);

    public override byte[] TakeArray(in IncomingMessage message)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)message.Held.LengthBytes);
        message.Span.CopyTo(bytes);
        Take(in message);
        return bytes;
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        _closing.Cancel();
        if (Interlocked.Add(ref _uses, Closed) == Closed)
            LetGo();
    }

    /// <summary>What a wait for a message came to.</summary>
    public (bool HasCome, IncomingMessage Message) Unwrap(in QueueItem item) => item.Kind switch
    {
        QueueItemKind.Item => (true, Admit(in item)),
        QueueItemKind.Completed => throw Ended(),
        _ => default,
    };

    public static AioConnectionClosedException Broken() => new("The message cannot be sent: the other end of the pipe is closed, or its process has ended.");

    private static AioConnectionClosedException Ended() => new("Nothing more can be received: the other end of the pipe is closed, or its process has ended.");

    private static Handle<SharedPipeEnd> MakeEnd() => Handle<SharedPipeEnd>.Create(Place.Default, ObjectKind.PipeEnd, SharedPipeEnd.Make);

    private static unsafe Handle<SharedQueue> MakeRing(Handle<SharedPipeEnd> from, Handle<SharedPipeEnd> to)
    {
        ObjectInstance writers = from.Target.Instance, readers = to.Target.Instance;
        return Handle<SharedQueue>.Create(Place.Default, ObjectKind.Queue, SharedQueue.Make,
            (participant, header) => SharedQueue.PreparePipe(participant, header, writers, readers));
    }

    private bool TryGet(bool spins, out QueueItem item)
    {
        if (_fault is not null)
            throw new AioProtocolException(_fault.Message);
        long deadline = 0;
        int tries = 0;
        while (true)
        {
            RingOutcome outcome = _inbox.TryGet(out item);
            if (outcome == RingOutcome.Completed)
                throw Ended();
            if (outcome == RingOutcome.Done)
            {
                if (deadline != 0)
                    _inbox.Getters.SpinPaid();
                return true;
            }

            if (spins ? !_inbox.SpinForItem(ref deadline) : !SharedQueue.TryAgain(outcome, ref tries))
                return false;
        }
    }

    private IncomingMessage Admit(in QueueItem item)
    {
        var message = new IncomingMessage(this, default, item);
        if (item.LengthBytes <= _maxMessageBytes)
            return message;
        Take(in message);
        _fault = new AioProtocolException(
            $"The peer sent a message of {item.LengthBytes:N0} bytes, and the limit here is {_maxMessageBytes:N0}. Raise AioConnectionOptions.MaxMessageBytes, or send in parts.");
        throw _fault;
    }

    private ValueTask<bool> ParkLook(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            return new RingReceive(this, GetWish.Look).ParkLook(_inbox.Getters, timeout, cancellationToken, _closing.Token);
        }
        finally
        {
            Exit();
        }
    }

    // Another thread may close this end at any time; until Exit the rings stay where they are.
    private void Enter()
    {
        if (Interlocked.Increment(ref _uses) > 0)
            return;
        Exit();
        throw new ObjectDisposedException(nameof(AioConnection));
    }

    private void Exit()
    {
        if (Interlocked.Decrement(ref _uses) == Closed)
            LetGo();
    }

    private void LetGo()
    {
        _end.Dispose();
        _inboxHandle.Dispose();
        _outboxHandle.Dispose();
    }
}
