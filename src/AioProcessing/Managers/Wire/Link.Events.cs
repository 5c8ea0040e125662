using System.Net.Sockets;

namespace AioProcessing.Managers;

// Receiving by the runtime's event loop. User code runs when the next receive is under way: whatever it blocks for comes to another thread.
internal abstract partial class Link
{
    private void OnReceived(object? sender, SocketAsyncEventArgs e)
    {
        if (HasReceived())
            Receive(TakeFrames());
    }

    private void Receive(IThreadPoolWorkItem? next)
    {
        while (!HasEnded)
        {
            if (Output.IsOver(MaxWaitingBytes, () => ThreadPool.UnsafeQueueUserWorkItem(static self => self.Receive(null), this, preferLocal: false)))
            {
                next?.Execute();
                return;
            }
            if (IsReceivePending())
            {
                next?.Execute();
                OnIdle();
                return;
            }
            Queue(next);
            next = HasReceived() ? TakeFrames() : null;
        }
        Queue(next);
    }

    private bool IsReceivePending()
    {
        try
        {
            _receive.SetBuffer(_messages.Decoder.Free());
            return _messages.Socket.ReceiveAsync(_receive);
        }
        catch (ObjectDisposedException)
        {
            return false; // Seen by HasReceived: nothing was transferred.
        }
    }

    private bool HasReceived() => !HasEnded && Received(_receive.BytesTransferred, _receive.SocketError);
}
