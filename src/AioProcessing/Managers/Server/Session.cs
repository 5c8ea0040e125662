using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A manager's end of its link to one client, and all that the client has here: references, waits, holdings. It goes with the client.</summary>
internal sealed class Session(MessageSocket messages, ManagerServer server, int number) : Link(messages, hasThread: server.SessionCount < MostThreads), IPayloadDestination
{
    // Clients beyond these share the runtime's event loop.
    private const int MostThreads = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, IHostedWait> _waits = [];
    private readonly Dictionary<int, IReceipt> _receipts = [];
    private readonly Dictionary<long, (HostedEntry Entry, long Count)> _references = [];
    private readonly HashSet<IHolding> _holdings = [];
    private readonly Dictionary<long, long> _givenBackEarly = [];
    private int _awaitedReferences;
    private bool _isClosed;

    public ManagerServer Server => server;

    /// <summary>Counts the clients of a manager, from 1.</summary>
    public int Number => number;

    /// <summary>The client has the thing until it gives it back, or goes. Called together with the answer that says so.</summary>
    /// <returns>False when the client has gone: it has nothing.</returns>
    public bool TryHold(IHolding holding)
    {
        lock (_gate)
            return !_isClosed && _holdings.Add(holding);
    }

    /// <summary>The client gives it back. False when it does not have it.</summary>
    public bool TryGiveBack(IHolding holding)
    {
        lock (_gate)
            return _holdings.Remove(holding);
    }

    /// <summary>Gives the client a reference. False when the object, or the client, has gone.</summary>
    public bool TryReference(HostedEntry entry)
    {
        lock (_gate)
        {
            if (_isClosed || !entry.TryAddReferences(1))
                return false;
            _references[entry.Id] = (entry, _references.GetValueOrDefault(entry.Id).Count + 1);
            return true;
        }
    }

    /// <summary>The client has received a reference whose deposit is still on its way here. It may give it back before that.</summary>
    public void AwaitReference()
    {
        lock (_gate)
            _awaitedReferences++;
    }

    /// <summary>An awaited reference is here; null = it will not come.</summary>
    public void EndAwait(HostedEntry? entry)
    {
        bool isGivenBack = false;
        lock (_gate)
        {
            if (entry is not null && _givenBackEarly.GetValueOrDefault(entry.Id) is > 0 and long count)
            {
                isGivenBack = true;
                _givenBackEarly[entry.Id] = count - 1;
            }
            if (--_awaitedReferences == 0)
                _givenBackEarly.Clear();
        }
        if (entry is not null && !isGivenBack)
            _ = TryReference(entry);
    }

    public bool TryAddWait(int call, IHostedWait wait)
    {
        lock (_gate)
        {
            if (_isClosed || server.IsEnding)
                return false;
            _waits[call] = wait;
            return true;
        }
    }

    public void RemoveWait(int call)
    {
        lock (_gate)
            _waits.Remove(call);
    }

    /// <summary>Sends an answer with handles in it: they are the client's once it has left.</summary>
    public void SendResult(PayloadWriter frame)
    {
        if (!HasEnded)
            _ = frame.DetachPins();
        Send(frame);
    }

    public void SendHeld(int call, PayloadWriter frame, IReceipt receipt)
    {
        lock (_gate)
        {
            _waits.Remove(call);
            if (!_isClosed)
                _receipts[call] = receipt;
            else
                call = -1;
        }
        if (call < 0)
            receipt.Undo();
        SendResult(frame);
    }

    /// <summary>Ends the waits of this client, because the manager ends.</summary>
    public void CancelWaits()
    {
        IHostedWait[] waits;
        lock (_gate)
            waits = [.. _waits.Values.Where(static wait => wait.EndsWithManager)];
        foreach (IHostedWait wait in waits)
            wait.Cancel();
    }

    public object Substitute(object value) => server.TryFind(value, out HostedEntry? entry) ? entry.Proxies!.Make(new AioProxyTarget(entry)) : value;

