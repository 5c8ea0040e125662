using System.Threading.Channels;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>Numbers that both ends of a stream know.</summary>
internal static class RemoteStream
{
    /// <summary>Items that may be on their way or unread; a reader gives room for half of them at a time.</summary>
    public const int Window = 64;
}

/// <summary>Results of a hosted object, one by one. Each enumeration is a call of its own, which begins with the first item that is asked for and ends with its reader.</summary>
internal sealed class RemoteStream<T>(AioProxyTarget target, int member, Action<AioOutgoingCall> writeArguments, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken token = default)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, token);
        StreamCall call = new(target);
        AioOutgoingCall outgoing = new(target, member);
        writeArguments(outgoing);
        outgoing.Client.Submit(outgoing.Frame, call);
        int unpaid = 0;
        try
        {
            while (await call.Items.WaitToReadAsync(both.Token).ConfigureAwait(false))
            {
                while (call.Items.TryRead(out T? item))
                {
                    yield return item;
                    both.Token.ThrowIfCancellationRequested();
                    if (++unpaid < RemoteStream.Window / 2)
                        continue;
                    outgoing.Client.GiveCredit(call, unpaid);
                    unpaid = 0;
                }
            }
        }
        finally
        {
            if (!call.Items.Completion.IsCompleted)
                outgoing.Client.AskToCancel(call);
        }
    }

    private sealed class StreamCall(AioProxyTarget keepsAlive) : PendingCall
    {
        private readonly Channel<T> _items = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

        public ChannelReader<T> Items => _items.Reader;

        public override bool TakeResult(ref PayloadReader from, ManagerClient client) => Complete(null);

        public override bool TakeError(Exception error) => Complete(error);

        public override bool TakeCancellation() => Complete(new OperationCanceledException());

        public override IThreadPoolWorkItem? TakeItem(ref PayloadReader from, ManagerClient client)
        {
            T item;
            try
            {
                item = AioOutgoingCall.ReadValue<T>(ref from, client);
            }
            catch (AioException exception)
            {
                _items.Writer.TryComplete(exception);
                client.AskToCancel(this);
                return null;
            }
            _items.Writer.TryWrite(item);
            return null;
        }

        public override void Execute()
        {
        }

        private bool Complete(Exception? error)
        {
            Pins = [];
            _items.Writer.TryComplete(error);
            GC.KeepAlive(keepsAlive);
            return false;
        }
    }
}
