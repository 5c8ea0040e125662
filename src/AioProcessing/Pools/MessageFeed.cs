using AioProcessing.Core.Objects;

namespace AioProcessing.Pools;

/// <summary>Messages for a pipe, in their order, from any thread, without waiting: what finds no room there waits in this process's memory.</summary>
/// <param name="pipe">Where they go.</param>
/// <param name="lost">Told of each message that will not be put, with what prevents it; null = nobody will read any more.</param>
internal sealed class MessageFeed(BytePipe pipe, Action<ReadOnlyMemory<byte>, AioException?> lost)
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _waiting = new();
    private RoomWait? _wait;
    private bool _isOver;
    private bool _completes;

    public void Send(ReadOnlyMemory<byte> message)
    {
        AioException? error = null;
        lock (_gate)
        {
            if (_waiting.Count > 0)
            {
                _waiting.Enqueue(message.ToArray());
                return;
            }

            if (!_isOver && TryPut(message, out error))
                return;
            if (!_isOver && error is null)
            {
                _waiting.Enqueue(message.ToArray());
                Park();
                return;
            }
        }

        lost(message, error);
    }

    /// <summary>Lets the reader know that there is no more, once it has all of this.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completes = true;
            if (_waiting.Count == 0)
                CompletePipe();
        }
    }

    private bool TryPut(ReadOnlyMemory<byte> message, out AioException? error)
    {
        error = null;
        try
        {
            return pipe.TryPut(message);
        }
        catch (AioException noRoom)
        {
            error = noRoom; // No memory for it, now or ever.
        }
        catch (ObjectDisposedException)
        {
            _isOver = true;
        }

        return false;
    }

    private void Park()
    {
        try
        {
            _wait = pipe.BeginPut(_waiting.Peek());
            _wait.OnCompleted(static self => ((MessageFeed)self!).GoOn(), this);
        }
        catch (ObjectDisposedException)
        {
            _isOver = true;
        }
    }

    private void GoOn()
    {
        var losses = new List<(byte[] Message, AioException? Error)>();
        lock (_gate)
        {
            if (!WasPut(out AioException? error))
                losses.Add((_waiting.Peek(), error));
            _waiting.Dequeue();
            while (!_isOver && _waiting.TryPeek(out byte[]? next))
            {
                if (!TryPut(next, out error))
                {
                    if (error is null)
                        break;
                    losses.Add((next, error));
                }

                _waiting.Dequeue();
            }

            if (!_isOver && _waiting.Count > 0)
                Park();
            while (_isOver && _waiting.TryDequeue(out byte[]? rest))
                losses.Add((rest, null));
            if (_completes && _waiting.Count == 0)
                CompletePipe();
        }

        foreach ((byte[] message, AioException? error) in losses)
            lost(message, error);
    }

    private bool WasPut(out AioException? error)
    {
        error = null;
        try
        {
            if (_wait!.Take() == QueuePut.Done)
                return true;
            _isOver = true;
        }
        catch (AioException noRoom)
        {
            error = noRoom;
        }
        catch (ObjectDisposedException)
        {
            _isOver = true;
        }

        return false;
    }

    // Elsewhere: it may have to wait for a process that is inside the pipe at this moment.
    private void CompletePipe() => ThreadPool.UnsafeQueueUserWorkItem(
        static pipe =>
        {
            try
            {
                pipe.Complete();
            }
            catch (ObjectDisposedException)
            {
                // Nobody reads it either.
            }
        },
        pipe,
        preferLocal: false);
}
