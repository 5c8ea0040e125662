using AioProcessing.Core.Objects;
using AioProcessing.Serialization;

namespace AioProcessing.Pools;

/// <summary>Brings a worker's messages to the pool. One thread at a time, and none while there is nothing.</summary>
internal sealed class ResultPump(PoolCore core, PoolWorker worker)
{
    private readonly List<Found> _found = [];
    private MessageWait? _wait;

    public void Start() => Run();

    /// <summary>Handles what is there, and then waits for more.</summary>
    private void Run()
    {
        Settlement.Begin();
        bool goesOn = true;
        MessageWait? wait = null;
        while (goesOn)
        {
            if (_wait is { } over)
            {
                _wait = null;
                goesOn = Handle(over.Take());
            }
            else if (worker.Outbox.TryGet(out QueueItem message))
            {
                goesOn = Handle(message);
            }
            else
            {
                wait = worker.Outbox.BeginGet();
                if (!wait.IsComplete)
                    break;
                _wait = wait;
            }
        }

        IThreadPoolWorkItem? last = Settlement.End();
        if (goesOn)
        {
            // From here on another thread may be in this method.
            _wait = wait;
            wait!.OnCompleted(static self => ((ResultPump)self!).Run(), this);
        }

        last?.Execute();
    }

    private bool Handle(QueueItem message)
    {
        if (message.Kind == QueueItemKind.Completed)
        {
            core.WorkerGone(worker, _found);
            Deliver(worker.Sheet.Sheet.Committed);
            worker.Close();
            return false;
        }

        try
        {
            ReadOnlySpan<byte> bytes = worker.Outbox.Queue.Bytes(in message);
            if ((PoolMessage)bytes[0] == PoolMessage.Ready)
            {
                core.WorkerReady(worker);
                return true;
            }

            core.WorkerAnswered(worker, ResultsHead.Read(bytes), bytes[ResultsHead.Bytes..], _found);
            Deliver(bytes[ResultsHead.Bytes..]);
            return true;
        }
        finally
        {
            worker.Outbox.Queue.Release(in message);
        }
    }

    private void Deliver(ReadOnlySpan<byte> records)
    {
        foreach (Found found in _found)
        {
            var reader = new PayloadReader(records[found.Result]) { TakesPins = true };
            found.Call.Deliver(found.Index, found.Outcome, found.StopReason, ref reader);
        }

        _found.Clear();
    }
}

/// <summary>An item's record, found in a message.</summary>
internal readonly record struct Found(WorkCall Call, long Index, WorkOutcome Outcome, Exception? StopReason, Range Result);
