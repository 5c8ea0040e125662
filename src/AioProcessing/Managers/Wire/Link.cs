using System.Net.Sockets;
using AioProcessing.Connections;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>One end of the one connection between a client and a manager. Frames of many calls share it, in any order.</summary>
/// <remarks>
/// <para>
/// No thread belongs to a link. What comes is taken apart on the thread that the runtime's event loop gives, and what must not wait is done there. User code
/// (continuations, members of hosted objects) is kept until the next receive is under way: then the last piece runs on the same thread, which saves a
/// change of threads, and whatever it blocks for is received by another thread. Earlier pieces of one batch go to the thread pool.
/// </para>
/// </remarks>
internal abstract class Link
{
    // More than a peer that reads leaves waiting. What it asks for meanwhile is not even looked at.
    private const long MaxWaitingBytes = 16 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly MessageSocket _messages;
    private readonly SocketAsyncEventArgs _receive = new(true);
    private int _hasEnded;

    protected Link(MessageSocket messages)
    {
        _messages = messages;
        Output = new OutputBuffer(messages.Socket, SendFailed);
        _receive.Completed += OnReceived;
    }

    /// <summary>When bytes came last, by <see cref="Environment.TickCount64"/>.</summary>
    public long HeardAt { get; private set; } = Environment.TickCount64;

    public bool HasEnded => _hasEnded != 0;

    protected OutputBuffer Output { get; }

    /// <summary>Begins to receive.</summary>
    public void Begin()
    {
        IThreadPoolWorkItem? next = TakeFrames();
        Receive(next);
    }

    /// <summary>Ends the link, if it has not ended.</summary>
    /// <param name="cause">What went wrong; null when the peer just went.</param>
    public void End(Exception? cause)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return;
        _messages.Dispose();
        Output.Close();
        OnEnded(cause);
    }

    /// <summary>Takes no more frames, and ends the link when those that were added have left, or the peer does not take them in time.</summary>
    public void EndWhenSent() => _ = EndWhenSentAsync();

    /// <summary>Sends a frame. It leaves on this thread, or on one that is sending already.</summary>
    public void Send(PayloadWriter frame)
    {
        Frames.Seal(frame);
        Output.Add(frame);
    }

    /// <summary>Blocks until all that was sent before has left, or the peer does not take it in time.</summary>
    public void WaitUntilSent()
    {
        ManualResetEventSlim drained = new(); // Left to the collector: who sends may be late to set it.
        if (Output.IsOver(0, drained.Set))
            drained.Wait(s_patience);
    }

    /// <summary>Does with a frame what takes no time. Its bytes are valid during the call.</summary>
    /// <returns>What takes time, to be run when receiving goes on; null = nothing.</returns>
    protected abstract IThreadPoolWorkItem? OnFrame(ReadOnlyMemory<byte> frame);

    /// <summary>Nothing comes any more, and nothing leaves. Called once.</summary>
    protected abstract void OnEnded(Exception? cause);

    /// <summary>Called when a piece of user code has been run by the receiving thread.</summary>
    protected virtual void OnIdle()
    {
    }

    // The peer has gone, but what it said before may still lie in the socket: the receiving side comes to its end by itself.
    private void SendFailed(Exception exception)
    {
        Output.Close();
        _ = EndSoonAsync(exception);
    }

    private async Task EndSoonAsync(Exception exception)
    {
        await Task.Delay(s_patience).ConfigureAwait(false);
        End(exception);
    }

    private async Task EndWhenSentAsync()
    {
        TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Output.IsOver(0, () => drained.TrySetResult()))
            await drained.Task.WaitAsync(s_patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        End(null);
    }

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

    private bool HasReceived()
    {
        if (HasEnded)
            return false;
        if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
        {
            End(_receive.SocketError == SocketError.Success ? null : new SocketException((int)_receive.SocketError));
            return false;
        }
        HeardAt = Environment.TickCount64;
        _messages.Decoder.Advance(_receive.BytesTransferred);
        return true;
    }

    private IThreadPoolWorkItem? TakeFrames()
    {
        IThreadPoolWorkItem? next = null;
        bool flushes = Output.TryCork();
        try
        {
            while (_messages.Decoder.TryPeek(out ReadOnlyMemory<byte> frame))
            {
                IThreadPoolWorkItem? work = OnFrame(frame);
                _messages.Decoder.Take(frame);
                if (work is null)
                    continue;
                Queue(next);
                next = work;
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            End(exception); // The peer does not speak this protocol, whatever its bytes led to.
        }
        finally
        {
            if (flushes)
                Output.Flush();
        }
        return next;
    }

    private static void Queue(IThreadPoolWorkItem? work)
    {
        if (work is not null)
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }
}
