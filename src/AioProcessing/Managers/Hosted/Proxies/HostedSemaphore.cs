using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted semaphore, bounded or not, as its clients have it. The manager knows which client has which permits.</summary>
internal sealed class HostedSemaphore(AioProxyTarget target, int capacity) : HostedProxy(target), IAioSemaphore
{
    public int CurrentCount => Send(Begin((int)SemaphoreObject.Member.Free), ReadNumber);

    public int Capacity { get; private set; } = capacity;

    public bool TryAcquire() => TryAcquire(TimeSpan.Zero);

    public AioSemaphoreReleaser Acquire(CancellationToken cancellationToken = default) =>
        Blocking.Wait(AcquireAsync(cancellationToken));

    public bool TryAcquire(TimeSpan timeout, CancellationToken cancellationToken = default) => Blocking.Wait(TryAcquireAsync(timeout, cancellationToken));

    public async ValueTask<AioSemaphoreReleaser> AcquireAsync(CancellationToken cancellationToken = default)
    {
        ulong id = await RequestAsync(hasReleaser: true, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        return new AioSemaphoreReleaser(new HostedPermit(id, "The semaphore's permit", ReleaseAsync));
    }

    public async ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await RequestAsync(hasReleaser: false, timeout, cancellationToken).ConfigureAwait(false) != 0;

    public void Release(int permits = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(permits);
        PayloadWriter call = Begin((int)SemaphoreObject.Member.Release);
        call.WriteInt32(permits);
        Send(call);
    }

    internal override void WriteState(PayloadWriter to) => to.WriteInt32(Capacity);

    internal override void ReadState(ref PayloadReader from) => Capacity = from.ReadInt32();

    // The number of the permit; 0 = none in time.
    private ValueTask<ulong> RequestAsync(bool hasReleaser, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        PayloadWriter call = Begin((int)SemaphoreObject.Member.Acquire);
        call.WriteBool(hasReleaser);
        call.WriteBool(timeout != TimeSpan.Zero);
        return SendAsync(call, static (ref PayloadReader from, ManagerClient client) => from.ReadUInt64(), timeout, cancellationToken);
    }

    private ValueTask ReleaseAsync(ulong permit)
    {
        PayloadWriter call = Begin((int)SemaphoreObject.Member.ReleaseOne);
        call.WriteUInt64(permit);
        return SendAsync(call, CancellationToken.None);
    }
}
