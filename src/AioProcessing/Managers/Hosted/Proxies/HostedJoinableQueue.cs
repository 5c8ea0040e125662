using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted joinable queue, as its clients have it: an item that was got is its client's until TaskDone.</summary>
internal sealed class HostedJoinableQueue<T>(AioProxyTarget target) : HostedQueue<T>(target), IAioJoinableQueue<T>
{
    protected override QueueObject.Taking Taking => QueueObject.Taking.ToBeDone;

    public void TaskDone() => Send(Begin((int)QueueObject.Member.TaskDone));

    public bool TryJoin() => TryJoin(TimeSpan.Zero);

    public void Join(CancellationToken cancellationToken = default) => TryJoin(Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryJoin(TimeSpan timeout, CancellationToken cancellationToken = default) => Blocking.Wait(TryJoinAsync(timeout, cancellationToken));

    public async ValueTask JoinAsync(CancellationToken cancellationToken = default) =>
        await TryJoinAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> TryJoinAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeLimit.Check(timeout);
        PayloadWriter call = Begin((int)QueueObject.Member.Join);
        call.WriteBool(timeout != TimeSpan.Zero);
        return SendAsync(call, ReadWhether, timeout, cancellationToken);
    }
}