    protected override IThreadPoolWorkItem? OnFrame(ReadOnlyMemory<byte> frame)
    {
        var reader = new PayloadReader(frame.Span) { TakesPins = true, Home = server };
        var kind = (ClientFrame)reader.ReadByte();
        int call = reader.ReadInt32();
        switch (kind)
        {
            case ClientFrame.Call:
                return Dispatch(new HostedCall(this, call), ref reader);
            case ClientFrame.Cancel:
                Cancel(call);
                return null;
            case ClientFrame.Release:
                Release(reader.ReadInt64(), reader.ReadInt64());
                return null;
            case ClientFrame.Deposit:
                server.Tickets.Deposit(new Ticket(number, reader.ReadInt64()), server.Find(reader.ReadInt64()));
                return null;
            case ClientFrame.Redeem:
                server.Tickets.Redeem(this, new Ticket(reader.ReadInt32(), reader.ReadInt64()), isLast: reader.ReadBool());
                return null;
            case ClientFrame.Withdraw:
                server.Tickets.Withdraw(new Ticket(number, reader.ReadInt64()));
                return null;
            case ClientFrame.Credit:
                (Wait(call) as ICredited)?.AddCredit(reader.ReadCount());
                return null;
            case ClientFrame.Receipt:
                Receive(call, reader.ReadBool());
                return null;
            case ClientFrame.Ping:
                Send(Frames.Begin(ServerFrame.Pong));
                return null;
            default:
                throw reader.Malformed($"a client's frame is of kind {(byte)kind}");
        }
    }

    protected override void OnEnded(Exception? cause)
    {
        IHostedWait[] waits;
        IReceipt[] receipts;
        IHolding[] holdings;
        (HostedEntry Entry, long Count)[] references;
        lock (_gate)
        {
            _isClosed = true;
            waits = [.. _waits.Values];
            receipts = [.. _receipts.Values];
            holdings = [.. _holdings];
            references = [.. _references.Values];
            _waits.Clear();
            _receipts.Clear();
            _holdings.Clear();
            _references.Clear();
        }
        foreach (IHostedWait wait in waits)
            wait.Cancel();
        foreach (IReceipt receipt in receipts)
            receipt.Undo();
        foreach (IHolding holding in holdings)
            holding.Abandoned();
        server.Tickets.Ended(number);
        foreach ((HostedEntry entry, long count) in references)
            entry.DropReferences(count);
        server.Left(this);
    }

    private IThreadPoolWorkItem? Dispatch(HostedCall call, ref PayloadReader reader)
    {
        long id = reader.ReadInt64();
        int member = reader.ReadCount();
        try
        {
            if (server.IsEnding && id != RootObject.Id)
                throw server.Ending();
            HostedEntry entry = server.Find(id) ?? throw new AioObjectGoneException(
                $"Object {id} of manager '{server.Name}' is no longer there: nobody referred to it, or its name was removed. Keep a proxy of it, or give it a name.");
            return entry.Handler.Call(member, ref reader, call);
        }
        catch (Exception exception)
        {
            call.Fault(exception);
            return null;
        }
    }

    private IHostedWait? Wait(int call)
    {
        lock (_gate)
            return _waits.GetValueOrDefault(call);
    }

    private void Cancel(int call) => Wait(call)?.Cancel();

    private void Receive(int call, bool hasReached)
    {
        IReceipt? receipt;
        lock (_gate)
            _receipts.Remove(call, out receipt);
        if (hasReached)
            receipt?.Arrived();
        else
            receipt?.Undo();
    }

    // More than it has, and has received, a client cannot give back.
    private void Release(long id, long count)
    {
        HostedEntry? dropped = null;
        bool isLast = false;
        lock (_gate)
        {
            long had = 0;
            if (_references.TryGetValue(id, out (HostedEntry Entry, long Count) held))
            {
                had = Math.Min(Math.Max(count, 0), held.Count);
                dropped = held.Entry;
                isLast = held.Count == had;
                if (isLast)
                    _references.Remove(id);
                else
                    _references[id] = (held.Entry, held.Count - had);
            }
            if (count > had && _awaitedReferences > 0)
                _givenBackEarly[id] = Math.Min(_givenBackEarly.GetValueOrDefault(id) + count - had, _awaitedReferences);
            count = had;
        }
        if (isLast)
            dropped!.Handler.Left(this);
        if (count > 0)
            dropped!.DropReferences(count);
    }
}

/// <summary>A stream on its way to a reader, who says how much it has room for.</summary>
internal interface ICredited
{
    void AddCredit(int count);
}
