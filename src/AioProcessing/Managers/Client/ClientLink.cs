using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A client's end of its link to a manager: what it has asked, and to whom the answers belong.</summary>
internal sealed class ClientLink : Link
{
    private readonly PendingCalls _pending = new();
    private readonly Receipts _receipts;
    private Exception? _fault;

    public ClientLink(MessageSocket messages, ManagerClient client) : base(messages, hasThread: true)
    {
        Client = client;
        _receipts = new Receipts(Output);
    }

    public ManagerClient Client { get; }

    /// <summary>Gives a call its number and sends it. If the link has ended, the call fails at once.</summary>
    public void Submit(PayloadWriter frame, PendingCall call)
    {
        call.Pins = frame.DetachPins();
        Frames.Seal(frame);
        bool flushes = false;
        Exception? fault;
        lock (Output.Gate)
        {
            fault = _fault;
            if (fault is null)
            {
                flushes = _receipts.AddLocked(); // Before another call has the number.
                _pending.Add(call);
                Frames.SetCall(frame, call.Number);
                flushes |= Output.AddLocked(frame);
            }
        }
        if (flushes)
            Output.Flush();
        if (fault is null)
            return;
        frame.Return();
        if (call.TakeError(Client.Repeat(fault)))
            call.Execute();
    }

    /// <summary>Says to the manager that nobody waits for the call any more, if it is not answered already.</summary>
    public void AskToCancel(PendingCall call)
    {
        bool flushes = false;
        lock (Output.Gate)
        {
            // Once it is answered its number may be another call's.
            if (_pending.Has(call))
                flushes = Output.AddLocked(Seal(Frames.Begin(ClientFrame.Cancel, call.Number)));
        }
        if (flushes)
            Output.Flush();
    }

    /// <summary>Lets a stream have more items.</summary>
    public void GiveCredit(PendingCall call, int count)
    {
        bool flushes = false;
        lock (Output.Gate)
        {
            if (_pending.Has(call))
            {
                PayloadWriter frame = Frames.Begin(ClientFrame.Credit, call.Number);
                frame.WriteCount(count);
                flushes = Output.AddLocked(Seal(frame));
            }
        }
        if (flushes)
            Output.Flush();
    }

    protected override IThreadPoolWorkItem? OnFrame(ReadOnlyMemory<byte> frame)
    {
        var reader = new PayloadReader(frame.Span) { TakesPins = true };
        var kind = (ServerFrame)reader.ReadByte();
        int number = reader.ReadInt32();
        switch (kind)
        {
            case ServerFrame.Result:
                return TakePending(number) is { } done && done.TakeResult(ref reader, Client) ? done : null;
            case ServerFrame.HeldResult:
                return TakeHeld(number, ref reader);
            case ServerFrame.Fault:
                return TakePending(number) is { } failed && failed.TakeError(RemoteErrors.Read(ref reader, Client.Format.IsNative)) ? failed : null;
            case ServerFrame.Canceled:
                return TakePending(number) is { } canceled && canceled.TakeCancellation() ? canceled : null;
            case ServerFrame.Item:
                return Find(number)?.TakeItem(ref reader, Client);
            case ServerFrame.Progress:
                return Find(number)?.TakeProgress(ref reader, Client);
            case ServerFrame.Goodbye:
                Client.SetFarewell(reader.ReadString() ?? "");
                return null;
            case ServerFrame.Pong:
                return null;
            default:
                throw reader.Malformed($"a manager's frame is of kind {(byte)kind}");
        }
    }

    protected override void OnEnded(Exception? cause) => _ = EndAsync(cause);

    protected override void OnIdle() => _receipts.Flush();

    private PendingCall? TakeHeld(int number, ref PayloadReader reader)
    {
        PendingCall? call = TakePending(number);
        bool hasReached = call is not null && call.TakeResult(ref reader, Client);
        _receipts.Owe(number, hasReached);
        return hasReached ? call : null;
    }

    private PendingCall? Find(int number)
    {
        lock (Output.Gate)
            return _pending.Find(number);
    }

    private PendingCall? TakePending(int number)
    {
        lock (Output.Gate)
        {
            if (_pending.Find(number) is not { } call)
                return null;
            _pending.Remove(call);
            return call;
        }
    }

    private async Task EndAsync(Exception? cause)
    {
        // How a child ended is known a moment after its sockets have closed.
        Exception fault = await Client.ExplainEndAsync(cause).ConfigureAwait(false);
        PendingCall[] all;
        lock (Output.Gate)
        {
            _fault = fault;
            all = _pending.TakeAll();
        }
        foreach (PendingCall call in all)
        {
            if (call.TakeError(Client.Repeat(fault)))
                ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false);
        }
        Client.SetLost(fault);
    }

    private static PayloadWriter Seal(PayloadWriter frame)
    {
        Frames.Seal(frame);
        return frame;
    }
}
