using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Objects;

namespace AioProcessing.Connections;

/// <summary>A wait for a message, to be had or only looked for. Until its result is read, the message comes back if the process dies.</summary>
internal sealed class RingReceive(RingTransport transport, GetWish wish)
    : Waiter<GetWish, QueueItem>(wish, transport, isBlocking: false), IValueTaskSource<(bool HasCome, IncomingMessage Message)>, IValueTaskSource<bool>
{
    private CancellationTokenRegistration _closing;

    public ValueTask<(bool HasCome, IncomingMessage Message)> Park(
        WaitChannel<GetWish, QueueItem> at, TimeSpan timeout, CancellationToken cancellationToken, CancellationToken closing)
    {
        Begin(at, timeout, cancellationToken, closing);
        return new ValueTask<(bool, IncomingMessage)>(this, Version);
    }

    public ValueTask<bool> ParkLook(WaitChannel<GetWish, QueueItem> at, TimeSpan timeout, CancellationToken cancellationToken, CancellationToken closing)
    {
        Begin(at, timeout, cancellationToken, closing);
        return new ValueTask<bool>(this, Version);
    }

    (bool HasCome, IncomingMessage Message) IValueTaskSource<(bool HasCome, IncomingMessage Message)>.GetResult(short token) => transport.Unwrap(End(token));

    bool IValueTaskSource<bool>.GetResult(short token) => End(token).Kind != QueueItemKind.None;

    private void Begin(WaitChannel<GetWish, QueueItem> at, TimeSpan timeout, CancellationToken cancellationToken, CancellationToken closing)
    {
        at.Park(this);
        Limit(timeout, cancellationToken);
        _closing = closing.UnsafeRegister(static self => ((RingReceive)self!).Abort(new ObjectDisposedException(nameof(AioConnection))), this);
    }

    private QueueItem End(short token)
    {
        _closing.Dispose();
        return GetResult(token);
    }
}
