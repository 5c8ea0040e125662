using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Queues;

/// <summary>A wait for room, with the bytes to be put.</summary>
internal sealed class PutWaiter(SharedQueue target, object owner, Outgoing outgoing, bool isBlocking)
    : Waiter<QueueRequest, QueuePut>(outgoing.Request, owner, isBlocking), IValueTaskSource, IValueTaskSource<bool>
{
    private Outgoing _outgoing = outgoing;

    void IValueTaskSource.GetResult(short token) => Check(GetResult(token));

    bool IValueTaskSource<bool>.GetResult(short token) => Check(GetResult(token));

    /// <summary>False when the wait timed out.</summary>
    public bool Check(QueuePut result) => result switch
    {
        QueuePut.Done => true,
        QueuePut.Completed => throw new AioCompletedException("The queue cannot be put to: it was completed while the put waited for room. The item was not put."),
        _ => false,
    };

    protected override void Settle()
    {
        _outgoing.Request = Request;
        if (Result == QueuePut.Done)
            _outgoing.Sent();
        else
            _outgoing.Drop(target);
    }
}
