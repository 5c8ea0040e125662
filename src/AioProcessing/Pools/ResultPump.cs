namespace AioProcessing.Pools;

/// <summary>Brings a worker's messages to the pool.</summary>
internal sealed class ResultPump(PoolCore core, PoolWorker worker) : MessagePump(worker.Outbox)
{
    private readonly List<Found> _found = [];

    protected override void Handle(ReadOnlySpan<byte> message)
    {
        if ((PoolMessage)message[0] == PoolMessage.Ready)
        {
            core.WorkerReady(worker);
            return;
        }

        core.WorkerAnswered(worker, ResultsHead.Read(message), message[ResultsHead.Bytes..], _found);
        Deliver(message[ResultsHead.Bytes..]);
    }

    protected override void Over()
    {
        core.WorkerGone(worker, _found);
        Deliver(worker.Sheet.Sheet.Committed);
        worker.Close();
    }

    private void Deliver(ReadOnlySpan<byte> records)
    {
        foreach (Found found in _found)
            found.Call.Deliver(found.Index, found.Outcome, found.StopReason, records[found.Result]);
        _found.Clear();
    }
}

/// <summary>An item's record, found in a message.</summary>
internal readonly record struct Found(WorkCall Call, long Index, WorkOutcome Outcome, Exception? StopReason, Range Result);
