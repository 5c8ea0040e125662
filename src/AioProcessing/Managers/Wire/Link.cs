using System.Net.Sockets;
using AioProcessing.Connections;
using AioProcessing.Core;
using AioProcessing.Serialization;

namespace AioProcessing.Managers;

/// <summary>One end of the one connection between a client and a manager. Frames of many calls share it, in any order.</summary>
/// <remarks>
/// <para>
/// What comes is taken apart on the receiving thread, and what must not wait is done there. User code (continuations, members of hosted objects) runs there too if
/// it is the last piece of its batch, which saves a change of threads, and never in a way that its blocking could keep the link from receiving; earlier
/// pieces go to the thread pool.
/// </para>
/// <para>
/// There are two ways to receive. By a thread of the link's own, which the system wakes directly: what a lone call costs is its changes of threads. Or by the
/// runtime's event loop, for a manager with more clients than threads would be good for.
/// </para>
/// </remarks>
internal abstract partial class Link
{
    // More than a peer that reads leaves waiting. What it asks for meanwhile is not even looked at.
    private const long MaxWaitingBytes = 16 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly MessageSocket _messages;
    private readonly SocketAsyncEventArgs _receive = new(true);
    private readonly bool _hasThread;
    private int _hasEnded;

    /// <param name="messages">The connection, after its handshake.</param>
    /// <param name="hasThread">Whether it receives by a thread of its own.</param>
    protected Link(MessageSocket messages, bool hasThread)
    {
        _messages = messages;
        _hasThread = hasThread;
        Output = new OutputBuffer(messages.Socket, SendFailed);
        _receive.Completed += OnReceived;
        _guard = new InlineGuard(StartReading);
    }

    /// <summary>When bytes came last, by <see cref="Environment.TickCount64"/>.</summary>
    public long HeardAt { get; private set; } = Environment.TickCount64;

    public bool HasEnded => _hasEnded != 0;

    protected OutputBuffer Output { get; }

    /// <summary>Begins to receive.</summary>
    public void Begin()
    {
        IThreadPoolWorkItem? next = TakeFrames(); // What came right behind the handshake.
        if (_hasThread)
        {
            Queue(next);
            StartReading();
        }
        else
        {
            Receive(next);
        }
    }

    /// <summary>Ends the link, if it has not ended.</summary>
    /// <param name="cause">What went wrong; null when the peer just went.</param>
    public void End(Exception? cause)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return;
        Unblock();
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

    private bool Received(int count, SocketError error)
    {
        if (error != SocketError.Success || count == 0)
        {
            End(error == SocketError.Success ? null : new SocketException((int)error));
            return false;
        }
        HeardAt = Environment.TickCount64;
        _messages.Decoder.Advance(count);
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
