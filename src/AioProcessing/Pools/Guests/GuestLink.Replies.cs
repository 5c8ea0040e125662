using AioProcessing.Serialization;

namespace AioProcessing.Pools.Guests;

// What comes back.
internal sealed partial class GuestLink
{
    protected override void Handle(ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message[1..]);
        switch ((GuestMessage)message[0])
        {
            case GuestMessage.Results:
                Deliver(message);
                break;
            case GuestMessage.Begun:
                Begun(reader.ReadInt64());
                break;
            case GuestMessage.Aborted:
                Abort(reader.ReadInt64(), PoolErrorCodec.Read(ref reader));
                break;
            case GuestMessage.Started when !reader.ReadBool():
                _started.TrySetResult();
                break;
            case GuestMessage.Started:
                Fail(PoolErrorCodec.Read(ref reader));
                break;
            case GuestMessage.Closed:
                lock (_gate)
                    _isClosed = true;
                break;
            case GuestMessage.Told:
                Told(reader.ReadInt64(), PoolView.Read(ref reader));
                break;
        }
    }

    protected override void Over()
    {
        Close(_ownerIsDead ? OwnerIsGone() : Completed());
        _watch?.Dispose();
        _requests.Complete();
        _greeting.Replies.Dispose();
    }

    private void Deliver(ReadOnlySpan<byte> message)
    {
        GuestResultsHead head = GuestResultsHead.Read(message);
        ReadOnlySpan<byte> records = message[GuestResultsHead.Bytes..];
        LinkedCall? linked;
        lock (_gate)
        {
            Target = head.Workers;
            if (!_calls.TryGetValue(head.Call, out linked) || linked.IsGivenUp)
                return;
        }

        if (head.AverageTicks > 0)
            linked.Call.Function.Learn(head.AverageTicks);
        int at = 0;
        while (ResultsHead.TryReadRecord(records, ref at, out long index, out WorkOutcome outcome, out Range result))
        {
            lock (_gate)
                linked.Answered(index);
            if (outcome == WorkOutcome.Failure)
            {
                var reader = new PayloadReader(records[result]);
                linked.Call.Failed(index, PoolErrorCodec.Read(ref reader));
            }
            else
            {
                linked.Call.Deliver(index, outcome, stopReason: null, records[result]);
            }
        }

        lock (_gate)
            ForgetIfOver(linked);
    }

    private void Begun(long call)
    {
        lock (_gate)
        {
            if (_calls.TryGetValue(call, out LinkedCall? linked))
                linked.IsRunning = true;
        }
    }

    private void Abort(long call, Exception reason)
    {
        LinkedCall? linked;
        lock (_gate)
        {
            if (!_calls.TryGetValue(call, out linked))
                return;
            linked.GiveUp();
            ForgetIfOver(linked);
        }

        linked.Call.Abort(reason);
    }

    private void Fail(Exception error)
    {
        _started.TrySetException(error);
        _ = _started.Task.Exception; // Counts as seen: every call throws it.
    }

    /// <summary>Nothing can be done here any more.</summary>
    private void Close(Exception reason)
    {
        lock (s_gate)
            Forget();
        LinkedCall[] left;
        lock (_gate)
        {
            if (_end is not null)
                return;
            _end = reason;
            FailQuestions(reason);
            left = [.. _calls.Values];
            foreach (LinkedCall linked in left)
            {
                linked.GiveUp();
                ForgetIfOver(linked);
            }
        }

        Fail(reason);
        foreach (LinkedCall linked in left)
        {
            if (!linked.IsEnded)
                linked.Call.Abort(reason);
        }
    }

    /// <summary>A request could not be handed over: for want of memory, or because nobody reads any more, which <see cref="Over"/> deals with.</summary>
    private void Lost(ReadOnlyMemory<byte> message, AioException? error)
    {
        if (error is null)
            return;
        if ((GuestMessage)message.Span[0] != GuestMessage.Work)
        {
            Close(error);
            return;
        }

        WorkHead head = WorkHead.Read(message.Span);
        LinkedCall? linked;
        lock (_gate)
        {
            if (!_calls.TryGetValue((long)head.Epoch, out linked))
                return;
            for (int i = 0; i < head.Count; i++)
                linked.Answered(head.First + i);
        }

        FailAll(linked.Call, head.First, head.Count, error);
    }
}
