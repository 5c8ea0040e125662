using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>One call of a client, to be answered once, from any thread. If the client has gone meanwhile, the answer goes nowhere.</summary>
internal readonly struct HostedCall(Session session, int number)
{
    /// <summary>The client.</summary>
    public Session Session => session;

    public int Number => number;

    /// <summary>Registers what <see cref="IHostedWait.Cancel"/> is told to. Called before <see cref="HostedObject.Call"/> returns, once.</summary>
    /// <returns>False when the client has gone, or the manager ends: the wait was not registered; answer with <see cref="Cancel"/>.</returns>
    public bool TryWait(IHostedWait wait) => session.TryAddWait(number, wait);

    /// <summary>The answer without a value.</summary>
    public void Return()
    {
        session.RemoveWait(number);
        session.Send(Frames.Begin(ServerFrame.Result, number));
    }

    /// <summary>A value of a type without references.</summary>
    public void Return<T>(T value)
        where T : unmanaged
    {
        PayloadWriter frame = BeginReturn();
        frame.WriteRaw(value);
        Return(frame);
    }

    /// <summary>A payload, or null; its references are the client's too.</summary>
    public void Return(HostedPayload? payload)
    {
        PayloadWriter frame = BeginReturn();
        HostedPayload.Write(frame, payload, session);
        Return(frame);
    }

    /// <summary>An answer to be written and given to one of the overloads of Return.</summary>
    public PayloadWriter BeginReturn()
    {
        PayloadWriter frame = Frames.Begin(ServerFrame.Result, number);
        frame.Destination = session;
        return frame;
    }

    public void Return(PayloadWriter frame)
    {
        session.RemoveWait(number);
        session.SendResult(frame);
    }

    /// <summary>An answer that is undone unless it reaches the caller. See <see cref="IReceipt"/>.</summary>
    public void ReturnHeld(PayloadWriter frame, IReceipt receipt)
    {
        Frames.SetKind(frame, ServerFrame.HeldResult);
        session.SendHeld(number, frame, receipt);
    }

    /// <summary>An error of this library, which comes out of the client's call as it is.</summary>
    public void Fault(Exception exception)
    {
        session.RemoveWait(number);
        PayloadWriter frame = Frames.Begin(ServerFrame.Fault, number);
        RemoteErrors.WriteOwn(frame, exception, session.Server.Format.IsNative);
        session.Send(frame);
    }

    /// <summary>An error of the user's code.</summary>
    public void FaultOfUser(Exception exception)
    {
        session.RemoveWait(number);
        PayloadWriter frame = Frames.Begin(ServerFrame.Fault, number);
        RemoteErrors.WriteUsers(frame, exception, session.Server.Format.IsNative);
        session.Send(frame);
    }

    /// <summary>It was cancelled, and has done nothing. If the manager ends, the client is told that instead.</summary>
    public void Cancel()
    {
        if (session.Server.IsEnding)
        {
            Fault(session.Server.Ending());
            return;
        }
        session.RemoveWait(number);
        session.Send(Frames.Begin(ServerFrame.Canceled, number));
    }

    /// <summary>An item of a stream. The answer ends the stream.</summary>
    public void Send(PayloadWriter item) => session.SendResult(item);

    /// <summary>An item to be written and given to <see cref="Send"/>.</summary>
    public PayloadWriter BeginItem(ServerFrame kind = ServerFrame.Item)
    {
        PayloadWriter frame = Frames.Begin(kind, number);
        frame.Destination = session;
        return frame;
    }
}
