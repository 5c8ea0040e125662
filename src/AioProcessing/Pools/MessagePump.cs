using AioProcessing.Core.Objects;

namespace AioProcessing.Pools;

/// <summary>Brings the messages of a pipe to whoever handles them. One thread at a time, and none while there is nothing.</summary>
internal abstract class MessagePump(BytePipe pipe)
{
    private MessageWait? _wait;

    public void Start() => Run();

    /// <summary>Handles one message; its bytes are valid until this returns.</summary>
    protected abstract void Handle(ReadOnlySpan<byte> message);

    /// <summary>No further message will come.</summary>
    protected abstract void Over();

    /// <summary>Handles what is there, and then waits for more.</summary>
    private void Run()
    {
        Settlement.Begin();
        bool goesOn = true;
        MessageWait? wait = null;
        while (goesOn)
        {
            if (_wait is { } over)
            {
                _wait = null;
                goesOn = Handle(over.Take());
            }
            else if (pipe.TryGet(out QueueItem message))
            {
                goesOn = Handle(message);
            }
            else
            {
                wait = pipe.BeginGet();
                if (!wait.IsComplete)
                    break;
                _wait = wait;
            }
        }

        IThreadPoolWorkItem? last = Settlement.End();
        if (goesOn)
        {
            // From here on another thread may be in this method.
            _wait = wait;
            wait!.OnCompleted(static self => ((MessagePump)self!).Run(), this);
        }

        last?.Execute();
    }

    private bool Handle(QueueItem message)
    {
        if (message.Kind == QueueItemKind.Completed)
        {
            Over();
            return false;
        }

        try
        {
            Handle(pipe.Queue.Bytes(in message));
            return true;
        }
        finally
        {
            pipe.Queue.Release(in message);
        }
    }
}
