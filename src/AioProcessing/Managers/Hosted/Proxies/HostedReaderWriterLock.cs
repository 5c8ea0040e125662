using AioProcessing.Backends;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>A hosted reader-writer lock, as its clients have it. The manager knows which client is in it.</summary>
internal sealed class HostedReaderWriterLock(AioProxyTarget target) : HostedProxy(target), IAioReaderWriterLock
{
    public int ReaderCount => Send(Begin((int)ReaderWriterLockObject.Member.Readers), ReadNumber);

    public bool IsWriterHeld => Send(Begin((int)ReaderWriterLockObject.Member.HasWriter), ReadWhether);

    public bool TryAcquireReader() => TryAcquireReader(TimeSpan.Zero);

    public bool TryAcquireWriter() => TryAcquireWriter(TimeSpan.Zero);

    public AioAccessReleaser AcquireReader(CancellationToken cancellationToken = default) => Blocking.Wait(AcquireAsync(false, cancellationToken));

    public AioAccessReleaser AcquireWriter(CancellationToken cancellationToken = default) => Blocking.Wait(AcquireAsync(true, cancellationToken));

    public bool TryAcquireReader(TimeSpan timeout, CancellationToken cancellationToken = default) => Blocking.Wait(TryAcquireAsync(false, timeout, cancellationToken));

    public bool TryAcquireWriter(TimeSpan timeout, CancellationToken cancellationToken = default) => Blocking.Wait(TryAcquireAsync(true, timeout, cancellationToken));

    public ValueTask<AioAccessReleaser> AcquireReaderAsync(CancellationToken cancellationToken = default) => AcquireAsync(false, cancellationToken);

    public ValueTask<AioAccessReleaser> AcquireWriterAsync(CancellationToken cancellationToken = default) => AcquireAsync(true, cancellationToken);

    public ValueTask<bool> TryAcquireReaderAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => TryAcquireAsync(false, timeout, cancellationToken);

    public ValueTask<bool> TryAcquireWriterAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => TryAcquireAsync(true, timeout, cancellationToken);

    public void ReleaseReader() => Send(Leaving(false, id: 0));

    public void ReleaseWriter() => Send(Leaving(true, id: 0));

    private async ValueTask<AioAccessReleaser> AcquireAsync(bool isWriter, CancellationToken cancellationToken)
    {
        (ulong id, bool wasAbandoned) = await RequestAsync(isWriter, hasReleaser: true, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        var place = new HostedPermit(id, $"The {(isWriter ? "writer" : "reader")}'s place in the lock", id => SendAsync(Leaving(isWriter, id), CancellationToken.None));
        return new AioAccessReleaser(place, isWriter, wasAbandoned);
    }

    private async ValueTask<bool> TryAcquireAsync(bool isWriter, TimeSpan timeout, CancellationToken cancellationToken) =>
        await RequestAsync(isWriter, hasReleaser: false, timeout, cancellationToken).ConfigureAwait(false) is (not 0, _);

    // The number of the place in the lock; 0 = none in time.
    private ValueTask<(ulong Id, bool WasAbandoned)> RequestAsync(bool isWriter, bool hasReleaser, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeLimit.Check(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        PayloadWriter call = Begin((int)ReaderWriterLockObject.Member.Acquire);
        call.WriteBool(isWriter);
        call.WriteBool(hasReleaser);
        call.WriteBool(timeout != TimeSpan.Zero);
        return SendAsync(call, static (ref PayloadReader from, ManagerClient client) => (from.ReadUInt64(), from.ReadBool()), timeout, cancellationToken);
    }

    // Of the place with that number, or one that no releaser stands for.
    private PayloadWriter Leaving(bool isWriter, ulong id)
    {
        PayloadWriter call = Begin((int)ReaderWriterLockObject.Member.Release);
        call.WriteBool(isWriter);
        call.WriteUInt64(id);
        return call;
    }
}
