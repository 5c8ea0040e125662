using System.Diagnostics;
using System.Net.Sockets;
using AioProcessing.Connections;
using AioProcessing.Core;

namespace AioProcessing.Managers;

// Receiving by a thread of the link's own. It keeps the role while it runs user code, unless that takes long (the guard gives the role to another thread) or
// blocks in a call of this library (the thread gives it up itself). A thread without the role waits a while to get it again.
internal abstract partial class Link : IGivesWay
{
    private const int MillisecondsWithoutRole = 2000;

    // A wake-up over a socket takes about so much longer than the one that the budget is made for. With less, a side whose peer sleeps goes to sleep before the answer, and both sleep for ever after.
    private const int BudgetsPerWakeUp = 3;

    private readonly InlineGuard _guard;
    private readonly SemaphoreSlim _roles = new(0);
    private int _threadsWithoutRole;
    private SpinBudget _budget;
    private ExecutionContext? _context;

    void IGivesWay.GiveWay() => _guard.GiveUp();

    /// <summary>Gives the role to a thread that waits for it, or to a new one.</summary>
    private void StartReading()
    {
        for (int waiting = Volatile.Read(ref _threadsWithoutRole); waiting > 0; waiting = Volatile.Read(ref _threadsWithoutRole))
        {
            if (Interlocked.CompareExchange(ref _threadsWithoutRole, waiting - 1, waiting) != waiting)
                continue;
            _roles.Release();
            return;
        }
        // The usual stack, because user code may run on it.
        new Thread(Run) { IsBackground = true, Name = "AioProcessing link" }.UnsafeStart();
    }

    private void Run()
    {
        _context ??= ExecutionContext.Capture(); // Of a thread that was started with none.
        UserCode user = new(this);
        do
            Read(user);
        while (!HasEnded && TryGetRole());
    }

    /// <summary>Until the link ends, or another thread has the role.</summary>
    private void Read(UserCode user)
    {
        while (!HasEnded)
        {
            if (!TryReceive() || TakeFrames() is not { } next)
                continue;
            user.Next = next;
            if (!_guard.Run(user))
                return;
            OnIdle();
            WaitWhileOver();
        }
    }

    private bool TryGetRole()
    {
        Interlocked.Increment(ref _threadsWithoutRole);
        if (_roles.Wait(MillisecondsWithoutRole))
            return true;
        for (int waiting = Volatile.Read(ref _threadsWithoutRole); waiting > 0; waiting = Volatile.Read(ref _threadsWithoutRole))
        {
            if (Interlocked.CompareExchange(ref _threadsWithoutRole, waiting - 1, waiting) == waiting)
                return false;
        }
        _roles.Wait(); // Somebody has just counted on this thread.
        return true;
    }

    /// <summary>Blocks until bytes have come. False when the link has ended.</summary>
    private bool TryReceive()
    {
        long spinsUntil = 0;
        try
        {
            while (true)
            {
                int count = _messages.Socket.Receive(_messages.Decoder.Free().Span, SocketFlags.None, out SocketError error);
                if (error != SocketError.WouldBlock)
                {
                    if (spinsUntil > 0)
                        _budget.Succeeded();
                    return Received(count, error);
                }
                if (spinsUntil == 0)
                    spinsUntil = Stopwatch.GetTimestamp() + (BudgetsPerWakeUp * _budget.Begin());
                if (Stopwatch.GetTimestamp() < spinsUntil)
                    continue;
                _budget.Failed();
                spinsUntil = 0;
                _ = _messages.Socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
                if (HasEnded)
                    return false;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            End(exception as SocketException);
            return false;
        }
    }

    private void WaitWhileOver()
    {
        ManualResetEventSlim drained = new();
        if (Output.IsOver(MaxWaitingBytes, drained.Set))
            drained.Wait();
    }

    /// <summary>Ends a receive that is under way.</summary>
    private void Unblock()
    {
        try
        {
            _messages.Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }
    }

    /// <summary>What one thread is to run. Each has its own, because a thread can lose the role at any instant and get on later.</summary>
    private sealed class UserCode(Link link) : IContinuation
    {
        public IThreadPoolWorkItem? Next { get; set; }

        void IContinuation.Continue()
        {
            Blocking.GivesWay = link;
            // What the user's code leaves in its context must not be seen by the next piece, as on the thread pool.
            ExecutionContext.Run(link._context!, static work => ((IThreadPoolWorkItem)work!).Execute(), Next);
            Blocking.GivesWay = null;
        }
    }
}
