using System.Threading.Tasks.Sources;
using AioProcessing.Core;
using AioProcessing.Core.Machines;
using AioProcessing.Core.Objects;

namespace AioProcessing.Connections;

/// <summary>A message on its way into a ring; if there is no room, the wait for it.</summary>
internal struct RingSend(RingTransport transport, SharedQueue outbox, OutgoingMessage message)
{
    private QueueRequest _request = new() { Payload = message.Body, Carries = message.Carried };

    /// <summary>True when the message is in the ring; the other end has it whatever becomes of this process.</summary>
    /// <exception cref="AioConnectionClosedException">The other end is closed.</exception>
    public bool TrySend(bool spins)
    {
        long deadline = 0;
        int tries = 0;
        while (true)
        {
            RingOutcome outcome = outbox.TryPut(ref _request);
            if (outcome == RingOutcome.Completed)
                throw RingTransport.Broken();
            if (outcome == RingOutcome.Done)
            {
                if (deadline != 0)
                    outbox.Putters.SpinPaid();
                message.HasLeft();
                message.Return();
                return true;
            }

            // A large one waits until the other end has caught up by megabytes, which no spinning is worth.
            bool isWorthSpinning = spins && _request.Block.IsNone;
            if (isWorthSpinning ? !outbox.SpinForRoom(ref deadline) : !SharedQueue.TryAgain(outcome, ref tries))
                return false;
        }
    }

    /// <summary>The message was not sent.</summary>
    public void Drop()
    {
        outbox.Release(ref _request);
        message.Return();
    }

    /// <summary>Waits for room; from now on the message is the wait's.</summary>
    public ValueTask<bool> Park(TimeSpan timeout, CancellationToken cancellationToken, CancellationToken closing)
    {
        if (_request.Block.IsNone)
            _request.Payload = message.Own();
        return new Wait(transport, outbox, message, _request).Park(timeout, cancellationToken, closing);
    }

    private sealed class Wait(RingTransport transport, SharedQueue outbox, OutgoingMessage message, QueueRequest request)
        : Waiter<QueueRequest, QueuePut>(request, transport, isBlocking: false), IValueTaskSource<bool>
    {
        private CancellationTokenRegistration _closing;

        public ValueTask<bool> Park(TimeSpan timeout, CancellationToken cancellationToken, CancellationToken closing)
        {
            outbox.Putters.Park(this);
            Limit(timeout, cancellationToken);
            _closing = closing.UnsafeRegister(static self => ((Wait)self!).Abort(new ObjectDisposedException(nameof(AioConnection))), this);
            return new ValueTask<bool>(this, Version);
        }

        bool IValueTaskSource<bool>.GetResult(short token)
        {
            _closing.Dispose();
            return GetResult(token) switch
            {
                QueuePut.Done => true,
                QueuePut.Completed => throw RingTransport.Broken(),
                _ => false,
            };
        }

        protected override void Settle()
        {
            if (Result == QueuePut.Done)
                message.HasLeft();
            else
                outbox.Release(ref Request);
            message.Return();
        }
    }
}
